package io.guike.attribution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Row;
import io.guike.work.WorkQueue;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Walks over many people in pieces: the dry run of a policy, the replay that proves the kept owners, a handover. Each
 * piece commits with the run's position, so a run that was cut goes on where it was, on any replica.
 */
@ApplicationScoped
class OwnerRuns {

    static final int PIECE = 500;

    private static final int MOST_EXAMPLES = 20;
    private static final Duration LEASE = Duration.ofSeconds(30);

    @Inject
    Database database;

    @Inject
    WorkQueue.Keeper queues;

    @Inject
    Policies policies;

    @Inject
    Facts facts;

    @Inject
    Handovers handovers;

    @Inject
    AuditLog audit;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    enum Kind {
        DRY_RUN("attribution.dry-run"),
        REPLAY("attribution.replay"),
        HANDOVER("attribution.handover");

        /** In the audit log. */
        private final String action;

        Kind(String action) {
            this.action = action;
        }
    }

    /**
     * @param people looked at so far
     * @param changes people who would change hands (dry run), whose kept owner is wrong (replay), who changed hands
     *     (handover)
     * @param examples ids of the first of them
     */
    record RunView(
            UUID id,
            Kind kind,
            boolean finished,
            boolean failed,
            long people,
            long touches,
            long changes,
            List<UUID> examples,
            Map<String, Object> plan,
            Instant askedAt,
            @Nullable Instant finishedAt) {}

    /** A run in progress; {@code plan} is what the kind needs to know, as JSON. */
    record Run(
            UUID id,
            Kind kind,
            String plan,
            UUID position,
            long people,
            long touches,
            long changes,
            List<UUID> examples) {

        Run moved(UUID to, String newPlan, Piece piece) {
            List<UUID> shown = new ArrayList<>(examples);
            piece.changed().stream()
                    .limit(Math.max(0, MOST_EXAMPLES - shown.size()))
                    .forEach(shown::add);
            return new Run(
                    id,
                    kind,
                    newPlan,
                    to,
                    people + piece.people(),
                    touches + piece.touches(),
                    changes + piece.changed().size(),
                    shown);
        }
    }

    /** What one piece of work came to. */
    record Piece(int people, long touches, List<UUID> changed) {}

    void start(@Observes StartupEvent event) {
        WorkQueue queue = queues.queue(
                new WorkQueue.Terms("owner-runs", "owner_run", Duration.ofMillis(300), LEASE, 10, 2, "true", "kind"));
        queue.start(claim -> walk(queue, claim));
    }

    Uni<RunView> ask(Caller by, Kind kind, Object plan) {
        UUID id = Ids.next();
        return database.tx(() -> database.sql("""
                        insert into owner_run (id, kind, plan, position, people, touches, changes, examples, asked_by,
                          asked_at, state, attempts, due_at)
                        values (:id, :kind, :plan, :position, 0, 0, 0, '[]', :by, :now, 'PENDING', 0, :now)""")
                .with("id", id)
                .with("kind", kind.name())
                .with("plan", write(plan))
                .with("position", new UUID(0, 0))
                .with("by", by.tag())
                .with("now", clock.instant())
                .run()
                .chain(() -> audit.record(by, kind.action, "run:" + id, Map.of("plan", plan)))
                .chain(() -> view(id)));
    }

    /** @throws io.guike.platform.Problem {@code attribution.run-unknown} */
    Uni<RunView> view(UUID id) {
        return database.sql("""
                        select id, kind, plan, position, people, touches, changes, examples, state, asked_at, done_at
                        from owner_run where id = :id""")
                .with("id", id)
                .first(this::view)
                .onItem()
                .ifNull()
                .failWith(AttributionProblem.RUN_UNKNOWN::problem);
    }

    private RunView view(Row row) {
        Run run = run(row);
        return new RunView(
                run.id(),
                run.kind(),
                row.text(8).equals("DONE"),
                row.text(8).equals("DEAD"),
                run.people(),
                run.touches(),
                run.changes(),
                run.examples(),
                read(run.plan(), new TypeReference<Map<String, Object>>() {}),
                row.instant(9),
                row.instantOrNull(10));
    }

    private Run run(Row row) {
        return new Run(
                row.uuid(0),
                Kind.valueOf(row.text(1)),
                row.text(2),
                row.uuid(3),
                row.number(4),
                row.number(5),
                row.number(6),
                read(row.text(7), new TypeReference<List<UUID>>() {}));
    }

