package io.guike.points;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.platform.Sql;
import io.guike.points.Commands.Cast;
import io.guike.support.Run;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what steps have left in the tables. */
@ApplicationScoped
public class Standing {

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** @param forgiven of those that it took back */
    record Posted(UUID id, int who, long amount, long reversed, long forgiven) {}

    record Promised(
            UUID id,
            int who,
            long promised,
            long points,
            String state,
            @Nullable UUID posting) {}

    /** @param over whether its time is, whatever became of it before */
    record Held(UUID id, int who, long points, long captured, String state, boolean over) {}

    /**
     * All of it.
     *
     * @param postings by their reasons and the numbers of steps
     * @param reversed how much of each was given or taken back
     * @param promises by the numbers of steps
     * @param holds of the same step there are several where they ended, and it was sent again
     * @param merges with whether they were undone
     */
    record Things(
            Map<String, Posted> postings,
            Map<UUID, Long> reversed,
            Map<Integer, Promised> promises,
            Map<Integer, List<Held>> holds,
            Map<UUID, Boolean> merges) {

        List<Held> heldBy(int step) {
            return holds.getOrDefault(step, List.of());
        }

        /** How much of it can still be given or taken back; nothing where it is not there. */
        long left(String posting) {
            Posted posted = postings.get(posting);
            return posted == null ? 0 : Math.abs(posted.amount()) - reversed.getOrDefault(posted.id(), 0L);
        }
    }

    Things of(Cast cast) {
        return new Things(postings(cast), reversed(cast), promises(cast), holds(cast), merges(cast));
    }

    private Sql sql(String text, Cast cast) {
        return database.sql(text).with("people", cast.people());
    }

    private static List<Row> rows(Sql sql) {
        return Run.now(() -> sql.list(row -> row));
    }

    private Map<String, Posted> postings(Cast cast) {
        return rows(sql("""
                        select reason, source, id, origin_id, amount, coalesce(reversed, 0), forgiven from points_posting
                        where origin_id in (:people) and reason not in ('EXPIRY', 'REPAYMENT', 'CAPITAL')""", cast)).stream()
                .collect(Collectors.toMap(
                        row -> row.text(0) + " " + cast.step(row.text(1)),
                        row -> new Posted(
                                row.uuid(2), cast.number(row.uuid(3)), row.number(4), row.number(5), row.number(6))));
    }

    private Map<UUID, Long> reversed(Cast cast) {
        return rows(sql("""
                        select reverses_id, cast(sum(reversed) as bigint) from points_posting
                        where origin_id in (:people) and reverses_id is not null group by reverses_id""", cast)).stream().collect(Collectors.toMap(row -> row.uuid(0), row -> row.number(1)));
    }

    private Map<Integer, Promised> promises(Cast cast) {
        return rows(sql("""
                        select source, id, origin_id, promised, points, state, posting_id from points_pending
                        where origin_id in (:people)""", cast)).stream()
                .collect(Collectors.toMap(
                        row -> cast.step(row.text(0)),
                        row -> new Promised(
                                row.uuid(1),
                                cast.number(row.uuid(2)),
                                row.number(3),
                                row.number(4),
                                row.text(5),
                                row.uuidOrNull(6))));
    }

    private Map<Integer, List<Held>> holds(Cast cast) {
        Sql sql = sql("""
                select source, id, origin_id, points, coalesce(captured, 0), state,
                  expires_at <= :now
                from points_hold where origin_id in (:people)""", cast).with("now", clock.instant());
        return rows(sql).stream()
                .collect(Collectors.groupingBy(
                        row -> cast.step(row.text(0)),
                        Collectors.mapping(row -> held(row, cast), Collectors.toList())));
    }

    private static Held held(Row row, Cast cast) {
        return new Held(row.uuid(1), cast.number(row.uuid(2)), row.number(3), row.number(4), row.text(5), row.flag(6));
    }

    private Map<UUID, Boolean> merges(Cast cast) {
        return rows(sql("select id, undone_at is not null from person_merge where loser_id in (:people)", cast))
                .stream()
                .collect(Collectors.toMap(row -> row.uuid(0), row -> row.flag(1)));
    }
}
