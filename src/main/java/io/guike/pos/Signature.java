package io.guike.pos;

import io.guike.access.SignedRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What the headers of a signed request say. */
record Signature(String keyId, String time, String nonce, String mac) {

    static final String KEY_ID = "Guike-Key-Id";
    static final String TIME = "Guike-Time";
    static final String NONCE = "Guike-Nonce";
    static final String SIGNATURE = "Guike-Signature";

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    /** Seconds since 1970; enough digits until the year 5138. */
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

    private static final Pattern LONG_WORD = Pattern.compile("[A-Za-z0-9_-]{16,64}");
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

    /** @throws io.guike.platform.Problem {@code pos.signature-invalid} that names the header which is wrong */
    static Signature read(SignedRequest request) {
        return new Signature(
                header(request, KEY_ID, WORD),
                header(request, TIME, SECONDS),
                header(request, NONCE, LONG_WORD),
                header(request, SIGNATURE, HEX));
    }

    private static String header(SignedRequest request, String name, Pattern form) {
        String value = request.headers().apply(name);
        if (value == null || !form.matcher(value).matches()) {
            throw PosProblem.SIGNATURE_INVALID.because(
                    value == null ? name + " is missing" : name + " must match " + form.pattern());
        }
        return value;
    }

    Instant at() {
        return Instant.ofEpochSecond(Long.parseLong(time));
    }

    /**
     * Whether the request was signed with the secret, found out in constant time.
     *
     * @param secret null where there is none, which takes as long
     */
    boolean isOf(SignedRequest request, @Nullable String secret) {
        byte[] expected = hmac(secret == null ? "?" : secret, text(request));
        return MessageDigest.isEqual(expected, HexFormat.of().parseHex(mac)) && secret != null;
    }

    private String text(SignedRequest request) {
        return String.join("\n", request.method(), request.target(), time, nonce, sha256(request.body()));
    }

    private static byte[] hmac(String secret, String text) {
        try {
            Mac hmac = Mac.getInstance(ALGORITHM);
            hmac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), ALGORITHM));
            return hmac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
