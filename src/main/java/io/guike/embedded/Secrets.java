package io.guike.embedded;

import java.security.SecureRandom;
import java.util.Base64;

/** Random values nobody can guess. */
final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** 192 bits in letters and digits that need no escaping in an address or a file. */
    static String password() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(24));
    }
}
