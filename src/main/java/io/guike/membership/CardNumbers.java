package io.guike.membership;

import io.guike.platform.Ids;
import java.nio.ByteBuffer;

/** Numbers of our own cards: 16 digits that begin with 9 and end with a Luhn check digit, which catches slips in typing. */
final class CardNumbers {

    private static final long MOST = 100_000_000_000_000L;

    private CardNumbers() {}

    /** Random, so that no number leads to the next one. */
    static String next() {
        long random = ByteBuffer.wrap(Ids.random(Long.BYTES)).getLong() >>> 1;
        return checked("9%014d".formatted(random % MOST));
    }

    static String checked(String digits) {
        return digits + (10 - sum(digits + "0") % 10) % 10;
    }

    static boolean isChecked(String number) {
        return number.matches("[0-9]{16}") && sum(number) % 10 == 0;
    }

    private static int sum(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int counted = i % 2 == 0 ? digit : digit * 2;
            sum += counted > 9 ? counted - 9 : counted;
        }
        return sum;
    }
}
