package io.guike.phone;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.PlatformProblem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request at a time for each person, across replicas, for work that asks WeChat and so cannot be a transaction. */
@ApplicationScoped
public class Turns {

    /** Longer than two calls of WeChat take with all their time-outs; a crashed replica blocks its person for that long. */
    private static final Duration LONGEST = Duration.ofSeconds(45);

    private static final int MOST_LOOKS = 60;

    private static final int FIRST_PAUSE_MILLIS = 30;
    private static final int LONGEST_PAUSE_MILLIS = 400;

    @Inject
    Database database;

    @Inject
    Vertx vertx;

    @Inject
    Clock clock;

    /**
     * Must not be called within a transaction.
     *
     * @param done looks whether an earlier request has done the work in the meantime; null where not
     * @return what one of both told; fails with {@code service.busy} where others take too long
     */
    public <T> Uni<T> take(UUID origin, Supplier<Uni<@Nullable T>> done, Supplier<Uni<T>> work) {
        AtomicInteger looks = new AtomicInteger();
        return Uni.createFrom()
                .deferred(() -> look(origin, done, work))
                .call(found -> found.isPresent() ? Uni.createFrom().voidItem() : pause(looks.get()))
                .repeat()
                .whilst(found -> found.isEmpty() && looks.incrementAndGet() < MOST_LOOKS)
                .collect()
                .last()
                .map(found -> found.orElseThrow(PlatformProblem.BUSY::problem));
    }

    private <T> Uni<Optional<T>> look(UUID origin, Supplier<Uni<@Nullable T>> done, Supplier<Uni<T>> work) {
        UUID lease = Ids.next();
        return done.get()
                .chain(found -> found != null
                        ? Uni.createFrom().item(Optional.of(found))
                        : begin(origin, lease)
                                .chain(mine -> mine
                                        ? finish(origin, lease, done, work).map(Optional::of)
                                        : Uni.createFrom().item(Optional.empty())));
    }

    /** Whoever went before may have finished between the look and the turn. */
    private <T> Uni<T> finish(UUID origin, UUID lease, Supplier<Uni<@Nullable T>> done, Supplier<Uni<T>> work) {
        return done.get()
                .chain(found -> found != null ? Uni.createFrom().item(found) : work.get())
                .eventually(() -> end(origin, lease));
    }

    private Uni<Boolean> begin(UUID origin, UUID lease) {
        return database.sql("""
                        insert into phone_turn as turn (origin_id, lease, ends_at) values (:origin, :lease, :ends)
                        on conflict (origin_id) do update set lease = excluded.lease, ends_at = excluded.ends_at
                        where turn.ends_at < :now""")
                .with("origin", origin)
                .with("lease", lease)
                .with("ends", clock.instant().plus(LONGEST))
                .with("now", clock.instant())
                .run()
                .map(mine -> mine == 1);
    }

    private Uni<Void> end(UUID origin, UUID lease) {
        return database.sql("delete from phone_turn where origin_id = :origin and lease = :lease")
                .with("origin", origin)
                .with("lease", lease)
                .run()
                .replaceWithVoid();
    }

    /** On the caller's context, which a scheduler's thread would lose; a little at random, so that waiters spread. */
    private Uni<Void> pause(int looks) {
        int bound = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(looks, 4));
        int millis = ThreadLocalRandom.current().nextInt(bound / 2, bound + 1);
        return Uni.createFrom().emitter(emitter -> vertx.setTimer(millis, timer -> emitter.complete(null)));
    }
}
