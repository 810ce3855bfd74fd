package io.guike.redemption;

import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Row;
import io.guike.redemption.Redemption.State;
import io.guike.support.Run;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What must be true of coupons and their uses whatever happened to them. */
@Dependent
public class UseProofs {

    /** Days that a coupon lives which comes back after its window. */
    private static final int GRACE = 7;

    /** What a use that was answered to be in one state can be in later. */
    private static final Map<State, Set<State>> LATER = new EnumMap<>(Map.of(
            State.RESERVED, EnumSet.allOf(State.class),
            State.REDEEMED, EnumSet.of(State.REDEEMED, State.RETURNED, State.UNDONE),
            State.RELEASED, EnumSet.of(State.RELEASED),
            // Over, but perhaps nobody has written it down.
            State.LAPSED, EnumSet.of(State.RESERVED, State.LAPSED),
            State.RETURNED, EnumSet.of(State.RETURNED),
            State.UNDONE, EnumSet.of(State.UNDONE)));

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** Until when each coupon was good when it was given. */
    private final Map<UUID, Instant> windows = new LinkedHashMap<>();

    private final Map<UUID, Set<State>> answers = new ConcurrentHashMap<>();

    void given(UUID coupon) {
        windows.put(
                coupon,
                Run.now(() -> database.sql("select valid_until from coupon where id = :id")
                        .with("id", coupon)
                        .one(row -> row.instant(0))));
    }

    void answered(RedemptionView view) {
        answers.computeIfAbsent(view.id(), key -> ConcurrentHashMap.newKeySet()).add(view.state());
    }

    List<String> flaws(List<UUID> people, List<UUID> templates) {
        List<String> flaws = new ArrayList<>(counts(people, templates));
        flaws.addAll(backOnPromises());
        flaws.addAll(histories());
        return flaws;
    }

    /** Each line is looked at in one instant: sweeps may be under way. */
    private List<String> counts(List<UUID> people, List<UUID> templates) {
        return Run.now(() -> database.sql("""
                        with recursive up as (
                          select id as origin, id, merged_into from person where id in (:people)
                          union all
                          select up.origin, p.id, p.merged_into from person p join up on p.id = up.merged_into),
                        living as (select origin, id from up where merged_into is null),
                        mine as (select * from coupon_redemption where origin_id in (:people))
                        select 'template ' || s.template_id || ': ' || s.used_fen || ' used, ' || s.taken || ' taken'
                        from coupon_stock s where s.template_id in (:templates) and (s.taken <> 0
                          or s.used_fen > s.budget_fen or s.used_fen + (
                            select coalesce(sum(fen), 0) from coupon_spent p where p.template_id = s.template_id) <> (
                            select coalesce(sum(cost_fen), 0) from coupon_use u where u.live and u.template_id = s.template_id))
                        union all
                        select 'coupon ' || c.id || ' ' || c.state || ', its use ' || coalesce(r.state, 'none')
                        from coupon c left join coupon_use u on u.coupon_id = c.id and u.live
                          left join coupon_redemption r on r.id = u.redemption_id
                        where c.template_id in (:templates) and case when u.live then c.state <> r.state
                          or r.state not in ('RESERVED', 'REDEEMED') or c.redemption_id <> r.id
                          else c.state not in ('ISSUED', 'EXPIRED') end
                        union all
                        select 'coupon ' || c.id || ' of ' || c.origin_id || ' is with ' || c.person_id
                        from coupon c join living on living.origin = c.origin_id
                        where c.template_id in (:templates) and c.person_id <> living.id
                        union all
                        select 'use ' || r.id || ' of ' || r.origin_id || ' is with ' || r.person_id
                        from mine r join living on living.origin = r.origin_id where r.person_id <> living.id
                        union all
                        select 'use ' || r.id || ' ' || r.state || ' stands for ' || u.live || ' of ' || u.count || ' coupons, '
                          || u.discount || ' of ' || r.discount_fen || ' and by lines ' || l.discount
                        from mine r
                          cross join lateral (select count(*) filter (where live) as live, count(*) as count,
                            sum(discount_fen) as discount from coupon_use where redemption_id = r.id) u
                          cross join lateral (select sum(discount_fen) as discount
                            from coupon_redemption_line where redemption_id = r.id) l
                        where u.live <> case when r.state in ('RESERVED', 'REDEEMED') then u.count else 0 end
                          or u.discount <> r.discount_fen or l.discount <> r.discount_fen
                        union all
                        select 'use ' || r.id || ' line ' || l.line || ': ' || l.refunded_fen || ' refunded, told ' || b.told
                        from mine r join coupon_redemption_line l on l.redemption_id = r.id
                          cross join lateral (select coalesce(sum(cast(part ->> 'amountFen' as bigint)), 0) as told,
                              coalesce(sum(cast(part ->> 'quantity' as bigint)), 0) as pieces
                            from coupon_refund f cross join jsonb_array_elements(cast(f.lines as jsonb)) part
                            where f.redemption_id = r.id and part ->> 'line' = l.line) b
                        where l.refunded_fen <> b.told or l.refunded_fen > l.amount_fen - l.discount_fen
                          or l.pieces_back < b.pieces or l.quantity > 1 and l.pieces_back <> b.pieces
                        union all
                        select 'use ' || r.id || ' has lines of ' || g.lines || ' gifts and hands out ' || g.gifts
                        from mine r cross join lateral (select
                          (select count(*) from coupon_use where redemption_id = r.id and discount_fen = 0) as gifts,
                          (select count(*) from coupon_redemption_line
                            where redemption_id = r.id and gift_name is not null) as lines) g
                        where g.gifts <> g.lines
                        union all
                        select 'use ' || r.id || ' ' || r.state || ' with all goods back: ' || g.all_back
                        from mine r cross join lateral (select bool_and(
                            refunded_fen = amount_fen - discount_fen and pieces_back = quantity) as all_back
                          from coupon_redemption_line where redemption_id = r.id and line <> 'FREIGHT') g
                        where r.state in ('REDEEMED', 'RETURNED') and (r.state = 'RETURNED') <> g.all_back
                        union all
                        select 'use ' || r.id || ' ' || r.state || ' with a refund' from mine r
                        where r.state not in ('REDEEMED', 'RETURNED') and exists (select 1 from coupon_refund f where f.redemption_id = r.id)""")
                .with("people", people)
                .with("templates", templates)
                .list(row -> row.text(0)));
    }

