package io.guike.attribution;

import io.guike.platform.Database;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Decides anew those whom something beyond their own touches concerns: a policy switch or a departure. Works in pieces,
 * on any replica, and finds by itself what is left to do.
 */
@ApplicationScoped
class OwnerSweep {

    static final int PIECE = 500;

    @Inject
    Database database;

    @Inject
    Policies policies;

    @Inject
    Ownerships ownerships;

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return leavers().chain(this::undecided);
    }

    private Uni<Void> leavers() {
        return database.tx(session -> database.sql("""
                                select o.person_id, o.store_id, o.staff_id, o.former_staff_id, o.fact_id, o.policy_version
                                from staff_departure d join ownership o on o.staff_id = d.staff_id
                                order by o.person_id limit :piece for update of o skip locked""")
                        .with("piece", PIECE)
                        .list(Ownerships::kept)
                        .call(people -> ownerships.decide(people, Cause.DEPARTURE)))
                .chain(people ->
                        people.size() == PIECE ? leavers() : Uni.createFrom().voidItem());
    }

    /** A row made by a first touch that did not count stays at version 0 until a policy looks at it. */
    private Uni<Void> undecided() {
        return policies.inForce().chain(policy -> behind(policy.version()));
    }

    private Uni<Void> behind(int version) {
        return database.tx(session -> database.sql("""
                                select person_id, store_id, staff_id, former_staff_id, fact_id, policy_version
                                from ownership where policy_version < :version
                                order by policy_version, person_id limit :piece for update skip locked""")
                        .with("version", version)
                        .with("piece", PIECE)
                        .list(Ownerships::kept)
                        .call(people -> ownerships.decide(people, Cause.POLICY)))
                .chain(people -> people.size() == PIECE
                        ? behind(version)
                        : Uni.createFrom().voidItem());
    }
}
