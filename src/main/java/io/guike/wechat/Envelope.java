package io.guike.wechat;

import io.guike.platform.Ids;
import io.guike.wechat.CallbackRefused.Verdict;
import io.guike.wechat.WeChatAccounts.Account;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * Signature and encryption of callbacks, after WeChat's message-encryption format: SHA-1 over the sorted parts;
 * AES-256-CBC with PKCS#7 in blocks of 32 around 16 random bytes, a big-endian length, the message and the appid.
 */
final class Envelope {

    /** Older or newer than this is a replay, or a clock that is wrong. */
    static final Duration MOST_SKEW = Duration.ofMinutes(5);

    private static final int BLOCK = 32;
    private static final int HEAD = 16 + 4;

    private Envelope() {}

    /**
     * @param signature as sent, of {@code parts}
     * @throws CallbackRefused unsigned, forged or stale
     */
    static void verify(
            Account account,
            @Nullable String signature,
            @Nullable String timestamp,
            @Nullable String nonce,
            @Nullable String encrypted,
            Instant now) {
        if (signature == null || timestamp == null || nonce == null) {
            throw new CallbackRefused(Verdict.UNSIGNED);
        }
        String expected = encrypted == null
                ? sign(account.token(), timestamp, nonce)
                : sign(account.token(), timestamp, nonce, encrypted);
        if (!MessageDigest.isEqual(bytes(expected), bytes(signature))) {
            throw new CallbackRefused(Verdict.FORGED);
        }
        // Only now: the time of an unsigned request means nothing.
        if (Duration.between(seconds(timestamp), now).abs().compareTo(MOST_SKEW) > 0) {
            throw new CallbackRefused(Verdict.STALE);
        }
    }

    private static Instant seconds(String timestamp) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(timestamp));
        } catch (NumberFormatException | java.time.DateTimeException e) {
            throw new CallbackRefused(Verdict.STALE);
        }
    }

    /** SHA-1 over the sorted parts, in hexadecimal. */
    static String sign(String... parts) {
        String[] sorted = parts.clone();
        Arrays.sort(sorted);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(bytes(String.join("", sorted)));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws CallbackRefused where it cannot be opened, or is for another account */
    static String open(Account account, String encrypted) {
        byte[] clear = decipher(account, encrypted);
        int padding = clear[clear.length - 1];
        if (padding < 1 || padding > BLOCK || clear.length < HEAD + padding) {
            throw new CallbackRefused(Verdict.UNDECIPHERABLE);
        }
        int length = ByteBuffer.wrap(clear, 16, 4).getInt();
        int end = clear.length - padding;
        if (length < 0 || length > end - HEAD) {
            throw new CallbackRefused(Verdict.UNDECIPHERABLE);
        }
        String appid = text(clear, HEAD + length, end);
        if (!appid.equals(account.appid())) {
            throw new CallbackRefused(Verdict.WRONG_ACCOUNT);
        }
        return text(clear, HEAD, HEAD + length);
    }

    private static byte[] decipher(Account account, String encrypted) {
        try {
            byte[] clear = cipher(account, Cipher.DECRYPT_MODE)
                    .doFinal(Base64.getDecoder().decode(encrypted.trim()));
            if (clear.length < HEAD) {
                throw new CallbackRefused(Verdict.UNDECIPHERABLE);
            }
            return clear;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new CallbackRefused(Verdict.UNDECIPHERABLE);
        }
    }

    static String seal(Account account, String message) {
        return seal(account, message, Ids.random(16));
    }

    /** @param random 16 bytes; given only where a known result is checked */
    static String seal(Account account, String message, byte[] random) {
        byte[] text = bytes(message);
        byte[] appid = bytes(account.appid());
        int used = HEAD + text.length + appid.length;
        int padding = BLOCK - used % BLOCK;
        ByteBuffer clear = ByteBuffer.allocate(used + padding)
                .put(random)
                .putInt(text.length)
                .put(text)
                .put(appid);
        while (clear.hasRemaining()) {
            clear.put((byte) padding);
        }
        try {
            return Base64.getEncoder()
                    .encodeToString(cipher(account, Cipher.ENCRYPT_MODE).doFinal(clear.array()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Cipher cipher(Account account, int mode) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(mode, account.key(), account.vector());
        return cipher;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
