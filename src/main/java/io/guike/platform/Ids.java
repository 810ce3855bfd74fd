package io.guike.platform;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import java.security.SecureRandom;
import java.util.UUID;

/** UUIDv7: made in the application and growing with time, so that rows of one time lie together. */
public final class Ids {

    private static final TimeBasedEpochRandomGenerator GENERATOR = Generators.timeBasedEpochRandomGenerator();
    private static final SecureRandom RANDOM = new SecureRandom();
    /** No 0/O, 1/I/L, U/V mix-ups when read aloud or typed. */
    private static final char[] READABLE = "23456789ABCDEFGHJKMNPQRSTWXYZ".toCharArray();

    private Ids() {}

    public static UUID next() {
        return GENERATOR.generate();
    }

    /** Unguessable bytes for codes and tokens. */
    public static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** A random code that people can read aloud; 29 letters, so 8 of them hold 38 bits. */
    public static String readable(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(READABLE[RANDOM.nextInt(READABLE.length)]);
        }
        return text.toString();
    }
}
