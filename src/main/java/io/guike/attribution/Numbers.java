package io.guike.attribution;

import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Sql;
import io.guike.scancode.ScanCodes;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts of scans and people by day (Asia/Shanghai), by code and by promoter. */
@ApplicationScoped
class Numbers {

    static final int MOST_DAYS = 93;

    @Inject
    Database database;

    @Inject
    Names names;

    @Inject
    ScanCodes codes;

    @Inject
    Clock clock;

    /** Both days belong to it. */
    record Range(LocalDate from, LocalDate to) {}

    /**
     * @param scans every touch, also those that do not count
     * @param newPeople touches that were the first ever of their person
     * @param gained people who became the owner's on that day, by whatever cause
     * @param lost people who went to another owner on that day
     */
    record DayView(LocalDate day, long scans, long newPeople, long gained, long lost) {}

    /** @param name of the code or the promoter; null for scans of unknown codes or without a promoter */
    record ShareView(@Nullable UUID id, @Nullable String name, long scans, long newPeople) {}

    /** @throws io.guike.platform.Problem {@code attribution.range-invalid} */
    Range range(@Nullable LocalDate from, @Nullable LocalDate to) {
        LocalDate last = to == null ? Days.today(clock) : to;
        LocalDate first = from == null ? last.minusDays(29) : from;
        if (first.isAfter(last) || ChronoUnit.DAYS.between(first, last) >= MOST_DAYS) {
            throw AttributionProblem.RANGE_INVALID.because(
                    "from must not lie after to; at most " + MOST_DAYS + " days");
        }
        return new Range(first, last);
    }

    Uni<List<DayView>> ofPromoter(UUID staff, Range range) {
        return byDay("staff_id", "to_staff", "from_staff", staff, range);
    }

    Uni<List<DayView>> ofStore(UUID store, Range range) {
        return byDay("store_id", "to_store", "from_store", store, range);
    }

    /** A change within one store, from one salesperson to another, is neither a gain nor a loss of the store. */
    private Uni<List<DayView>> byDay(String touch, String to, String from, UUID owner, Range range) {
        return bound(database.sql("""
                                select cast(d as date), coalesce(t.scans, 0), coalesce(t.people, 0), coalesce(g.n, 0),
                                  coalesce(l.n, 0)
                                from generate_series(cast(:from as date), cast(:to as date), interval '1 day') d
                                left join (
                                  select day, count(*) scans, count(*) filter (where first_of_person) people from touch
                                  where %1$s = :owner and day between :from and :to group by day) t on t.day = d
                                left join (
                                  select day, count(*) n from owner_change
                                  where %2$s = :owner and %3$s is distinct from :owner and day between :from and :to
                                  group by day) g on g.day = d
                                left join (
                                  select day, count(*) n from owner_change
                                  where %3$s = :owner and %2$s is distinct from :owner and day between :from and :to
                                  group by day) l on l.day = d
                                order by d""".formatted(touch, to, from)), owner, range)
                .list(row -> new DayView(row.date(0), row.number(1), row.number(2), row.number(3), row.number(4)));
    }

    Uni<List<ShareView>> ofStoreByCode(UUID store, Range range) {
        return shares("code_id", store, range)
                .chain(rows -> codes.names(rows.stream()
                                .map(ShareView::id)
                                .filter(java.util.Objects::nonNull)
                                .toList())
                        .map(known -> rows.stream()
                                .map(row -> named(row, row.id() == null ? null : known.get(row.id())))
                                .toList()));
    }

    Uni<List<ShareView>> ofStoreByPromoter(UUID store, Range range) {
        return shares("staff_id", store, range)
                .chain(rows -> names.of(rows, row -> Stream.empty(), row -> Stream.of(row.id()))
                        .map(known -> rows.stream()
                                .map(row -> named(row, known.staff(row.id())))
                                .toList()));
    }

    private static ShareView named(ShareView row, @Nullable String name) {
        return new ShareView(row.id(), name, row.scans(), row.newPeople());
    }

    private Uni<List<ShareView>> shares(String column, UUID store, Range range) {
        return bound(
                        database.sql(
                                "select " + column + ", count(*), count(*) filter (where first_of_person) from touch"
                                        + " where store_id = :owner and day between :from and :to"
                                        + " group by 1 order by 2 desc, 1 limit 1000"),
                        store,
                        range)
                .list(row -> new ShareView(row.uuidOrNull(0), null, row.number(1), row.number(2)));
    }

    private static Sql bound(Sql sql, UUID owner, Range range) {
        return sql.with("owner", owner).with("from", range.from()).with("to", range.to());
    }
}
