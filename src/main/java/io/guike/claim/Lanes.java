package io.guike.claim;

import io.guike.coupon.Way;
import io.guike.platform.Database;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of this replica. A template always goes the same way, so a row that somebody holds for long stops one lane
 * and not all; and each lane takes one connection at a time, which leaves the others to the rest of the service. Who is only to be
 * refused goes a way of their own, which takes one more.
 */
@ApplicationScoped
class Lanes {

    /** Less than the time that an orderly end has in all. */
    private static final Duration LONGEST_FINISH = Duration.ofSeconds(10);

    private static final int LANES = 2;

    @Inject
    Database database;

    @Inject
    Grants grants;

    @Inject
    EarlierClaims earlierClaims;

    @Inject
    Vertx vertx;

    @Inject
    MeterRegistry metrics;

    @ConfigProperty(name = "guike.claim.batch", defaultValue = "400")
    int together;

    @ConfigProperty(name = "guike.claim.waiting", defaultValue = "4000")
    int waiting;

    private final List<Lane<Verdict>> lanes = new ArrayList<>();

    /** For those who are told what everybody is told, unless they had it before; one connection for all of them. */
    private @Nullable Lane<Optional<UUID>> looks;

    void open(@Observes StartupEvent event) {
        for (int i = 0; i < LANES; i++) {
            Lane.Limits limits = new Lane.Limits(Math.max(1, together), Math.max(1, waiting / LANES));
            // Of the starting thread, and so of nobody's request.
            lanes.add(new Lane<>(database, vertx.getOrCreateContext(), limits, this::carryOut));
        }
        Lane.Limits looking = new Lane.Limits(Math.max(1, together), Math.max(1, waiting));
        looks = new Lane<>(database, vertx.getOrCreateContext(), looking, earlierClaims::of);
        Gauge.builder("guike.claims.waiting", this, Lanes::waiting).register(metrics);
    }

    private int waiting() {
        return lanes.stream().mapToInt(Lane::waiting).sum();
    }

    /** @return see {@link Lane#take}; a batch of one is a transaction for each claim, on the caller's context */
    Uni<Verdict> take(Wish wish) {
        return (together <= 1 ? alone(wish) : lane(wish.template()).take(wish))
                .invoke(verdict -> grants.counted(Way.CLAIM, verdict.outcome()))
                .onFailure()
                .invoke(failure -> grants.counted(Way.CLAIM, Outcome.LATER));
    }

    /**
     * The coupon that was granted under a wish's key, of whatever template it asks. Locks nothing, and many look at once: in
     * one statement, of which this replica has one at a time.
     *
     * @return fails with {@code claim.busy} where too many wait, and with {@code claim.try-again} where it cannot be told
     */
    Uni<Optional<UUID>> earlier(Wish wish) {
        return Objects.requireNonNull(looks).take(wish);
    }

    private Lane<Verdict> lane(UUID template) {
        return lanes.get(Math.floorMod(template.hashCode(), lanes.size()));
    }

    private Uni<Verdict> alone(Wish wish) {
        return carryOut(List.of(wish)).map(verdicts -> verdicts.get(0));
    }

    private Uni<List<Verdict>> carryOut(List<Wish> wishes) {
        DistributionSummary.builder("guike.claims.batch").register(metrics).record(wishes.size());
        return database.tx(() -> grants.grantNow(wishes));
    }

    /** What was taken is finished; the server has stopped admitting requests before. */
    void close(@Observes ShutdownEvent event) {
        lanes.forEach(Lane::close);
        long end = System.nanoTime() + LONGEST_FINISH.toNanos();
        while (!lanes.stream().allMatch(Lane::isIdle) && end - System.nanoTime() > 0) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
