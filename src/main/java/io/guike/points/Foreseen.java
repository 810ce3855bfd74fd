package io.guike.points;

import io.guike.platform.Row;
import io.guike.points.BalanceView.Lapsing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has who owes something, and some of whose holds are over while nobody has written it down: what each of
 * these freed has paid the debt at its time. Says what {@link Lapses#settle} will write, and writes nothing.
 */
final class Foreseen {

    /** All that is in lots of {@code :person}, with what they owe; one row without a part where nothing is. */
    static final String PARTS = """
            with mine as (select origin_id, debt from points_account where person_id = :person),
            part as (
              select l.id, l.expires_at, cast(null as timestamptz) as since, l.remaining - l.held as points, false as aside
              from mine join points_lot l on l.origin_id = mine.origin_id where l.remaining > 0 and l.remaining > l.held
              union all
              select l.id, l.expires_at, h.expires_at, s.amount, h.expires_at > :now
              from points_hold h join points_hold_lot s on s.hold_id = h.id join points_lot l on l.id = s.lot_id
                join mine on mine.origin_id = l.origin_id
              where h.person_id = :person and h.state = 'OPEN')
            select (select cast(coalesce(sum(debt), 0) as bigint) from mine),
              (select cast(coalesce(sum(points), 0) as bigint) from points_pending
                where person_id = :person and state = 'PENDING'),
              part.expires_at, part.since, coalesce(part.points, 0), coalesce(part.aside, false)
            from (values (1)) one left join part on true order by part.expires_at, part.id""";

    /** Points of one lot that are free together, or set aside together. */
    private static final class Part {

        private final @Nullable Instant end;
        private final @Nullable Instant since;
        private final boolean aside;
        private long points;

        /** @param since when its hold ends or was over; null of what was free before */
        Part(@Nullable Instant end, @Nullable Instant since, long points, boolean aside) {
            this.end = end;
            this.since = since;
            this.points = points;
            this.aside = aside;
        }

        boolean isFree(Instant at) {
            return !aside && (since == null || !since.isAfter(at)) && !isOver(at);
        }

        boolean isOver(Instant at) {
            return end != null && !end.isAfter(at);
        }

        long give(long most) {
            long given = Math.min(points, most);
            points -= given;
            return given;
        }
    }

    private final Instant now;

    /** Those that lapse first at first: so they are taken. */
    private final List<Part> parts = new ArrayList<>();

    private final long pending;
    private long debt;

    private Foreseen(List<Row> rows, Instant now) {
        this.now = now;
        this.debt = rows.get(0).number(0);
        this.pending = rows.get(0).number(1);
        rows.forEach(
                row -> parts.add(new Part(row.instantOrNull(2), row.instantOrNull(3), row.number(4), row.flag(5))));
    }

    /** @param rows of {@link #PARTS} */
    static BalanceView view(List<Row> rows, Instant now) {
        Foreseen foreseen = new Foreseen(rows, now);
        foreseen.parts.stream()
                .filter(part -> !part.aside)
                .map(part -> part.since)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .forEach(foreseen::pay);
        return foreseen.view();
    }

    /** With what was free when a hold was over. */
    private void pay(Instant at) {
        for (Part part : parts) {
            if (part.isFree(at)) {
                debt -= part.give(debt);
            }
        }
    }

    private BalanceView view() {
        List<Part> there =
                parts.stream().filter(part -> part.aside || !part.isOver(now)).toList();
        long balance = there.stream().mapToLong(part -> part.points).sum() - debt;
        long held = there.stream()
                .filter(part -> part.aside)
                .mapToLong(part -> part.points)
                .sum();
        return new BalanceView(balance, Math.max(0, balance - held), held, debt, pending, lapsing(there));
    }

    private List<Lapsing> lapsing(List<Part> there) {
        SortedMap<Instant, Long> ends = new TreeMap<>();
        for (Part part : there) {
            if (part.end != null && part.points > 0 && !part.isOver(now)) {
                ends.merge(part.end, part.points, Long::sum);
            }
        }
        return ends.entrySet().stream()
                .limit(BalanceView.MOST_LAPSING)
                .map(end -> Lapsing.before(end.getKey(), end.getValue()))
                .toList();
    }
}