    private Uni<Void> walk(WorkQueue queue, WorkQueue.Claim claim) {
        return Database.whileMore(() -> database.tx(() -> step(queue, claim)));
    }

    /** @return whether there is more to do for the holder of the lease */
    private Uni<Boolean> step(WorkQueue queue, WorkQueue.Claim claim) {
        return database.sql("""
                        select id, kind, plan, position, people, touches, changes, examples from owner_run
                        where id = :id and lease = :lease and state = 'PENDING' for update""")
                .with("id", claim.id())
                .with("lease", claim.lease())
                .first(this::run)
                .chain(run -> run == null ? Uni.createFrom().item(false) : step(queue, claim, run));
    }

    private Uni<Boolean> step(WorkQueue queue, WorkQueue.Claim claim, Run run) {
        return switch (run.kind()) {
            case DRY_RUN -> compare(run, tried(run)).chain(next -> keep(queue, claim, next));
            case REPLAY ->
                policies.inForce().chain(policy -> compare(run, policy)).chain(next -> keep(queue, claim, next));
            case HANDOVER -> handovers.step(run).chain(next -> keep(queue, claim, next));
        };
    }

    private AttributionPolicy tried(Run run) {
        return read(run.plan(), new TypeReference<AttributionPolicy>() {});
    }

    private Uni<Next> compare(Run run, AttributionPolicy policy) {
        return piece(run).chain(kept -> facts.of(ids(kept)).map(known -> next(run, kept, known, policy)));
    }

    /** A share lock: whoever adds a fact holds the row exclusively, so row and facts agree. */
    private Uni<List<Ownerships.Kept>> piece(Run run) {
        return database.sql("""
                        select person_id, store_id, staff_id, former_staff_id, fact_id, policy_version from ownership
                        where person_id > :position order by person_id limit :piece for share""")
                .with("position", run.position())
                .with("piece", PIECE)
                .list(Ownerships::kept);
    }

    private static List<UUID> ids(List<Ownerships.Kept> kept) {
        return kept.stream().map(Ownerships.Kept::personId).toList();
    }

    /** The run after a piece, and whether that was its last. */
    record Next(Run run, boolean last) {}

    private static Next next(Run run, List<Ownerships.Kept> kept, Facts.Known known, AttributionPolicy policy) {
        List<UUID> changed = kept.stream()
                .filter(row -> !holds(run, row, policy.ownerOf(known.of(row.personId()), known.departures()), policy))
                .map(Ownerships.Kept::personId)
                .toList();
        boolean last = kept.size() < PIECE;
        UUID position =
                kept.isEmpty() ? run.position() : kept.get(kept.size() - 1).personId();
        return new Next(run.moved(position, run.plan(), new Piece(kept.size(), known.size(), changed)), last);
    }

    private static boolean holds(Run run, Ownerships.Kept kept, @Nullable Owner owner, AttributionPolicy policy) {
        return run.kind() == Kind.REPLAY ? isProved(kept, owner, policy) : agrees(kept, owner);
    }

    private static boolean agrees(Ownerships.Kept kept, @Nullable Owner owner) {
        return owner == null ? kept.storeId() == null : kept.belongsTo(owner);
    }

    /**
     * Whoever the sweep has not reached yet is late, not wrong: those decided under an older policy, and the customers
     * of somebody whose departure was told this very second.
     */
    private static boolean isProved(Ownerships.Kept kept, @Nullable Owner owner, AttributionPolicy policy) {
        if (owner == null || kept.policyVersion() < policy.version()) {
            return kept.policyVersion() < policy.version() || kept.storeId() == null;
        }
        return kept.isDecidedBy(owner)
                || (owner.formerStaffId() != null && owner.formerStaffId().equals(kept.staffId()));
    }

    private Uni<Boolean> keep(WorkQueue queue, WorkQueue.Claim claim, Next next) {
        return database.sql("""
                        update owner_run set plan = :plan, position = :position, people = :people, touches = :touches,
                          changes = :changes, examples = :examples, due_at = :until, attempts = 1 where id = :id""")
                .with("plan", next.run().plan())
                .with("position", next.run().position())
                .with("people", next.run().people())
                .with("touches", next.run().touches())
                .with("changes", next.run().changes())
                .with("examples", write(next.run().examples()))
                .with("until", clock.instant().plus(LEASE))
                .with("id", next.run().id())
                .run()
                .chain(() -> next.last()
                        ? queue.done(claim).replaceWith(false)
                        : Uni.createFrom().item(true));
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
