package io.guike.pos;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Row;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What clients sign with; sealed, because a signature can only be checked with the secret itself. */
@ApplicationScoped
class PosSecrets {

    private static final int SECRET_BYTES = 32;
    private static final int KEY_ID_LETTERS = 16;
    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(10);

    @Inject
    Database database;

    @Inject
    Vault vault;

    @Inject
    Clock clock;

    /** Told once and never again. */
    record NewSecret(String keyId, String secret) {

        @Override
        public String toString() {
            return "NewSecret[" + keyId + "]";
        }
    }

    /** A live secret with its client as of now. */
    record Known(String keyId, String secret, @Nullable Instant usedAt, PosCaller caller) {

        @Override
        public String toString() {
            return "Known[" + keyId + "]";
        }
    }

    private record Found(byte[] secret, @Nullable Instant usedAt, PosCaller caller) {}

    Uni<NewSecret> issue(UUID client) {
        NewSecret made =
                new NewSecret(Ids.readable(KEY_ID_LETTERS), HexFormat.of().formatHex(Ids.random(SECRET_BYTES)));
        return database.tx(session -> vault.seal(client, field(made.keyId()), made.secret())
                        .chain(bytes -> database.sql("""
                                        insert into pos_secret (key_id, client_id, secret, made_at)
                                        values (:key, :client, :secret, :now)""")
                                .with("key", made.keyId())
                                .with("client", client)
                                .with("secret", bytes)
                                .with("now", clock.instant())
                                .run()))
                .replaceWith(made);
    }

    private static String field(String keyId) {
        return "pos.secret." + keyId;
    }

    /** Key ids that a client can sign with. */
    Uni<Set<String>> live(UUID client) {
        return database.sql("select key_id from pos_secret where client_id = :client and ended_at is null")
                .with("client", client)
                .list(row -> row.text(0))
                .map(Set::copyOf);
    }

    /** @return whether it was live until now */
    Uni<Boolean> end(UUID client, String keyId) {
        return database.sql("""
                        update pos_secret set secret = null, ended_at = :now
                        where key_id = :key and client_id = :client and ended_at is null""")
                .with("now", clock.instant())
                .with("key", keyId)
                .with("client", client)
                .run()
                .map(rows -> rows == 1);
    }

    /** Also destroys the client's key in the vault. */
    Uni<Void> endAll(UUID client) {
        return database.tx(session -> database.sql("""
                        update pos_secret set secret = null, ended_at = :now
                        where client_id = :client and ended_at is null""")
                .with("now", clock.instant())
                .with("client", client)
                .run()
                .chain(() -> vault.destroy(Set.of(client))));
    }

    /** The live secret; null where there is none of that id, or no more. */
    Uni<@Nullable Known> find(String keyId) {
        return database.tx(session -> database.sql("""
                        select k.secret, k.used_at, c.id, c.name, c.rights, c.all_stores,
                               coalesce((select string_agg(cast(s.store_id as text), ',')
                                         from pos_client_store s where s.client_id = c.id), '')
                        from pos_secret k join pos_client c on c.id = k.client_id
                        where k.key_id = :key and k.ended_at is null and c.removed_at is null""")
                .with("key", keyId)
                .first(PosSecrets::found)
                .chain(found -> found == null ? Uni.createFrom().nullItem() : open(keyId, found)));
    }

    private static Found found(Row row) {
        return new Found(
                row.bytes(0),
                row.instantOrNull(1),
                new PosCaller(row.uuid(2), row.text(3), Right.read(row.text(4)), row.flag(5), stores(row.text(6))));
    }

    private static Set<UUID> stores(String ids) {
        return Arrays.stream(ids.split(",", -1))
                .filter(id -> !id.isEmpty())
                .map(UUID::fromString)
                .collect(Collectors.toUnmodifiableSet());
    }

    private Uni<@Nullable Known> open(String keyId, Found found) {
        return vault.open(found.caller().id(), field(keyId), found.secret())
                .map(secret -> secret == null ? null : new Known(keyId, secret, found.usedAt(), found.caller()));
    }

    /** Head office sees by it which of two secrets the tills still use. Not every request writes. */
    Uni<Void> noteUse(Known known) {
        Instant now = clock.instant();
        if (known.usedAt() != null && known.usedAt().isAfter(now.minus(USE_NOTED_EVERY))) {
            return Uni.createFrom().voidItem();
        }
        return database.sql("update pos_secret set used_at = :now where key_id = :key")
                .with("now", now)
                .with("key", known.keyId())
                .run()
                .replaceWithVoid();
    }
}
