package io.guike.store;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tree of regions that stores hang on. */
@ApplicationScoped
public class Regions {

    /** Two moves that are each right may make a cycle together, so the tree is changed by one at a time. */
    private static final String TREE = "store.region-tree";

    @Inject
    Database database;

    @Inject
    AuditLog audit;

    /** @param stores how many lie directly in it */
    public record RegionView(
            UUID id, String code, String name, @Nullable UUID parentId, int version, long stores) {}

    /** What a region is to be. */
    public record RegionFacts(
            String code, String name, @Nullable UUID parentId) {}

    /** Ordered by code. */
    public Uni<Page<RegionView>> list(@Nullable String cursor, int size) {
        Cursor from = Cursor.firstOr(cursor);
        return database.sql(VIEW + " where (r.code, r.id) > (:code, :id) order by r.code, r.id limit :size")
                .with("code", from.key())
                .with("id", from.id())
                .with("size", size + 1)
                .list(Regions::view)
                .map(rows -> Page.of(rows, size, row -> new Cursor(row.code(), row.id())));
    }

    /** @throws io.guike.platform.Problem {@code store.region-unknown} */
    public Uni<RegionView> get(UUID id) {
        return database.sql(VIEW + " where r.id = :id")
                .with("id", id)
                .first(Regions::view)
                .onItem()
                .ifNull()
                .failWith(StoreProblem.REGION_UNKNOWN::problem);
    }

    /** The region itself and all below it; empty where there is no such region. */
    public Uni<Set<UUID>> below(UUID id) {
        return database.sql("select id from (" + BELOW + ") below")
                .with("region", id)
                .list(row -> row.uuid(0))
                .map(Set::copyOf);
    }

    public Uni<RegionView> create(Caller by, RegionFacts facts) {
        Region region = new Region(Ids.next(), facts.code(), facts.name().strip(), null);
        return database.tx(session -> parents()
                        .invoke(parents -> moveUnder(region, facts.parentId(), parents))
                        .chain(() -> session.persist(region))
                        .chain(session::flush)
                        .chain(() -> audit.record(by, "store.region-create", "region:" + region.id, told(facts)))
                        .chain(() -> get(region.id)))
                .onFailure(Database::isDuplicate)
                .transform(taken -> StoreProblem.REGION_CODE_TAKEN.problem());
    }

    public Uni<RegionView> change(Caller by, UUID id, int version, RegionFacts facts) {
        return database.tx(session -> parents()
                        .chain(parents -> session.find(Region.class, id, LockModeType.PESSIMISTIC_WRITE)
                                .onItem()
                                .ifNull()
                                .failWith(StoreProblem.REGION_UNKNOWN::problem)
                                .invoke(region -> change(region, version, facts, parents)))
                        .chain(session::flush)
                        .chain(() -> audit.record(by, "store.region-change", "region:" + id, told(facts)))
                        .chain(() -> get(id)))
                .onFailure(Database::isDuplicate)
                .transform(taken -> StoreProblem.REGION_CODE_TAKEN.problem());
    }

    private static void change(Region region, int version, RegionFacts facts, Map<UUID, @Nullable UUID> parents) {
        if (region.version != version) {
            throw StoreProblem.CHANGED_MEANWHILE.problem();
        }
        region.code = facts.code();
        region.name = facts.name().strip();
        moveUnder(region, facts.parentId(), parents);
    }

    private static void moveUnder(Region region, @Nullable UUID parent, Map<UUID, @Nullable UUID> parents) {
        if (parent != null && !parents.containsKey(parent)) {
            throw StoreProblem.REGION_UNKNOWN.because("parentId");
        }
        region.move(parent, parents);
    }

    /** All regions with their parents, held still until the end of the transaction. */
    private Uni<Map<UUID, @Nullable UUID>> parents() {
        return database.lock(TREE)
                .chain(() -> database.sql("select id, parent_id from region")
                        .list(row -> new Link(row.uuid(0), row.uuidOrNull(1))))
                .map(links -> {
                    Map<UUID, @Nullable UUID> parents = new HashMap<>();
                    links.forEach(link -> parents.put(link.id(), link.parentId()));
                    return parents;
                });
    }

    private record Link(UUID id, @Nullable UUID parentId) {}

    /** Ids by code, for imports. */
    Uni<Map<String, UUID>> idsByCode() {
        return database.sql("select code, id from region")
                .list(row -> Map.entry(row.text(0), row.uuid(1)))
                .map(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static Map<String, ?> told(RegionFacts facts) {
        return Map.of("code", facts.code(), "name", facts.name(), "parentId", String.valueOf(facts.parentId()));
    }

    static final String BELOW = """
            with recursive tree as (
              select id from region where id = :region
              union select child.id from region child join tree on child.parent_id = tree.id)
            select id from tree""";

    private static final String VIEW = """
            select r.id, r.code, r.name, r.parent_id, r.version,
                   (select count(*) from store s where s.region_id = r.id)
            from region r""";

    private static RegionView view(Row row) {
        return new RegionView(row.uuid(0), row.text(1), row.text(2), row.uuidOrNull(3), row.integer(4), row.number(5));
    }
}
