package io.guike.vault;

import io.guike.platform.Ids;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import javax.crypto.SecretKey;

/** What the vault would seal, for rows that are laid without the service. */
public final class LaidSeals {

    private final MasterKeys masters;
    private final IndexKey index;

    /** The new key of an owner. */
    public final class Owner {

        private final UUID id;
        private final SecretKey key = AesGcm.key(Ids.random(AesGcm.KEY_BYTES));

        private Owner(UUID id) {
            this.id = id;
        }

        /** As it stands in {@code person_key}, under the master key {@link #masterKey}. */
        public byte[] wrappedKey() {
            return masters.wrap(id, key).bytes();
        }

        public byte[] seal(String field, String clear) {
            return Vault.seal(new Vault.Clear(id, field, clear), Map.of(id, key));
        }
    }

    /** With the keys as they are configured. */
    public LaidSeals(String masterKeys, String indexKey) {
        masters = new MasterKeys(masterKeys);
        index = new IndexKey(indexKey);
    }

    public Owner owner(UUID id) {
        return new Owner(id);
    }

    public String masterKey() {
        return masters.current();
    }

    public String hash(PhoneNumber number) {
        return HexFormat.of().formatHex(index.hash(number.e164()));
    }
}
