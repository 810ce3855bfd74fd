package io.guike.grant;

import io.guike.claim.Grants;
import io.guike.claim.Outcome;
import io.guike.claim.Verdict;
import io.guike.claim.Wish;
import io.guike.coupon.Way;
import io.guike.grant.MemberList.Line;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives coupons for some lines of a list, in the caller's transaction, and keeps what each line came to. */
@ApplicationScoped
class IssueLines {

    /** What is compared where a number is looked for that was somebody's. */
    private static final String GONE = "grant.gone";

    @Inject
    Database database;

    @Inject
    Grants grants;

    @Inject
    Vault vault;

    /**
     * What lines that were tried again came to.
     *
     * @param last of them; null where there was none
     * @param changes of how many lines came to what
     */
    record Tried(@Nullable Integer last, Map<LineOutcome, Long> changes) {}

    /**
     * A line and who has its number.
     *
     * @param origin null where nobody has it
     * @param gone whether it was somebody's who was erased since the list was sent
     * @param before what the line came to the time before, if it was tried
     */
    private record Named(
            Line told,
            @Nullable UUID origin,
            boolean gone,
            @Nullable LineOutcome before) {}

    private record Done(
            Named line, LineOutcome outcome, @Nullable UUID coupon, String number) {

        static Done unknown(Named line) {
            Line told = line.told();
            return told.number().isEmpty() && line.before() == null
                    ? new Done(line, LineOutcome.MALFORMED, null, "")
                    : new Done(line, LineOutcome.UNKNOWN, null, line.gone() ? "" : told.number());
        }

        /** The number of somebody who was erased goes. */
        static Done of(Named line, Verdict verdict) {
            return new Done(
                    line,
                    LineOutcome.of(verdict.outcome()),
                    verdict.coupon(),
                    verdict.outcome() == Outcome.GONE ? "" : line.told().number());
        }
    }

    /** @return how many lines came to what */
    Uni<Map<LineOutcome, Long>> give(IssueRun run, List<Line> lines) {
        return lines.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : named(run, lines).chain(named -> giveAll(run, named));
    }

    /** A number of a person or of a card; one look for all, so that an erasure is seen whole or not at all. */
    private Uni<List<Named>> named(IssueRun run, List<Line> lines) {
        return database.sql("""
                        select t.line, t.number, case when g.number is null then coalesce(p.id, m.origin_id) end,
                          g.number is not null, null
                        from unnest(cast(:lines as integer[]), cast(:numbers as text[]), cast(:hashes as text[]))
                          as t(line, number, hash)
                        left join person p on p.number = t.number
                        left join membership m on m.card_number = t.number
                        left join grant_run_gone g on g.run_id = :run and g.number = t.hash
                        order by t.line""")
                .with("lines", lines.stream().map(Line::line).toList())
                .with("numbers", lines.stream().map(Line::number).toList())
                .with("hashes", lines.stream().map(line -> hash(line.number())).toList())
                .with("run", run.id())
                .list(IssueLines::named);
    }

    private static Named named(Row row) {
        String before = row.textOrNull(4);
        return new Named(
                new Line(row.integer(0), row.text(1)),
                row.uuidOrNull(2),
                row.flag(3),
                before == null ? null : LineOutcome.valueOf(before));
    }

    /** As {@code grant_run_gone} keeps a number. */
    private String hash(String number) {
        return vault.fingerprint(GONE, number);
    }

    /** The lines behind one that came to nothing, and may come to something another time. */
    Uni<Tried> tryAgain(IssueRun run, int after, int most) {
        return database.sql("""
                        select l.line, l.number, coalesce(p.id, m.origin_id, l.origin_id), false, l.outcome
                        from (select line, number, origin_id, outcome from grant_run_line
                              where run_id = :run and line > :after and outcome in (:outcomes)
                              order by line limit :most) l
                        left join person p on p.number = l.number
                        left join membership m on m.card_number = l.number
                        order by l.line""")
                .with("run", run.id())
                .with("after", after)
                .with("outcomes", LineOutcome.worthAnotherTry())
                .with("most", most)
                .list(IssueLines::named)
                .chain(lines -> lines.isEmpty()
                        ? Uni.createFrom().item(new Tried(null, Map.of()))
                        : giveAll(run, lines)
                                .map(changes -> new Tried(
                                        lines.get(lines.size() - 1).told().line(), changes)));
    }

