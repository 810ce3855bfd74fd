package io.guike.vault;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;

/**
 * Compares the configured keys with those the data were sealed with, before anything is served. Each key leaves something
 * in the database at its first start that no other key can confirm.
 */
@Singleton
class KeyCheck {

    /** No phone number reads like this. */
    private static final String PROBE = "guike.vault.check";

    private static final String INDEX = "index";
    private static final UUID NOBODY = new UUID(0, 0);

    private final Database database;
    private final MasterKeys masters;
    private final IndexKey index;

    @Inject
    KeyCheck(Database database, MasterKeys masters, IndexKey index) {
        this.database = database;
        this.masters = masters;
        this.index = index;
    }

    void start(@Observes @Priority(100) StartupEvent event) throws Throwable {
        VertxContextSupport.subscribeAndAwait(this::check);
    }

    /** Fails with a message that names the variable which is wrong. */
    Uni<Void> check() {
        return database.tx(() -> checkIndex()
                .chain(() -> Database.each(List.copyOf(masters.ids()), this::checkMaster))
                .chain(this::checkNoneIsMissing));
    }

    private Uni<Void> checkIndex() {
        byte[] mine = index.hash(PROBE);
        return kept(INDEX, mine)
                .invoke(first -> {
                    if (!MessageDigest.isEqual(mine, first)) {
                        throw new IllegalStateException(
                                IndexKey.VARIABLE + " is not the key that this database was hashed with: nobody would"
                                        + " be found by phone. Configure the first one; it cannot be replaced.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> checkMaster(String id) {
        byte[] mine =
                masters.wrap(id, NOBODY, AesGcm.key(new byte[AesGcm.KEY_BYTES])).bytes();
        return kept("master:" + id, mine)
                .invoke(first -> {
                    try {
                        masters.unwrap(NOBODY, new MasterKeys.Wrapped(id, first));
                    } catch (SealBroken e) {
                        throw new IllegalStateException(MasterKeys.VARIABLE + ": key " + id
                                + " is not the one that this database knows by that id. Configure that one, or give the"
                                + " new one an id that was never used.");
                    }
                })
                .replaceWithVoid();
    }

    /** What the first start left under the name. */
    private Uni<byte[]> kept(String name, byte[] mine) {
        return database.sql(
                        "insert into vault_check (name, value) values (:name, :value) on conflict (name) do nothing")
                .with("name", name)
                .with("value", mine)
                .run()
                .chain(() -> database.sql("select value from vault_check where name = :name")
                        .with("name", name)
                        .one(row -> row.bytes(0)));
    }

    private Uni<Void> checkNoneIsMissing() {
        return used().invoke(used -> {
                    List<String> missing = used.stream()
                            .filter(id -> !masters.ids().contains(id))
                            .toList();
                    if (!missing.isEmpty()) {
                        throw new IllegalStateException("%s lacks %s, by which data keys are still wrapped: what was"
                                        .formatted(MasterKeys.VARIABLE, String.join(", ", missing))
                                + " sealed with them could not be opened. Keep it until " + KeyRotation.METRIC
                                + " is 0.");
                    }
                })
                .replaceWithVoid();
    }

    /** Jumps through the index from one id to the next, however many keys hang on each. */
    private Uni<List<String>> used() {
        return database.sql("""
                        with recursive used(id) as (
                          (select master_key from person_key where master_key is not null order by master_key limit 1)
                          union all
                          select (select k.master_key from person_key k where k.master_key > used.id
                                  order by k.master_key limit 1)
                          from used where used.id is not null)
                        select id from used where id is not null""").list((Row row) -> row.text(0));
    }
}
