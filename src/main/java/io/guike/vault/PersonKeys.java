package io.guike.vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The data keys of the owners, as rows. Nothing is cached: a key that was destroyed opens nothing any more. */
@Singleton
class PersonKeys {

    private static final Logger LOG = Logger.getLogger(PersonKeys.class);
    private static final UUID FIRST = new UUID(0, 0);

    private final Database database;
    private final MasterKeys masters;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    PersonKeys(Database database, MasterKeys masters, Clock clock, ObjectMapper json) {
        this.database = database;
        this.masters = masters;
        this.clock = clock;
        this.json = json;
    }

    /** A row; without a key where it was destroyed. */
    private record Held(UUID owner, @Nullable SecretKey key) {}

    /** A key to be stored, in hex; without one where the stored one must stay as it is. */
    private record Rewrapped(UUID owner, @Nullable String wrapped) {}

    /** Those who have a row, with null for a destroyed key. */
    Uni<Map<UUID, @Nullable SecretKey>> find(Collection<UUID> owners) {
        return database.sql("select person_id, wrapped, master_key from person_key where person_id in (:owners)")
                .with("owners", List.copyOf(Set.copyOf(owners)))
                .list(this::held)
                .map(rows -> {
                    Map<UUID, @Nullable SecretKey> keys = new HashMap<>();
                    rows.forEach(row -> keys.put(row.owner(), row.key()));
                    return keys;
                });
    }

    private Held held(Row row) {
        UUID owner = row.uuid(0);
        return new Held(
                owner, row.isNull(1) ? null : masters.unwrap(owner, new MasterKeys.Wrapped(row.text(2), row.bytes(1))));
    }

    /**
     * As {@link #find}, with a new key for whoever has no row yet.
     *
     * @throws io.guike.platform.Problem {@code vault.erased} where one of the keys was destroyed
     */
    Uni<Map<UUID, SecretKey>> obtain(Collection<UUID> owners) {
        return database.tx(() -> find(owners).chain(found -> {
                    Set<UUID> missing = new TreeSet<>(owners);
                    missing.removeAll(found.keySet());
                    return missing.isEmpty()
                            ? Uni.createFrom().item(found)
                            : make(missing).map(made -> joined(found, made));
                }))
                .map(PersonKeys::mustBeAlive);
    }

    private static Map<UUID, @Nullable SecretKey> joined(
            Map<UUID, @Nullable SecretKey> some, Map<UUID, @Nullable SecretKey> others) {
        Map<UUID, @Nullable SecretKey> all = new HashMap<>(some);
        all.putAll(others);
        return all;
    }

    private static Map<UUID, SecretKey> mustBeAlive(Map<UUID, @Nullable SecretKey> keys) {
        Map<UUID, SecretKey> alive = new HashMap<>();
        keys.forEach((owner, key) -> {
            if (key == null) {
                throw VaultProblem.ERASED.problem();
            }
            alive.put(owner, key);
        });
        return alive;
    }

    /**
     * The insert waits for whoever makes a key for the same owner at the same time, and the key that was committed
     * counts.
     *
     * @param missing in order, so that two batches do not wait for each other
     */
    private Uni<Map<UUID, @Nullable SecretKey>> make(Set<UUID> missing) {
        List<Rewrapped> rows = missing.stream()
                .map(owner -> new Rewrapped(owner, hex(masters.wrap(owner, AesGcm.key(Ids.random(AesGcm.KEY_BYTES))))))
                .toList();
        return database.sql("""
                        insert into person_key (person_id, wrapped, master_key, made_at)
                        select owner, decode(wrapped, 'hex'), :master, :now
                        from json_to_recordset(cast(cast(:rows as text) as json)) as r(owner uuid, wrapped text)
                        order by owner
                        on conflict (person_id) do nothing""")
                .with("master", masters.current())
                .with("now", clock.instant())
                .with("rows", write(rows))
                .run()
                .chain(() -> find(missing));
    }

    private static String hex(MasterKeys.Wrapped wrapped) {
        return HexFormat.of().formatHex(wrapped.bytes());
    }

    /** For good: the row stays, so that its owner never gets another key, also where there was none yet. */
    Uni<Void> destroy(Collection<UUID> owners) {
        return database.sql("""
                        insert into person_key as k (person_id, made_at, destroyed_at)
                        select owner, :now, :now
                        from json_to_recordset(cast(cast(:rows as text) as json)) as r(owner uuid)
                        order by owner
                        on conflict (person_id) do update set wrapped = null, master_key = null,
                          destroyed_at = coalesce(k.destroyed_at, excluded.destroyed_at)""")
                .with("now", clock.instant())
                .with(
                        "rows",
                        write(new TreeSet<>(owners)
                                .stream().map(owner -> Map.of("owner", owner)).toList()))
                .run()
                .replaceWithVoid();
    }

    /**
     * Wraps one piece of the keys that hang on an old master key anew. What others hold at the moment is left to them.
     *
     * @param after the owner after whom to go on; null for the first piece
     * @return the last owner of the piece; null after the last piece
     */
    Uni<@Nullable UUID> rewrap(String oldMaster, @Nullable UUID after, int most) {
        return database.tx(() -> database.sql("""
                        select person_id, wrapped, master_key from person_key
                        where master_key = :old and person_id > :after
                        order by person_id limit :most for update skip locked""")
                .with("old", oldMaster)
                .with("after", after == null ? FIRST : after)
                .with("most", most)
                .list(this::wrappedAnew)
                .call(this::store)
                .map(rows ->
                        rows.size() < most ? null : rows.get(rows.size() - 1).owner()));
    }

    private Rewrapped wrappedAnew(Row row) {
        UUID owner = row.uuid(0);
        try {
            SecretKey key = masters.unwrap(owner, new MasterKeys.Wrapped(row.text(2), row.bytes(1)));
            return new Rewrapped(owner, hex(masters.wrap(owner, key)));
        } catch (SealBroken e) {
            LOG.errorf("The key of %s cannot be unwrapped: %s", owner, e.getMessage());
            return new Rewrapped(owner, null);
        }
    }

    private Uni<Integer> store(List<Rewrapped> rows) {
        return database.sql("""
                        update person_key k set wrapped = decode(r.wrapped, 'hex'), master_key = :master
                        from json_to_recordset(cast(cast(:rows as text) as json)) as r(owner uuid, wrapped text)
                        where k.person_id = r.owner and r.wrapped is not null""")
                .with("master", masters.current())
                .with("rows", write(rows))
                .run();
    }

    /** How many keys hang on that master key. */
    Uni<Long> count(String master) {
        return database.sql("select count(*) from person_key where master_key = :master")
                .with("master", master)
                .one(row -> row.number(0));
    }

    private String write(Object rows) {
        try {
            return json.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
