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
    Uni<Void> sweepLeavers() {
        return Database.whileMore(() -> decideSome("""
                        select o.person_id, o.store_id, o.staff_id, o.former_staff_id, o.fact_id, o.policy_version
                        from staff_departure d cross join lateral (
                          select * from ownership owned where owned.staff_id = d.staff_id
                          limit :piece for update skip locked) o
                        limit :piece""", Cause.DEPARTURE));
    }

    /** A row made by a first touch that did not count stays at version 0 until a policy looks at it. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweepBehind() {
        return policies.inForce()
                .chain(policy -> Database.whileMore(() -> decideSome("""
                        select person_id, store_id, staff_id, former_staff_id, fact_id, policy_version
                        from ownership where policy_version < %d
                        order by policy_version, person_id limit :piece for update skip locked""".formatted(policy.version()), Cause.POLICY)));
    }

    /** @return whether there may be more of them */
    private Uni<Boolean> decideSome(String people, Cause cause) {
        return database.tx(() -> database.sql(people)
                .with("piece", PIECE)
                .list(Ownerships::kept)
                .call(found -> ownerships.decide(found, cause))
                .map(found -> found.size() == PIECE));
    }
}
