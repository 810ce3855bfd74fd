package io.guike.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Ids;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredKeysTest {

    private static final String SHORT = "c2hvcnQ=";

    static String key() {
        return Base64.getEncoder().encodeToString(Ids.random(32));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                ":AAAA",
                "1:",
                "1:" + SHORT,
                "1:not base64!",
                "a b:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,",
                "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,2:" + SHORT
            })
    void aMalformedMasterKeyIsRefusedByTheNameOfItsVariable(String text) {
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> new MasterKeys(text));

        assertTrue(refused.getMessage().startsWith("GUIKE_VAULT_MASTER_KEYS"), refused.getMessage());
        assertFalse(refused.getMessage().contains(SHORT), refused.getMessage());
    }

    @Test
    void twoMasterKeysOfOneNameOrOneValueAreRefused() {
        String key = key();

        assertThrows(IllegalStateException.class, () -> new MasterKeys("1:" + key + ",1:" + key()));
        assertThrows(IllegalStateException.class, () -> new MasterKeys("1:" + key + ",2:" + key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", SHORT, "!", "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="})
    void aMalformedIndexKeyIsRefusedByTheNameOfItsVariable(String text) {
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> new IndexKey(text));

        assertTrue(refused.getMessage().startsWith("GUIKE_VAULT_INDEX_KEY"), refused.getMessage());
    }

    @Test
    void theFirstMasterKeyWrapsAndEveryOneUnwraps() {
        String one = "1:" + key();
        String two = "second_2:" + key();
        UUID owner = Ids.next();
        MasterKeys before = new MasterKeys(one);
        MasterKeys after = new MasterKeys(two + ", " + one);
        var data = AesGcm.key(Ids.random(32));

        assertEquals("second_2", after.current());
        assertEquals(List.of("1"), after.old());
        assertEquals(data, after.unwrap(owner, before.wrap(owner, data)));
        assertThrows(SealBroken.class, () -> before.unwrap(owner, after.wrap(owner, data)));
    }

    @Test
    void aWrappedKeyIsGoodForItsOwnerOnly() {
        MasterKeys masters = new MasterKeys("1:" + key());
        MasterKeys.Wrapped wrapped = masters.wrap(Ids.next(), AesGcm.key(Ids.random(32)));

        assertThrows(SealBroken.class, () -> masters.unwrap(Ids.next(), wrapped));
    }

    @Test
    void anotherKeyUnderTheSameNameUnwrapsNothing() {
        UUID owner = Ids.next();
        MasterKeys.Wrapped wrapped = new MasterKeys("1:" + key()).wrap(owner, AesGcm.key(Ids.random(32)));

        assertThrows(SealBroken.class, () -> new MasterKeys("1:" + key()).unwrap(owner, wrapped));
    }

    @Test
    void aHashStaysForEver() {
        IndexKey index = new IndexKey("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

        // HMAC-SHA-256 with 32 zero bytes, as openssl computes it.
        assertEquals(
                "cb5ef8aa0167c6f09e07f447be3b9de22bf5f36022701b9c8340889e95a79b90",
                java.util.HexFormat.of().formatHex(index.hash("+8613800138000")));
    }
}
