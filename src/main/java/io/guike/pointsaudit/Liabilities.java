package io.guike.pointsaudit;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the chain owes its members in points. */
@ApplicationScoped
class Liabilities {

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** @param month of their last usable day in Asia/Shanghai, {@code 2026-12}; null for those that live for ever */
    record Month(@Nullable String month, long points) {}

    /**
     * @param points of all months together, holds included
     * @param debt owed by members
     * @param pending promised to members
     */
    record LiabilityView(Instant at, long points, long debt, long pending, List<Month> months) {}

    Uni<LiabilityView> now() {
        Instant now = clock.instant();
        return months(now).chain(months -> database.sql("""
                        select (select cast(coalesce(sum(debt), 0) as bigint) from points_account where debt > 0),
                          (select cast(coalesce(sum(points), 0) as bigint) from points_pending where state = 'PENDING')""").one(row -> view(now, months, row)));
    }

    /** Held points count although they are over: they can still be captured. */
    private Uni<List<Month>> months(Instant now) {
        return database.sql("""
                        select to_char((expires_at - interval '1 second') at time zone 'Asia/Shanghai', 'YYYY-MM') as month,
                          cast(sum(case when expires_at <= :now then held else remaining end) as bigint)
                        from points_lot where remaining > 0 group by month
                        having sum(case when expires_at <= :now then held else remaining end) > 0
                        order by month nulls last""").with("now", now).list(row -> new Month(row.textOrNull(0), row.number(1)));
    }

    private static LiabilityView view(Instant now, List<Month> months, Row row) {
        long points = months.stream().mapToLong(Month::points).sum();
        return new LiabilityView(now, points, row.number(0), row.number(1), months);
    }
}
