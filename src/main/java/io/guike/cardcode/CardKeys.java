package io.guike.cardcode;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Row;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.jspecify.annotations.Nullable;

/**
 * The keys as rows, with the opened private half of the one that signs in memory. Other replicas' keys are seen within
 * seconds, and a key is published days before it signs.
 */
@Singleton
class CardKeys {

    private static final String FIELD = "cardcode.private-key";

    /** How long the rows are taken to be as they were. */
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    private final Database database;
    private final Vault vault;
    private final Clock clock;

    private final Map<Integer, Ed25519PrivateKeyParameters> opened = new ConcurrentHashMap<>();
    private volatile @Nullable Known known;

    @Inject
    CardKeys(Database database, Vault vault, Clock clock) {
        this.database = database;
        this.vault = vault;
        this.clock = clock;
    }

    private record Known(List<CardKey> keys, long readAtNanos) {

        boolean isFresh() {
            return System.nanoTime() - readAtNanos < REMEMBERED.toNanos();
        }
    }

    record Signer(int number, Ed25519PrivateKeyParameters key) {}

    /** In the order of their numbers. */
    Uni<List<CardKey>> all() {
        Known now = known;
        return now != null && now.isFresh() ? Uni.createFrom().item(now.keys()) : read();
    }

    Uni<List<CardKey>> read() {
        return database.sql("""
                        select id, number, public_key, sealed, signs_from, lead(signs_from) over (order by number)
                        from card_key order by number""").list(CardKeys::key).invoke(this::remember);
    }

    private static CardKey key(Row row) {
        return new CardKey(
                row.uuid(0),
                row.integer(1),
                row.bytes(2),
                row.isNull(3) ? null : row.bytes(3),
                row.instant(4),
                row.instantOrNull(5));
    }

    private void remember(List<CardKey> keys) {
        known = new Known(keys, System.nanoTime());
        opened.keySet()
                .retainAll(keys.stream()
                        .filter(key -> key.sealed() != null)
                        .map(CardKey::number)
                        .collect(Collectors.toSet()));
    }

    /** Null where there is none, in the database neither. */
    Uni<@Nullable CardKey> find(int number) {
        return all().map(keys -> numbered(keys, number))
                .chain(found ->
                        found != null ? Uni.createFrom().item(found) : read().map(keys -> numbered(keys, number)));
    }

    private static @Nullable CardKey numbered(List<CardKey> keys, int number) {
        return keys.stream().filter(key -> key.number() == number).findFirst().orElse(null);
    }

    /** The key that signs now. */
    Uni<Signer> signer() {
        Instant now = clock.instant();
        return all().map(keys -> signing(keys, now)).chain(key -> {
            Ed25519PrivateKeyParameters open = opened.get(key.number());
            return open == null
                    ? open(key).map(made -> new Signer(key.number(), made))
                    : Uni.createFrom().item(new Signer(key.number(), open));
        });
    }

    /** The last one whose time has come; before that of all of them, the first that can sign. */
    private static CardKey signing(List<CardKey> keys, Instant now) {
        List<CardKey> able = keys.stream().filter(key -> key.sealed() != null).toList();
        return able.stream()
                .filter(key -> !key.signsFrom().isAfter(now))
                .reduce((earlier, later) -> later)
                .or(() -> able.stream().findFirst())
                .orElseThrow(() -> new IllegalStateException("there is no key to sign card codes with"));
    }

    private Uni<Ed25519PrivateKeyParameters> open(CardKey key) {
        byte[] sealed = key.sealed();
        if (sealed == null) {
            throw new IllegalStateException("card key " + key.number() + " was destroyed");
        }
        return vault.open(key.id(), FIELD, sealed)
                .map(text -> {
                    if (text == null) {
                        throw new IllegalStateException("card key " + key.number() + " was destroyed");
                    }
                    return privateKey(text);
                })
                .invoke(open -> opened.put(key.number(), open));
    }

    private static Ed25519PrivateKeyParameters privateKey(String pkcs8) {
        try {
            return (Ed25519PrivateKeyParameters)
                    PrivateKeyFactory.createKey(Base64.getDecoder().decode(pkcs8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pkcs8(Ed25519PrivateKeyParameters key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            PrivateKeyInfoFactory.createPrivateKeyInfo(key).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In the caller's transaction, which holds the lock on the keys. */
    Uni<Void> make(int number, Instant signsFrom) {
        UUID id = Ids.next();
        Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(new SecureRandom());
        return vault.seal(id, FIELD, pkcs8(key))
                .chain(bytes -> database.sql("""
                                insert into card_key (id, number, public_key, sealed, made_at, signs_from)
                                values (:id, :number, :public, :sealed, :now, :from)""")
                        .with("id", id)
                        .with("number", number)
                        .with("public", key.generatePublicKey().getEncoded())
                        .with("sealed", bytes)
                        .with("now", clock.instant())
                        .with("from", signsFrom)
                        .run())
                .replaceWithVoid();
    }

    /** The private half, for good. */
    Uni<Void> destroy(CardKey key) {
        return database.sql("update card_key set sealed = null where id = :id")
                .with("id", key.id())
                .run()
                .chain(() -> vault.destroy(List.of(key.id())));
    }
}
