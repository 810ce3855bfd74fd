package io.guike.store;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.guike.platform.Sql;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The chain's stores. */
@ApplicationScoped
public class Stores {

    /** Codes of stores and regions, and staff numbers: what people can read aloud, type and put into a file name. */
    public static final String CODE = "[A-Za-z0-9][A-Za-z0-9._-]*";

    /** How far the search for near stores reaches at first, and by how much it grows each time. */
    private static final double FIRST_REACH_METRES = 5_000;

    private static final double GROWTH = 8;

    @Inject
    Database database;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /** What a store is to be. Coordinates in degrees, GCJ-02. */
    public record StoreFacts(
            String code,
            String name,
            UUID regionId,
            String address,
            double latitude,
            double longitude,
            @Nullable String phone) {}

    /** @param today the intervals that start today, in their order */
    public record NearStoreView(
            UUID id,
            String code,
            String name,
            String address,
            double latitude,
            double longitude,
            @Nullable String phone,
            long distanceMetres,
            boolean openNow,
            List<OpeningHours.Interval> today) {}

    /** The names of those that exist; for lists. */
    public Uni<Map<UUID, String>> names(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return database.sql("select id, name from store where id in (:stores)")
                .with("stores", List.copyOf(ids))
                .list(row -> Map.entry(row.uuid(0), row.text(1)))
                .map(names -> names.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** By the code as given; unknown ones are left out. */
    public Uni<Map<String, UUID>> idsOf(Collection<String> codes) {
        if (codes.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return database.sql("select code, id from store where code in (:codes)")
                .with("codes", List.copyOf(codes))
                .list(row -> Map.entry(row.text(0), row.uuid(1)))
                .map(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** Those that exist; batched, for lists that show names. */
    public Uni<Map<UUID, StoreView>> views(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return database.sql(VIEW + " where s.id in (:ids)")
                .with("ids", List.copyOf(ids))
                .list(Stores::view)
                .map(stores -> stores.stream().collect(Collectors.toMap(StoreView::id, Function.identity())));
    }

    /** @throws io.guike.platform.Problem {@code store.unknown} */
    public Uni<StoreView> get(UUID id) {
        return database.sql(VIEW + " where s.id = :id")
                .with("id", id)
                .first(Stores::view)
                .onItem()
                .ifNull()
                .failWith(StoreProblem.STORE_UNKNOWN::problem);
    }

    public Uni<@Nullable StoreView> byCode(String code) {
        return database.sql(VIEW + " where s.code = :code").with("code", code).first(Stores::view);
    }

    /**
     * Ordered by code.
     *
     * @param text part of the code, name or address
     * @param region only stores in it or below it
     */
    public Uni<Page<StoreView>> list(@Nullable String text, @Nullable UUID region, @Nullable String cursor, int size) {
        Cursor from = Cursor.firstOr(cursor);
        String inRegion = region == null ? "" : " and s.region_id in (" + Regions.BELOW + ")";
        String part = text == null ? "" : text.strip();
        String like = part.isEmpty() ? "" : " and (s.code ilike :like or s.name ilike :like or s.address ilike :like)";
        Sql sql = database.sql(VIEW + " where (s.code, s.id) > (:code, :id)" + inRegion + like
                        + " order by s.code, s.id limit :size")
                .with("code", from.key())
                .with("id", from.id())
                .with("size", size + 1);
        if (region != null) {
            sql.with("region", region);
        }
        if (!like.isEmpty()) {
            sql.with("like", Sql.containing(part));
        }
        return sql.list(Stores::view).map(rows -> Page.of(rows, size, row -> new Cursor(row.code(), row.id())));
    }

    /** Ids of the stores in the region and below it, closed ones too. */
    public Uni<List<UUID>> below(UUID region) {
        return database.sql("select id from store where region_id in (" + Regions.BELOW + ") order by code")
                .with("region", region)
                .list(row -> row.uuid(0));
    }

    /** Whether the chain has no store at all yet. */
    public Uni<Boolean> none() {
        return database.sql("select 1 from store limit 1").exists().map(some -> !some);
    }

    /**
     * The stores in business that lie nearest, nearest first.
     *
     * @param most how many, 1 to 50
     */
    public Uni<List<NearStoreView>> nearest(double latitude, double longitude, int most) {
        return nearest(new Place(latitude, longitude), most, FIRST_REACH_METRES);
    }

    private Uni<List<NearStoreView>> nearest(Place here, int most, double reach) {
        boolean everywhere = reach >= Place.FARTHEST_METRES;
        return inBox(here, most, reach).chain(found -> {
            List<NearStoreView> near = everywhere
                    ? found
                    : found.stream()
                            .filter(store -> store.distanceMetres() <= reach)
                            .toList();
            return everywhere || near.size() == most
                    ? Uni.createFrom().item(near)
                    : nearest(here, most, reach * GROWTH);
        });
    }

    /** The nearest of a box that holds everything within reach; its corners reach farther, where others may be nearer. */
    private Uni<List<NearStoreView>> inBox(Place here, int most, double reach) {
        Place.Box box = here.within(reach);
        Place.Span first = box.spans().get(0);
        Place.Span second = box.spans().get(box.spans().size() - 1);
        Instant now = clock.instant();
        return database.sql(VIEW + "\n" + """
                        where s.state = 'OPEN' and s.latitude between :south and :north
                          and (s.longitude between :west1 and :east1 or s.longitude between :west2 and :east2)
                        order by power(sin(radians(s.latitude - :lat) / 2), 2)
                                + cos(radians(s.latitude)) * cos(radians(cast(:lat as float8)))
                                * power(sin(radians(s.longitude - :lon) / 2), 2), s.code
                         limit :most""")
                .with("south", box.south())
                .with("north", box.north())
                .with("west1", first.west())
                .with("east1", first.east())
                .with("west2", second.west())
                .with("east2", second.east())
                .with("lat", here.latitude())
                .with("lon", here.longitude())
                .with("most", most)
                .list(row -> near(view(row), here, now));
    }

    private static NearStoreView near(StoreView store, Place here, Instant now) {
        return new NearStoreView(
                store.id(),
                store.code(),
                store.name(),
                store.address(),
                store.latitude(),
                store.longitude(),
                store.phone(),
                Math.round(here.metresTo(new Place(store.latitude(), store.longitude()))),
                store.isOpenAt(now),
                store.hours().intervalsOn(Days.of(now)));
    }

    public Uni<StoreView> create(Caller by, StoreFacts facts, OpeningHours hours) {
        UUID id = Ids.next();
        return database.tx(session -> knownRegion(facts.regionId())
                        .chain(() -> session.persist(new Store(id, facts, hours)))
                        .chain(session::flush)
                        .chain(() -> audit.record(by, "store.create", "store:" + id, told(facts)))
                        .chain(() -> get(id)))
                .onFailure(Database::isDuplicate)
                .transform(taken -> StoreProblem.STORE_CODE_TAKEN.problem());
    }

    /** @throws io.guike.platform.Problem {@code store.changed-meanwhile} where the version is not the stored one */
    public Uni<StoreView> change(Caller by, UUID id, int version, StoreFacts facts, StoreView.State state) {
        return database.tx(session -> knownRegion(facts.regionId())
                        .chain(() -> locked(id))
                        .invoke(store -> {
                            store.mustHaveVersion(version);
                            store.describe(facts);
                            store.state = state;
                        })
                        .chain(session::flush)
                        .chain(() -> audit.record(by, "store.change", "store:" + id, told(facts)))
                        .chain(() -> get(id)))
                .onFailure(Database::isDuplicate)
                .transform(taken -> StoreProblem.STORE_CODE_TAKEN.problem());
    }

    /** @throws io.guike.platform.Problem {@code store.hours-invalid} with every flaw */
    public Uni<StoreView> changeHours(Caller by, UUID id, int version, OpeningHours hours) {
        return database.tx(session -> locked(id)
                .invoke(store -> {
                    store.mustHaveVersion(version);
                    store.open(hours);
                })
                .chain(session::flush)
                .chain(() -> audit.record(by, "store.change-hours", "store:" + id, Map.of("hours", hours)))
                .chain(() -> get(id)));
    }

    /** Fails unless the store can take people on. Shares a lock, so that it is not closed meanwhile. */
    public Uni<Void> mustBeOpen(UUID id) {
        return database.sql("select state from store where id = :id for share")
                .with("id", id)
                .first(row -> row.text(0))
                .onItem()
                .ifNull()
                .failWith(StoreProblem.STORE_UNKNOWN::problem)
                .invoke(state -> {
                    if (!state.equals(StoreView.State.OPEN.name())) {
                        throw StoreProblem.STORE_CLOSED.problem();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Store> locked(UUID id) {
        return database.tx(session -> session.find(Store.class, id, LockModeType.PESSIMISTIC_WRITE)
                .onItem()
                .ifNull()
                .failWith(StoreProblem.STORE_UNKNOWN::problem));
    }

    private Uni<Void> knownRegion(UUID id) {
        return database.sql("select 1 from region where id = :id")
                .with("id", id)
                .exists()
                .invoke(known -> {
                    if (!known) {
                        throw StoreProblem.REGION_UNKNOWN.because("regionId");
                    }
                })
                .replaceWithVoid();
    }

    private static Map<String, ?> told(StoreFacts facts) {
        return Map.of("code", facts.code(), "name", facts.name());
    }

    private static final String VIEW = """
            select s.id, s.code, s.name, s.region_id, r.name, s.address, s.latitude, s.longitude, s.phone, s.hours,
                   s.state, s.version
            from store s join region r on r.id = s.region_id""";

    private static StoreView view(Row row) {
        return new StoreView(
                row.uuid(0),
                row.text(1),
                row.text(2),
                row.uuid(3),
                row.text(4),
                row.text(5),
                row.decimal(6),
                row.decimal(7),
                row.textOrNull(8),
                Store.HoursColumn.read(row.text(9)),
                StoreView.State.valueOf(row.text(10)),
                row.integer(11));
    }
}
