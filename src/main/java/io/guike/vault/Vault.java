package io.guike.vault;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Seals personal data, each owner's under a key of their own, in the caller's transaction where one is open. An owner is
 * mostly a person, by the id that never changes; whatever else has a secret is an owner too, by its id.
 */
@Singleton
public class Vault {

    private static final byte[] PURPOSE = "guike.vault.field".getBytes(StandardCharsets.US_ASCII);

    private final PersonKeys keys;
    private final IndexKey index;

    @Inject
    Vault(PersonKeys keys, IndexKey index) {
        this.keys = keys;
        this.index = index;
    }

    /** Something to seal. */
    public record Clear(UUID owner, String field, String text) {

        @Override
        public String toString() {
            return "Clear[" + owner + ", " + field + "]";
        }
    }

    /** Something to open. */
    public record Sealed(UUID owner, String field, byte[] bytes) {

        @Override
        public String toString() {
            return "Sealed[" + owner + ", " + field + "]";
        }
    }

    /**
     * Makes the owner's key at the first use.
     *
     * @param field names what is sealed, capability first: {@code member.phone}; the bytes open under that name only
     * @throws io.guike.platform.Problem {@code vault.erased} where the owner's key was destroyed
     */
    public Uni<byte[]> seal(UUID owner, String field, String clear) {
        return sealAll(List.of(new Clear(owner, field, clear))).map(one -> one.get(0));
    }

    /**
     * As {@link #seal} with two or three statements for all owners.
     *
     * @return in the order given
     */
    public Uni<List<byte[]>> sealAll(List<Clear> all) {
        if (all.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return keys.obtain(all.stream().map(Clear::owner).toList())
                .map(found -> all.stream().map(one -> seal(one, found)).toList());
    }

    static byte[] seal(Clear one, Map<UUID, SecretKey> found) {
        SecretKey key = found.get(one.owner());
        if (key == null) {
            throw new IllegalStateException("no key was made for " + one.owner());
        }
        return AesGcm.seal(key, one.text().getBytes(StandardCharsets.UTF_8), bound(one.owner(), one.field()));
    }

    /**
     * What was sealed; null once the owner's key was destroyed.
     *
     * @throws SealBroken for bytes that were altered or belong to another owner or field
     */
    public Uni<@Nullable String> open(UUID owner, String field, byte[] sealed) {
        return openAll(List.of(new Sealed(owner, field, sealed))).map(clear -> clear.get(0));
    }

    /**
     * As {@link #open} with one statement for all owners.
     *
     * @return in the order given, with null for owners whose key was destroyed
     */
    public Uni<List<@Nullable String>> openAll(List<Sealed> all) {
        if (all.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return keys.find(all.stream().map(Sealed::owner).toList()).map(found -> {
            List<@Nullable String> clear = new ArrayList<>(all.size());
            all.forEach(one -> clear.add(open(one, found)));
            return Collections.unmodifiableList(clear);
        });
    }

    private static @Nullable String open(Sealed one, Map<UUID, @Nullable SecretKey> found) {
        if (!found.containsKey(one.owner())) {
            throw new SealBroken("nothing was ever sealed for " + one.owner());
        }
        SecretKey key = found.get(one.owner());
        return key == null
                ? null
                : new String(AesGcm.open(key, one.bytes(), bound(one.owner(), one.field())), StandardCharsets.UTF_8);
    }

    /** The owner's id has a fixed length, so no two pairs of owner and field read the same. */
    private static byte[] bound(UUID owner, String field) {
        byte[] name = field.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(PURPOSE.length + 2 * Long.BYTES + name.length)
                .put(PURPOSE)
                .putLong(owner.getMostSignificantBits())
                .putLong(owner.getLeastSignificantBits())
                .put(name)
                .array();
    }

    /**
     * By what a sealed phone number is found: HMAC-SHA-256 with the index key, 64 hex digits, always the same.
     *
     * @param e164 of {@link PhoneNumber#e164()}; another way to write the number would hash otherwise and is refused
     */
    public String hash(String e164) {
        return HexFormat.of().formatHex(index.hash(new PhoneNumber(e164).e164()));
    }

    /**
     * As {@link #hash}, for any other text that is to be compared and not to be read.
     *
     * @param field names what is compared, capability first; the same text differs under another name
     */
    public String fingerprint(String field, String text) {
        return HexFormat.of().formatHex(index.hash(field + '\0' + text));
    }

    /**
     * Destroys the owners' keys for good, also of owners who have none yet: nothing of theirs opens any more, and nothing
     * can be sealed for them. Copies of the database from before still hold the wrapped key until they are thrown away.
     */
    public Uni<Void> destroy(Collection<UUID> owners) {
        return owners.isEmpty() ? Uni.createFrom().voidItem() : keys.destroy(owners);
    }
}
