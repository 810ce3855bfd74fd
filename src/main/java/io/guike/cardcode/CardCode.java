package io.guike.cardcode;

import io.guike.platform.Ids;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jspecify.annotations.Nullable;

/**
 * What a code says. As text: {@code GK.} and, in base64url without padding, 31 bytes followed by their Ed25519 signature
 * (64 bytes); 130 characters in all. The bytes, numbers with the highest byte first: format version (1), key number (2),
 * origin (16), issued at in seconds since 1970 (4, unsigned), nonce (8).
 */
record CardCode(int keyNumber, UUID origin, Instant issuedAt, long nonce) {

    static final String PREFIX = "GK.";

    private static final byte VERSION = 1;
    private static final int PAYLOAD_BYTES = 1 + Short.BYTES + 2 * Long.BYTES + Integer.BYTES + Long.BYTES;
    private static final int SIGNATURE_BYTES = 64;

    /** A code that was read and not verified yet. */
    record Signed(CardCode code, byte[] payload, byte[] signature) {

        boolean isBy(Ed25519PublicKeyParameters key) {
            Ed25519Signer verifier = new Ed25519Signer();
            verifier.init(false, key);
            verifier.update(payload, 0, payload.length);
            return verifier.verifySignature(signature);
        }
    }

    static CardCode of(UUID origin, int keyNumber, Instant now) {
        return new CardCode(
                keyNumber,
                origin,
                Instant.ofEpochSecond(now.getEpochSecond()),
                ByteBuffer.wrap(Ids.random(Long.BYTES)).getLong());
    }

    String signed(Ed25519PrivateKeyParameters key) {
        byte[] payload = payload();
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(payload, 0, payload.length);
        byte[] all = Arrays.copyOf(payload, PAYLOAD_BYTES + SIGNATURE_BYTES);
        System.arraycopy(signer.generateSignature(), 0, all, PAYLOAD_BYTES, SIGNATURE_BYTES);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    private byte[] payload() {
        return ByteBuffer.allocate(PAYLOAD_BYTES)
                .put(VERSION)
                .putShort((short) keyNumber)
                .putLong(origin.getMostSignificantBits())
                .putLong(origin.getLeastSignificantBits())
                .putInt((int) issuedAt.getEpochSecond())
                .putLong(nonce)
                .array();
    }

    /** Null for what no code looks like. There is one way only to write a code. */
    static @Nullable Signed parse(String text) {
        byte[] all = bytes(text);
        if (all.length != PAYLOAD_BYTES + SIGNATURE_BYTES || all[0] != VERSION) {
            return null;
        }
        byte[] payload = Arrays.copyOf(all, PAYLOAD_BYTES);
        ByteBuffer fields = ByteBuffer.wrap(payload, 1, PAYLOAD_BYTES - 1);
        CardCode code = new CardCode(
                Short.toUnsignedInt(fields.getShort()),
                new UUID(fields.getLong(), fields.getLong()),
                Instant.ofEpochSecond(Integer.toUnsignedLong(fields.getInt())),
                fields.getLong());
        return new Signed(code, payload, Arrays.copyOfRange(all, PAYLOAD_BYTES, all.length));
    }

    private static byte[] bytes(String text) {
        if (!text.startsWith(PREFIX)) {
            return new byte[0];
        }
        String body = text.substring(PREFIX.length());
        try {
            byte[] all = Base64.getUrlDecoder().decode(body);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all).equals(body) ? all : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
