package io.guike.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CardNumbersTest {

    @Test
    void numbersHaveSixteenDigitsAndACheckDigit() {
        Set<String> numbers = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String number = CardNumbers.next();
            assertTrue(number.matches("9[0-9]{15}") && CardNumbers.isChecked(number), number);
            numbers.add(number);
        }
        assertEquals(10_000, numbers.size());
    }

    @Test
    void theCheckDigitIsLuhns() {
        assertEquals("7992739871" + "3", CardNumbers.checked("7992739871"));
        assertEquals("4539578763621486", CardNumbers.checked("453957876362148"));
    }

    @Test
    void aSlipOrASwapOfNeighboursIsNoticed() {
        String number = "9000000000123456".substring(0, 15);
        String good = CardNumbers.checked(number);
        for (int at = 0; at < good.length(); at++) {
            char[] slip = good.toCharArray();
            slip[at] = slip[at] == '9' ? '0' : (char) (slip[at] + 1);
            assertFalse(CardNumbers.isChecked(new String(slip)), new String(slip));
        }
        String swapped = good.replace("34", "43");
        assertFalse(CardNumbers.isChecked(swapped), swapped);
    }
}
