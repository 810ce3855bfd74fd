package io.guike.scancode;

import io.guike.platform.Ids;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * What travels in a code: 26 characters of the base64url alphabet, so that it fits WeChat's 32. One names the key,
 * eleven hold 64 random bits, fourteen the first 84 bits of an HMAC-SHA256 over both.
 */
@Singleton
class Scenes {

    static final int LENGTH = 26;

    private static final int CHECK_AT = 12;
    private static final int SHORTEST_KEY = 16;
    private static final byte[] PURPOSE = "guike.scene".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]");
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final Map<Character, SecretKeySpec> keys;
    private final char maker;

    /** @param keys {@code <id>:<base64>} with a comma between; the first makes scenes, each recognises its own */
    @Inject
    Scenes(@ConfigProperty(name = "guike.scene.keys") String keys) {
        this.keys = read(keys);
        this.maker = this.keys.keySet().iterator().next();
    }

    private static Map<Character, SecretKeySpec> read(String text) {
        Map<Character, SecretKeySpec> keys = new LinkedHashMap<>();
        for (String entry : text.split(",", -1)) {
            String[] parts = entry.strip().split(":", 2);
            if (parts.length != 2 || !KEY_ID.matcher(parts[0]).matches()) {
                throw new IllegalStateException("guike.scene.keys must read <one letter or digit>:<base64>[,…]");
            }
            byte[] secret = Base64.getDecoder().decode(parts[1].strip());
            if (secret.length < SHORTEST_KEY) {
                throw new IllegalStateException("guike.scene.keys: a key needs at least " + SHORTEST_KEY + " bytes");
            }
            if (keys.put(parts[0].charAt(0), new SecretKeySpec(secret, "HmacSHA256")) != null) {
                throw new IllegalStateException("guike.scene.keys: two keys are called " + parts[0]);
            }
        }
        return keys;
    }

    /** 64 bits that nobody can guess. */
    static long newKey() {
        return ByteBuffer.wrap(Ids.random(Long.BYTES)).getLong();
    }

    String scene(long key) {
        return scene(maker, key);
    }

    /** The number in a scene of ours; null for everything else. */
    @Nullable
    Long key(String scene) {
        if (scene.length() != LENGTH || !keys.containsKey(scene.charAt(0))) {
            return null;
        }
        Long key = number(scene.substring(1, CHECK_AT));
        return key != null && isSame(scene, scene(scene.charAt(0), key)) ? key : null;
    }

    private static @Nullable Long number(String text) {
        try {
            return ByteBuffer.wrap(Base64.getUrlDecoder().decode(text)).getLong();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Compares whole scenes, so that no second way to write the same number passes either. */
    private static boolean isSame(String given, String made) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), made.getBytes(StandardCharsets.UTF_8));
    }

    private String scene(char keyId, long key) {
        byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(key).array();
        String head = keyId + ENCODER.encodeToString(number);
        return head + ENCODER.encodeToString(check(keyId, number)).substring(0, LENGTH - CHECK_AT);
    }

    private byte[] check(char keyId, byte[] number) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(keys.get(keyId));
            mac.update(PURPOSE);
            mac.update((byte) keyId);
            return mac.doFinal(number);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
