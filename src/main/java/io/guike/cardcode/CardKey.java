package io.guike.cardcode;

import java.time.Instant;
import java.util.UUID;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
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

    Ed25519PublicKeyParameters publicKey() {
        return new Ed25519PublicKeyParameters(raw);
    }
}
