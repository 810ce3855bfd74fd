package io.guike.attribution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.access.Caller;
import io.guike.attribution.OwnerRuns.Next;
import io.guike.attribution.OwnerRuns.Piece;
import io.guike.attribution.OwnerRuns.Run;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.staff.Postings;
import io.guike.staff.StaffMembers;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hands the customers of one salesperson, who may already have left, to named colleagues or to the store: evenly, or so
 * many to each. What nobody is named for stays with the store when asked so, else with the salesperson.
 */
@ApplicationScoped
class Handovers {

    static final int MOST_TARGETS = 50;

    @Inject
    Database database;

    @Inject
    Facts facts;

    @Inject
    Ownerships ownerships;

    @Inject
    Postings postings;

    @Inject
    StaffMembers staff;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    enum Mode {
        EVENLY,
        BY_COUNT
    }

    /** @param count how many at most; only and always in {@link Mode#BY_COUNT} */
    record Asked(UUID staffId, @Nullable Integer count) {}

    /**
     * @param given how many so far
     * @param most {@code Integer.MAX_VALUE} where they share evenly
     */
    record Target(UUID staffId, UUID storeId, int given, int most) {

        Target another() {
            return new Target(staffId, storeId, given + 1, most);
        }
    }

    record Plan(UUID fromStaffId, Mode mode, List<Target> targets, boolean restToStore, String reason, String actor) {}

    /** @throws io.guike.platform.Problem {@code attribution.plan-invalid}, {@code attribution.target-invalid} */
    Uni<Plan> plan(Caller by, UUID from, Mode mode, List<Asked> to, boolean restToStore, String reason) {
        check(from, mode, to, restToStore);
        return staff.get(from)
                .chain(() -> postings.postingsAt(to.stream().map(Asked::staffId).toList(), clock.instant()))
                .map(found -> to.stream()
                        .map(asked -> target(asked, found.get(asked.staffId())))
                        .toList())
                .map(targets -> new Plan(from, mode, targets, restToStore, reason, by.tag()));
    }

    private static void check(UUID from, Mode mode, List<Asked> to, boolean restToStore) {
        if (to.isEmpty() && !restToStore) {
            throw AttributionProblem.PLAN_INVALID.because("name colleagues, or give the rest to the store");
        }
        HashSet<UUID> seen = new HashSet<>(List.of(from));
        for (Asked asked : to) {
            if (!seen.add(asked.staffId())) {
                throw AttributionProblem.PLAN_INVALID.because("each colleague once, and not the one who hands over");
            }
            if ((mode == Mode.BY_COUNT) != (asked.count() != null)) {
                throw AttributionProblem.PLAN_INVALID.because("a count belongs to BY_COUNT, and only there");
            }
        }
    }

    private static Target target(Asked asked, Postings.@Nullable Posting posting) {
        UUID store = posting == null ? null : posting.storeId();
        if (store == null) {
            throw AttributionProblem.TARGET_INVALID.because(asked.staffId().toString());
        }
        return new Target(asked.staffId(), store, 0, asked.count() == null ? Integer.MAX_VALUE : asked.count());
    }

    /** One piece of the run, in the transaction that also moves its position. */
    Uni<Next> step(Run run) {
        Plan plan = read(run.plan());
        return piece(run, plan).chain(people -> {
            List<Target> targets = new ArrayList<>(plan.targets());
            List<Handed> handed = allot(people, targets, plan.restToStore());
            Plan after =
                    new Plan(plan.fromStaffId(), plan.mode(), targets, plan.restToStore(), plan.reason(), plan.actor());
            return hand(handed, plan).replaceWith(() -> next(run, people, handed, after));
        });
    }

    private record Handed(
            Ownerships.Kept person, UUID storeId, @Nullable UUID staffId) {}

    private Uni<List<Ownerships.Kept>> piece(Run run, Plan plan) {
        return database.sql("""
                        select person_id, store_id, staff_id, former_staff_id, fact_id, policy_version from ownership
                        where person_id in (
                          (select person_id from ownership where staff_id = :from and person_id > :position
                            order by person_id limit :piece)
                          union
                          (select person_id from ownership where former_staff_id = :from and person_id > :position
                            order by person_id limit :piece)
                          order by 1 limit :piece)
                        order by person_id for update""")
                .with("from", plan.fromStaffId())
                .with("position", run.position())
                .with("piece", OwnerRuns.PIECE)
                .list(Ownerships::kept);
    }

    /** To whoever has the fewest so far, in the order they were named. */
    private static List<Handed> allot(List<Ownerships.Kept> people, List<Target> targets, boolean restToStore) {
        List<Handed> handed = new ArrayList<>();
        for (Ownerships.Kept person : people) {
            int chosen = targets.stream()
                    .filter(target -> target.given() < target.most())
                    .min(Comparator.comparingInt(Target::given))
                    .map(targets::indexOf)
                    .orElse(-1);
            if (chosen >= 0) {
                Target target = targets.get(chosen);
                targets.set(chosen, target.another());
                handed.add(new Handed(person, target.storeId(), target.staffId()));
            } else if (restToStore && person.storeId() != null) {
                handed.add(new Handed(person, person.storeId(), null));
            }
        }
        return handed;
    }

    private Uni<Integer> hand(List<Handed> handed, Plan plan) {
        Cause cause = new Cause(Cause.Kind.HANDOVER, plan.actor(), plan.reason());
        return Multi.createFrom()
                .iterable(handed)
                .onItem()
                .transformToUniAndConcatenate(one -> facts.append(
                        one.person().personId(),
                        new Fact.Ruling(Ids.next(), clock.instant(), Fact.Kind.HANDOVER, one.storeId(), one.staffId()),
                        cause))
                .collect()
                .last()
                .chain(() ->
                        ownerships.decide(handed.stream().map(Handed::person).toList(), cause));
    }

    private Next next(Run run, List<Ownerships.Kept> people, List<Handed> handed, Plan after) {
        UUID position = people.isEmpty()
                ? run.position()
                : people.get(people.size() - 1).personId();
        List<UUID> changed = handed.stream().map(one -> one.person().personId()).toList();
        Run moved = run.moved(position, write(after), new Piece(people.size(), 0, changed));
        return new Next(moved, people.size() < OwnerRuns.PIECE);
    }

    private Plan read(String plan) {
        try {
            return json.readValue(plan, Plan.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String write(Plan plan) {
        try {
            return json.writeValueAsString(plan);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
