package io.guike.cardcode;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key that signs, will sign, or signed.
 *
 * @param raw the public half as RFC 8032 writes it: y in 32 bytes, lowest first, with the parity of x in the highest bit
 * @param sealed the private half, sealed; null once it was destroyed
 * @param signsUntil when its successor takes over; null for the last one
 */
record CardKey(
        UUID id,
        int number,
        byte[] raw,
        byte @Nullable [] sealed,
        Instant signsFrom,
        @Nullable Instant signsUntil) {

    static final int RAW_BYTES = 32;

    PublicKey publicKey() {
        byte[] y = reversed(raw);
        boolean odd = (y[0] & 0x80) != 0;
        y[0] &= 0x7f;
        try {
            return KeyFactory.getInstance(CardCode.ALGORITHM)
                    .generatePublic(new EdECPublicKeySpec(
                            NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] raw(EdECPublicKey key) {
        byte[] y = key.getPoint().getY().toByteArray();
        byte[] raw = Arrays.copyOf(reversed(y), RAW_BYTES);
        if (key.getPoint().isXOdd()) {
            raw[RAW_BYTES - 1] |= (byte) 0x80;
        }
        return raw;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