    /** What was answered cannot become untrue. */
    private List<String> backOnPromises() {
        List<UUID> ids = List.copyOf(answers.keySet());
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<UUID, State> states = new LinkedHashMap<>();
        Run.now(() -> database.sql("select id, state from coupon_redemption where id in (:ids)")
                        .with("ids", ids)
                        .list(row -> Map.entry(row.uuid(0), State.valueOf(row.text(1)))))
                .forEach(found -> states.put(found.getKey(), found.getValue()));
        return ids.stream()
                .filter(id -> answers.get(id).stream()
                        .anyMatch(state ->
                                !states.containsKey(id) || !LATER.get(state).contains(states.get(id))))
                .map(id -> "use " + id + " is " + states.get(id) + " and was " + answers.get(id))
                .toList();
    }

    /** One change of a coupon. */
    private record Entry(
            UUID coupon,
            int number,
            @Nullable String from,
            String to,
            String cause,
            Instant at,
            @Nullable String detail) {

        static Entry of(Row row) {
            return new Entry(
                    row.uuid(0),
                    row.integer(1),
                    row.textOrNull(2),
                    row.text(3),
                    row.text(4),
                    row.instant(5),
                    row.textOrNull(6));
        }
    }

    /** Where the rules have led a coupon. */
    private static final class Life {

        private Instant until;
        private int number;
        private @Nullable String state;
        private boolean graced;

        Life(Instant until) {
            this.until = until;
        }

        /** @return whether the rules allow it */
        boolean goesOn(Entry entry) {
            boolean good = entry.number() == ++number
                    && (state == null ? entry.from() == null : state.equals(entry.from()))
                    && follows(entry);
            state = entry.to();
            return good;
        }

        private boolean follows(Entry entry) {
            boolean over = !entry.at().isBefore(until);
            String from = entry.from();
            return switch (entry.cause()) {
                case "HQ_ISSUE" -> from == null && entry.to().equals("ISSUED");
                case "RESERVED" -> "ISSUED".equals(from) && entry.to().equals("RESERVED") && !over;
                case "REDEEMED" ->
                    entry.to().equals("REDEEMED") && ("RESERVED".equals(from) || "ISSUED".equals(from) && !over);
                case "RELEASED", "LAPSED" ->
                    "RESERVED".equals(from) && entry.to().equals(over ? "EXPIRED" : "ISSUED");
                case "RETURNED", "UNDONE" -> "REDEEMED".equals(from) && comesBack(entry, over);
                case "EXPIRED" -> "ISSUED".equals(from) && entry.to().equals("EXPIRED") && over;
                default -> false;
            };
        }

        /** Late, it lives a grace, once. */
        private boolean comesBack(Entry entry, boolean over) {
            boolean grace = over && !graced;
            if (grace) {
                graced = true;
                until = Days.start(Days.of(entry.at()).plusDays(1 + GRACE));
            }
            return entry.to().equals(over && !grace ? "EXPIRED" : "ISSUED") && grace == "GRACE".equals(entry.detail());
        }

        boolean endsAs(String last, Instant end, int changes) {
            return last.equals(state) && end.equals(until) && changes == number;
        }
    }

    private List<String> histories() {
        Map<UUID, Life> lives = new LinkedHashMap<>();
        windows.forEach((coupon, until) -> lives.put(coupon, new Life(until)));
        List<String> flaws = new ArrayList<>();
        Run.now(() -> database.sql("""
                        select e.coupon_id, e.number, e.from_state, e.to_state, e.cause, e.at, e.detail,
                          c.state, c.valid_until, c.changes
                        from coupon_entry e join coupon c on c.id = e.coupon_id
                        where e.coupon_id in (:coupons) order by e.coupon_id, e.number""")
                        .with("coupons", List.copyOf(windows.keySet()))
                        .list(row -> row))
                .forEach(row -> {
                    Entry entry = Entry.of(row);
                    Life life = lives.get(entry.coupon());
                    boolean isLast = entry.number() == row.integer(9);
                    if (!life.goesOn(entry)
                            || isLast && !life.endsAs(row.text(7), row.instant(8), row.integer(9))
                            || entry.number() > row.integer(9)) {
                        flaws.add("against the rules, coupon good until " + windows.get(entry.coupon()) + ": " + entry);
                    }
                });
        return flaws;
    }
}
