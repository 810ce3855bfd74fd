package io.guike.simulator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures and encryption of the message push: AES-256-CBC, the key's first half as IV, PKCS#7 to blocks of 32 bytes,
 * over 16 random bytes, a 4-byte length, the message and the appid.
 */
record Envelope(String token, String encodingAesKey, String appid) {
    private static final int RANDOM_BYTES = 16;
    private static final int BLOCK = 32;

    /** A text that is no envelope of this account. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message);
        }
    }

    /** SHA-1 over the sorted parts; with the ciphertext as last part this is {@code msg_signature}. */
    String sign(String... parts) {
        String joined =
                Stream.concat(Stream.of(token), Arrays.stream(parts)).sorted().collect(Collectors.joining());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(joined.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String encrypt(String message) {
        return encrypt(message, Randoms.alphanumeric(RANDOM_BYTES));
    }

    String encrypt(String message, String random) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        byte[] owner = appid.getBytes(StandardCharsets.UTF_8);
        int length = RANDOM_BYTES + Integer.BYTES + text.length + owner.length;
        int padding = BLOCK - length % BLOCK;
        ByteBuffer buffer = ByteBuffer.allocate(length + padding);
        buffer.put(random.getBytes(StandardCharsets.UTF_8))
                .putInt(text.length)
                .put(text)
                .put(owner);
        while (buffer.hasRemaining()) {
            buffer.put((byte) padding);
        }
        try {
            return Base64.getEncoder()
                    .encodeToString(cipher(Cipher.ENCRYPT_MODE).doFinal(buffer.array()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The message inside, once padding, length and appid are right. */
    String decrypt(String encrypted) throws Broken {
        ByteBuffer plain;
        try {
            plain = ByteBuffer.wrap(
                    cipher(Cipher.DECRYPT_MODE).doFinal(Base64.getDecoder().decode(encrypted)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Broken("not decryptable: " + e.getMessage());
        }
        int padding = plain.limit() == 0 ? 0 : plain.get(plain.limit() - 1);
        int end = plain.limit() - padding;
        if (padding < 1 || padding > BLOCK || end < RANDOM_BYTES + Integer.BYTES) {
            throw new Broken("wrong padding");
        }
        int length = plain.getInt(RANDOM_BYTES);
        int start = RANDOM_BYTES + Integer.BYTES;
        if (length < 0 || length > end - start) {
            throw new Broken("wrong length");
        }
        String owner = new String(plain.array(), start + length, end - start - length, StandardCharsets.UTF_8);
        if (!owner.equals(appid)) {
            throw new Broken("appid " + owner + " instead of " + appid);
        }
        return new String(plain.array(), start, length, StandardCharsets.UTF_8);
    }

    private Cipher cipher(int mode) throws GeneralSecurityException {
        byte[] key = Base64.getDecoder().decode(encodingAesKey + "=");
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(key, 0, 16));
        return cipher;
    }
}
