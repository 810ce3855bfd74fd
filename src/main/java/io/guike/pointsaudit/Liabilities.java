package io.guike.pointsaudit;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.platform.Sql;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the chain owes its members in points. */
@ApplicationScoped
class Liabilities {

    private static final int PAGE = 20_000;

    private static final UUID FIRST = new UUID(0, 0);

    @Inject
    Database database;

    @Inject
    Clock clock;

    private final AtomicReference<@Nullable Uni<LiabilityView>> running = new AtomicReference<>();

    /** @param month of their last usable day in Asia/Shanghai, {@code 2026-12}; null for those that live for ever */
    record Month(@Nullable String month, long points) {}

    /**
     * @param points of all months together, holds included
     * @param debt owed by members
     * @param forgivenDebt owed by those who erased themselves: nobody pays it any more
     * @param pending promised to members
     */
    record LiabilityView(Instant at, long points, long debt, long forgivenDebt, long pending, List<Month> months) {}

    /** Where the next page of lots begins, and what those before come to by month; {@code ""} is for ever. */
    private static final class Sums {
        private final SortedMap<String, Long> months = new TreeMap<>();
        private @Nullable Instant end = Instant.EPOCH;
        private UUID origin = FIRST;
        private UUID lot = FIRST;

        /** @return whether there may be more: after those that end come those that do not */
        boolean add(List<Part> parts, int size) {
            parts.forEach(part -> months.merge(part.month(), part.points(), Math::addExact));
            Part last = parts.stream().filter(Part::last).findFirst().orElse(null);
            long lots = parts.stream().mapToLong(Part::lots).sum();
            if (last != null && lots == size) {
                end = last.end();
                origin = last.origin();
                lot = last.lot();
                return true;
            }
            boolean more = end != null;
            end = null;
            origin = FIRST;
            lot = FIRST;
            return more;
        }

        List<Month> view() {
            List<Month> all = new ArrayList<>();
            months.forEach((month, points) -> {
                if (!month.isEmpty() && points > 0) {
                    all.add(new Month(month, points));
                }
            });
            long forever = months.getOrDefault("", 0L);
            if (forever > 0) {
                all.add(new Month(null, forever));
            }
            return List.copyOf(all);
        }
    }

    /** One month of a page; and where it is that of the page's last lot, which one that is. */
    private record Part(
            String month,
            long points,
            long lots,
            boolean last,
            @Nullable Instant end,
            UUID origin,
            UUID lot) {

        static Part of(Row row) {
            return new Part(
                    row.text(0),
                    row.number(1),
                    row.number(2),
                    row.flag(3),
                    row.instantOrNull(4),
                    row.uuid(5),
                    row.uuid(6));
        }
    }

    /** As {@link #now}; whoever asks while somebody's report is under way gets that one. */
    Uni<LiabilityView> asked() {
        return Uni.createFrom().deferred(() -> {
            Uni<LiabilityView> mine = database.apart(this::now)
                    .onTermination()
                    .invoke(() -> running.set(null))
                    .memoize()
                    .indefinitely();
            Uni<LiabilityView> earlier = running.compareAndExchange(null, mine);
            return earlier == null ? mine : earlier;
        });
    }

    /** Page by page, so that it ends however many lots there are, and all pages of one moment. */
    Uni<LiabilityView> now() {
        return inPagesOf(PAGE);
    }

    Uni<LiabilityView> inPagesOf(int size) {
        return inPagesOf(size, () -> Uni.createFrom().voidItem());
    }

    /** @param between what happens elsewhere while the report is under way */
    Uni<LiabilityView> inPagesOf(int size, Supplier<Uni<Void>> between) {
        return database.tx(() -> {
            Instant now = clock.instant();
            Sums sums = new Sums();
            Promises promises = new Promises();
            return database.sql("set transaction isolation level repeatable read, read only")
                    .run()
                    .chain(this::debt)
                    .call(between::get)
                    .call(() -> Database.whileMore(() -> page(now, sums, size).map(parts -> sums.add(parts, size))))
                    .call(() -> Database.whileMore(() -> page(promises, size).map(part -> promises.add(part, size))))
                    .map(debt -> view(now, sums.view(), debt, promises.points));
        });
    }

    /** Read first of all: what everything is seen with from then on. */
    private Uni<Debt> debt() {
        return database.sql("""
                        select cast(coalesce(sum(a.debt) filter (where p.erased_at is null), 0) as bigint),
                          cast(coalesce(sum(a.debt) filter (where p.erased_at is not null), 0) as bigint)
                        from points_account a join person p on p.id = a.person_id where a.debt > 0""").one(row -> new Debt(row.number(0), row.number(1)));
    }

    /** @param forgiven of those who erased themselves */
    private record Debt(long owed, long forgiven) {}

    /** Where the next page of promises begins, and what those before come to. */
    private static final class Promises {
        private UUID last = FIRST;
        private long points;

        /** @return whether there may be more */
        boolean add(PromisePart part, int size) {
            points = Math.addExact(points, part.points());
            last = part.last();
            return part.promises() == size;
        }
    }

    private record PromisePart(long points, long promises, UUID last) {}

    private Uni<PromisePart> page(Promises promises, int size) {
        return database.sql("""
                        with page as materialized (
                          select id, points from points_pending where state = 'PENDING' and id > :last
                          order by id limit :page)
                        select cast(coalesce(sum(points), 0) as bigint), count(*),
                          coalesce((select id from page order by id desc limit 1), :last)
                        from page""")
                .with("last", promises.last)
                .with("page", size)
                .one(row -> new PromisePart(row.number(0), row.number(1), row.uuid(2)));
    }

    /** Held points count although they are over: they can still be captured. */
    private static final String PARTS = """
            with page as materialized (
              select expires_at, origin_id, id, remaining, held from points_lot
              where remaining > 0 and %s order by expires_at, origin_id, id limit :page),
            last as (
              select * from page order by expires_at desc nulls first, origin_id desc, id desc limit 1)
            select coalesce(to_char((page.expires_at - interval '1 second') at time zone 'Asia/Shanghai', 'YYYY-MM'), '')
                as month,
              cast(sum(case when page.expires_at <= :now then page.held else page.remaining end) as bigint), count(*),
              bool_or(page.id = last.id), last.expires_at, last.origin_id, last.id
            from page cross join last group by month, last.expires_at, last.origin_id, last.id""";

    private Uni<List<Part>> page(Instant now, Sums sums, int size) {
        Instant end = sums.end;
        Sql sql = end == null
                ? database.sql(PARTS.formatted("expires_at is null and (origin_id, id) > (:origin, :lot)"))
                : database.sql(PARTS.formatted("(expires_at, origin_id, id) > (:end, :origin, :lot)"))
                        .with("end", end);
        return sql.with("origin", sums.origin)
                .with("lot", sums.lot)
                .with("page", size)
                .with("now", now)
                .list(Part::of);
    }

    private static LiabilityView view(Instant now, List<Month> months, Debt debt, long pending) {
        long points = months.stream().mapToLong(Month::points).sum();
        return new LiabilityView(now, points, debt.owed(), debt.forgiven(), pending, months);
    }
}
