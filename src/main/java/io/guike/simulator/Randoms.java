package io.guike.simulator;

import java.security.SecureRandom;

/** Unguessable texts in the alphabets that WeChat's own ids use. */
final class Randoms {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String HEX = "0123456789abcdef";
    private static final String ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String URL_SAFE = ALPHANUMERIC + "-_";

    private Randoms() {}

    static String hex(int length) {
        return of(HEX, length);
    }

    static String alphanumeric(int length) {
        return of(ALPHANUMERIC, length);
    }

    static String urlSafe(int length) {
        return of(URL_SAFE, length);
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    static int below(int bound) {
        return RANDOM.nextInt(bound);
    }

    private static String of(String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
