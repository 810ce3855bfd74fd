package io.guike.vault;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Wraps the data keys of the owners. The first one wraps, every one unwraps what it once wrapped. */
@Singleton
class MasterKeys {

    static final String VARIABLE = "GUIKE_VAULT_MASTER_KEYS";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final byte[] PURPOSE = "guike.vault.key".getBytes(StandardCharsets.US_ASCII);

    private final Map<String, SecretKey> keys = new LinkedHashMap<>();
    private final String current;

    /** A data key as it stands in the database. */
    record Wrapped(String masterKey, byte[] bytes) {}

    /** @param text {@code <id>:<base64 of 32 bytes>}, with a comma between */
    @Inject
    MasterKeys(@ConfigProperty(name = "guike.vault.master-keys") String text) {
        for (String entry : text.split(",", -1)) {
            add(entry.strip().split(":", 2));
        }
        this.current = keys.keySet().iterator().next();
    }

    private void add(String[] entry) {
        if (entry.length != 2 || !ID.matcher(entry[0]).matches()) {
            throw new IllegalStateException(
                    VARIABLE + " must read <id>:<base64>[,…]; an id has 1 to 32 letters, digits, _ or -");
        }
        SecretKey key = AesGcm.key(secret(VARIABLE + ", key " + entry[0], entry[1]));
        if (keys.containsValue(key)) {
            throw new IllegalStateException(VARIABLE + ": two ids have the same key");
        }
        if (keys.put(entry[0], key) != null) {
            throw new IllegalStateException(VARIABLE + ": two keys are called " + entry[0]);
        }
    }

    /** The bytes of a configured key; a message about it names the variable and never the value. */
    static byte[] secret(String what, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(what + " is not base64");
        }
        if (bytes.length != AesGcm.KEY_BYTES) {
            throw new IllegalStateException("%s has %d bytes, but a key has %d: openssl rand -base64 %d"
                    .formatted(what, bytes.length, AesGcm.KEY_BYTES, AesGcm.KEY_BYTES));
        }
        return bytes;
    }

    Set<String> ids() {
        return keys.keySet();
    }

    String current() {
        return current;
    }

    /** Those that wrap nothing any more. */
    List<String> old() {
        return keys.keySet().stream().filter(id -> !id.equals(current)).toList();
    }

    Wrapped wrap(UUID owner, SecretKey key) {
        return wrap(current, owner, key);
    }

    Wrapped wrap(String id, UUID owner, SecretKey key) {
        return new Wrapped(id, AesGcm.seal(master(id), key.getEncoded(), bound(owner)));
    }

    /** @throws SealBroken also where the master key is not configured here */
    SecretKey unwrap(UUID owner, Wrapped wrapped) {
        return AesGcm.key(AesGcm.open(master(wrapped.masterKey()), wrapped.bytes(), bound(owner)));
    }

    private SecretKey master(String id) {
        SecretKey key = keys.get(id);
        if (key == null) {
            throw new SealBroken(VARIABLE + " has no key " + id);
        }
        return key;
    }

    private static byte[] bound(UUID owner) {
        return ByteBuffer.allocate(PURPOSE.length + 2 * Long.BYTES)
                .put(PURPOSE)
                .putLong(owner.getMostSignificantBits())
                .putLong(owner.getLeastSignificantBits())
                .array();
    }
}
