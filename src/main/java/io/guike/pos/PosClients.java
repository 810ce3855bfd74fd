package io.guike.pos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.guike.store.StoreProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The till systems and back offices that may call, and their secrets. */
@ApplicationScoped
public class PosClients {

    @Inject
    Database database;

    @Inject
    PosSecrets secrets;

    @Inject
    AuditLog audit;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /** What a client is to be. It reaches all stores or the listed ones. */
    public record ClientFacts(String name, Set<Right> rights, boolean allStores, Set<UUID> stores) {}

    /** A client with the one chance to see its secret. */
    public record NewClient(PosClientView client, String keyId, String secret) {

        @Override
        public String toString() {
            return "NewClient[" + keyId + "]";
        }
    }

    /** @throws io.guike.platform.Problem {@code pos.name-taken}, {@code pos.scope-invalid}, {@code store.unknown} */
    public Uni<NewClient> create(Caller by, ClientFacts facts) {
        PosClient client = new PosClient(Ids.next(), facts, clock.instant());
        return database.tx(session -> session.persist(client)
                        .chain(session::flush)
                        .chain(() -> reach(client.id, facts.stores()))
                        .chain(() -> audit.record(by, "pos.client-create", subject(client.id), told(facts)))
                        .chain(() -> withSecret(by, client.id)))
                .onFailure(Database::isDuplicate)
                .transform(taken -> PosProblem.NAME_TAKEN.problem());
    }

    /** @throws io.guike.platform.Problem as for {@link #create}, and {@code store.changed-meanwhile} */
    public Uni<PosClientView> change(Caller by, UUID id, int version, ClientFacts facts) {
        return database.tx(session -> locked(session, id)
                        .invoke(client -> {
                            client.mustHaveVersion(version);
                            client.describe(facts, clock.instant());
                        })
                        .chain(session::flush)
                        .chain(() -> reach(id, facts.stores()))
                        .chain(() -> audit.record(by, "pos.client-change", subject(id), told(facts)))
                        .chain(() -> get(id)))
                .onFailure(Database::isDuplicate)
                .transform(taken -> PosProblem.NAME_TAKEN.problem());
    }

    private Uni<Void> reach(UUID id, Set<UUID> reached) {
        return database.sql("delete from pos_client_store where client_id = :id")
                .with("id", id)
                .run()
                .chain(() -> reached.isEmpty() ? Uni.createFrom().item(0) : add(id, reached))
                .invoke(added -> {
                    if (added != reached.size()) {
                        throw StoreProblem.STORE_UNKNOWN.because("stores");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Integer> add(UUID id, Set<UUID> reached) {
        return database.sql("""
                        insert into pos_client_store (client_id, store_id)
                        select :id, id from store where id in (:stores)""")
                .with("id", id)
                .with("stores", List.copyOf(reached))
                .run();
    }

    /**
     * A second secret beside the live one.
     *
     * @throws io.guike.platform.Problem {@code pos.two-secrets} where two are live already
     */
    public Uni<NewClient> addSecret(Caller by, UUID id) {
        return database.tx(session -> locked(session, id)
                .chain(client -> secrets.live(id).invoke(client::mustHaveRoomFor))
                .chain(() -> withSecret(by, id)));
    }

    private Uni<NewClient> withSecret(Caller by, UUID id) {
        return secrets.issue(id)
                .call(made -> audit.record(by, "pos.secret-add", subject(id), Map.of("keyId", made.keyId())))
                .chain(made -> get(id).map(client -> new NewClient(client, made.keyId(), made.secret())));
    }

    /** From the next request on; also the last one, which shuts the client out until it gets another. */
    public Uni<Void> endSecret(Caller by, UUID id, String keyId) {
        return database.tx(session -> locked(session, id)
                .chain(() -> secrets.end(id, keyId))
                .invoke(ended -> {
                    if (!ended) {
                        throw PosProblem.SECRET_UNKNOWN.problem();
                    }
                })
                .chain(() -> audit.record(by, "pos.secret-end", subject(id), Map.of("keyId", keyId))));
    }

    /** For good, from the next request on. */
    public Uni<Void> remove(Caller by, UUID id) {
        return database.tx(session -> locked(session, id)
                .invoke(client -> client.remove(clock.instant()))
                .chain(session::flush)
                .chain(() -> secrets.endAll(id))
                .chain(() -> audit.record(by, "pos.client-remove", subject(id), Map.of())));
    }

    /** @throws io.guike.platform.Problem {@code pos.client-unknown}, also for one that was removed */
    public Uni<PosClientView> get(UUID id) {
        return database.sql(VIEW + " where c.id = :id and c.removed_at is null")
                .with("id", id)
                .first(this::view)
                .onItem()
                .ifNull()
                .failWith(PosProblem.CLIENT_UNKNOWN::problem);
    }

    /** By name; without those that were removed. */
    public Uni<Page<PosClientView>> list(@Nullable String cursor, int size) {
        Cursor from = Cursor.firstOr(cursor);
        return database.sql(VIEW + """
                         where c.removed_at is null and (lower(c.name), c.id) > (:name, :id)
                        order by lower(c.name), c.id limit :size""")
                .with("name", from.key())
                .with("id", from.id())
                .with("size", size + 1)
                .list(this::view)
                .map(rows -> Page.of(rows, size, row -> new Cursor(row.name().toLowerCase(Locale.ROOT), row.id())));
    }

    private static Uni<PosClient> locked(Mutiny.Session session, UUID id) {
        return session.find(PosClient.class, id, LockModeType.PESSIMISTIC_WRITE)
                .map(client -> client == null || client.removedAt != null ? null : client)
                .onItem()
                .ifNull()
                .failWith(PosProblem.CLIENT_UNKNOWN::problem);
    }

    private static String subject(UUID id) {
        return "pos-client:" + id;
    }

    private static Map<String, ?> told(ClientFacts facts) {
        return Map.of(
                "name",
                facts.name(),
                "rights",
                new TreeSet<>(facts.rights()),
                "allStores",
                facts.allStores(),
                "stores",
                new TreeSet<>(facts.stores()));
    }

    private static final String VIEW = """
            select c.id, c.name, c.rights, c.all_stores,
                   cast((select json_agg(json_build_object('id', s.id, 'code', s.code, 'name', s.name) order by s.code)
                      from pos_client_store reached join store s on s.id = reached.store_id
                      where reached.client_id = c.id) as text),
                   cast((select json_agg(json_build_object('keyId', k.key_id, 'madeAt', k.made_at, 'usedAt', k.used_at)
                        order by k.made_at, k.key_id)
                      from pos_secret k where k.client_id = c.id and k.ended_at is null) as text),
                   c.created_at, c.version
            from pos_client c""";

    private PosClientView view(Row row) {
        return new PosClientView(
                row.uuid(0),
                row.text(1),
                List.copyOf(Right.read(row.text(2))),
                row.flag(3),
                read(row.textOrNull(4), new TypeReference<>() {}),
                read(row.textOrNull(5), new TypeReference<>() {}),
                row.instant(6),
                row.integer(7));
    }

    private <T> List<T> read(@Nullable String array, TypeReference<List<T>> type) {
        try {
            return array == null ? List.of() : json.readValue(array, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