    private Uni<Map<LineOutcome, Long>> giveAll(IssueRun run, List<Named> lines) {
        List<Wish> wishes = new ArrayList<>();
        for (Named line : lines) {
            UUID origin = line.origin();
            if (origin != null) {
                wishes.add(
                        Wish.of(run.template(), origin, Way.HQ_ISSUE, run.id().toString(), run.askedBy()));
            }
        }
        return grants.grant(wishes)
                .map(verdicts -> done(lines, verdicts))
                .call(done -> write(run, done))
                .map(IssueLines::changes);
    }

    private static List<Done> done(List<Named> lines, List<Verdict> verdicts) {
        List<Done> done = new ArrayList<>();
        int next = 0;
        for (Named line : lines) {
            done.add(line.origin() == null ? Done.unknown(line) : Done.of(line, verdicts.get(next++)));
        }
        return done;
    }

    private static Map<LineOutcome, Long> changes(List<Done> done) {
        Map<LineOutcome, Long> changes = new EnumMap<>(LineOutcome.class);
        for (Done one : done) {
            changes.merge(one.outcome(), 1L, Long::sum);
            LineOutcome before = one.line().before();
            if (before != null) {
                changes.merge(before, -1L, Long::sum);
            }
        }
        return changes;
    }

    private Uni<Integer> write(IssueRun run, List<Done> done) {
        return database.sql("""
                        insert into grant_run_line (run_id, line, number, origin_id, outcome, coupon_id)
                        select :run, line, number, cast(nullif(origin, '') as uuid), outcome,
                          cast(nullif(coupon, '') as uuid)
                        from unnest(cast(:lines as integer[]), cast(:numbers as text[]), cast(:origins as text[]),
                          cast(:outcomes as text[]), cast(:coupons as text[])) as d(line, number, origin, outcome, coupon)
                        on conflict (run_id, line) do update set number = excluded.number,
                          origin_id = excluded.origin_id, outcome = excluded.outcome, coupon_id = excluded.coupon_id""")
                .with("run", run.id())
                .with(
                        "lines",
                        done.stream().map(one -> one.line().told().line()).toList())
                .with("numbers", done.stream().map(Done::number).toList())
                .with(
                        "origins",
                        done.stream().map(one -> text(one.line().origin())).toList())
                .with("outcomes", done.stream().map(one -> one.outcome().name()).toList())
                .with("coupons", done.stream().map(one -> text(one.coupon())).toList())
                .run();
    }

    private static String text(@Nullable UUID id) {
        return id == null ? "" : id.toString();
    }

    /** Of cards whose owner is erased: they stand in lists that are not worked through yet. */
    Uni<Void> forget(List<String> cards) {
        return cards.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.sql("""
                                insert into grant_run_gone (run_id, number)
                                select r.id, hash from grant_run r cross join unnest(cast(:hashes as text[])) as hash
                                where r.state <> 'DONE' and r.phase in ('UPLOADING', 'GIVING')
                                  and exists (select 1 from import_part p where p.file_id = r.id)
                                on conflict do nothing""")
                        .with("hashes", cards.stream().map(this::hash).toList())
                        .run()
                        .replaceWithVoid();
    }

    /** The list is worked through, or nobody will. */
    Uni<Void> forgetGone(UUID run) {
        return database.sql("delete from grant_run_gone where run_id = :run")
                .with("run", run)
                .run()
                .replaceWithVoid();
    }
}
