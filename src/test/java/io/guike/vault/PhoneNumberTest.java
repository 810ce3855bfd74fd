package io.guike.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Problem;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumberTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "13800138000",
                " 138 0013 8000 ",
                "138-0013-8000",
                "138–0013–8000",
                "138.0013.8000",
                "+8613800138000",
                "+86 138 0013 8000",
                "(+86) 138-0013-8000",
                "8613800138000",
                "86 13800138000",
                "008613800138000",
                "0086-138-0013-8000",
                "１３８００１３８０００",
                "＋８６（１３８）００１３８０００",
                "\u202d13800138000\u202c",
                "\ufeff13800138000",
                "138\u00a00013\u00a08000",
                "'13800138000",
                "\t13800138000\r\n"
            })
    void everyWayToWriteAChineseMobileIsOneNumber(String text) {
        assertEquals("+8613800138000", PhoneNumber.read(text).e164());
    }

    @ParameterizedTest
    @CsvSource({
        "+852 9123 4567, +85291234567",
        "00852-91234567, +85291234567",
        "+886 912 345 678, +886912345678",
        "+1 (415) 555-2671, +14155552671",
        "+290 1234, +2901234",
        "+123456789012345, +123456789012345"
    })
    void otherCountriesNeedTheirCode(String text, String e164) {
        assertEquals(e164, PhoneNumber.read(text).e164());
    }

    @ParameterizedTest
    @CsvSource({
        "'', 为空",
        "' - ', 为空",
        "12800138000, 号段",
        "10800138000, 号段",
        "+8612800138000, 号段",
        "1380013800, 11 位",
        "138001380001, 11 位",
        "13800138000.0, 11 位",
        "02164711234, 号段",
        "021-6471123, 11 位",
        "+86 021 6471 1234, 号段",
        "91234567, 11 位",
        "1.38001E+10, 科学计数法",
        "1.38001e10, 科学计数法",
        "1380013800O, 数字以外",
        "13800138000/13900139000, 数字以外",
        "138+00138000, 数字以外",
        "++8613800138000, 数字以外",
        "无, 数字以外",
        "+0123456789, 国家代码",
        "+12345, 国家代码",
        "+1234567890123456, 国家代码",
        "'+', 数字以外"
    })
    void rubbishIsRefusedWithTheReasonAndWithoutTheNumber(String text, String reason) {
        Problem refused = assertThrows(Problem.class, () -> PhoneNumber.read(text));
        String detail = Objects.requireNonNull(refused.detail());

        assertEquals("vault.phone-invalid", refused.code().code());
        assertTrue(detail.contains(reason), detail);
        assertTrue(text.isEmpty() || !refused.toString().contains(text), refused.toString());
    }

    @ParameterizedTest
    @CsvSource({"86, 13800138000", "+86, 138 0013 8000"})
    void theCountryMayStandBesideTheNumber(String country, String number) {
        assertEquals("+8613800138000", PhoneNumber.of(country, number).e164());
    }

    @Test
    void anotherCountryBesideTheNumberCounts() {
        assertEquals("+85291234567", PhoneNumber.of("852", "91234567").e164());
        assertThrows(Problem.class, () -> PhoneNumber.of("86", "91234567"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"13800138000", "+86 13800138000", "+8612800138000", "+", "", "+86138001380001"})
    void onlyE164IsAValue(String text) {
        assertThrows(IllegalArgumentException.class, () -> new PhoneNumber(text));
    }

    @ParameterizedTest
    @CsvSource({
        "+8613800138000, 138****8000",
        "+85291234567, +85****567",
        "+123456, +1****56",
        "+123456789012345, +123****2345"
    })
    void maskedAndAsTextItTellsLittle(String e164, String masked) {
        assertEquals(masked, new PhoneNumber(e164).masked());
        assertEquals(masked, new PhoneNumber(e164).toString());
        assertEquals(masked, Masked.phone(e164));
    }

    @ParameterizedTest
    @CsvSource({"王小明, 王**", "王, 王**", "欧阳修, 欧**", "'  李 ', 李**", "Alice Wang, A**", "'', ''", "𠮷野, 𠮷**"})
    void namesShowTheirFirstCharacter(String name, String masked) {
        assertEquals(masked, Masked.name(name));
    }

    @Test
    void recordsWithClearDataDoNotTellThem() {
        Vault.Clear clear = new Vault.Clear(new java.util.UUID(1, 2), "member.name", "王小明");

        assertFalse(clear.toString().contains("王小明"), clear.toString());
    }
}
