package io.guike.cardcode;

import io.guike.platform.Database;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sees to it that there is a key to sign with, a new one every thirty days. One replica at a time does it. */
@Singleton
class CardKeyRotation {

    static final Duration EVERY = Duration.ofDays(30);
    /** A key is published for so long before it signs: tills that fetch the keys once a day know it in time. */
    static final Duration AHEAD = Duration.ofDays(2);
    /** So long after its last signature nobody has use for a private half. */
    static final Duration KEPT = Duration.ofDays(1);

    private final Database database;
    private final CardKeys keys;
    private final Clock clock;

    @Inject
    CardKeyRotation(Database database, CardKeys keys, Clock clock) {
        this.database = database;
        this.keys = keys;
        this.clock = clock;
    }

    /** After the vault knows that its keys are the right ones. */
    void start(@Observes @Priority(200) StartupEvent event) throws Throwable {
        VertxContextSupport.subscribeAndAwait(this::rotate);
    }

    @Scheduled(every = "1h", delayed = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> rotate() {
        return database.tx(() -> database.lock("cardcode.keys")
                        .chain(keys::read)
                        .call(all -> Database.each(outdated(all), keys::destroy))
                        .chain(this::makeIfDue))
                .chain(keys::read)
                .replaceWithVoid();
    }

    private List<CardKey> outdated(List<CardKey> all) {
        Instant before = clock.instant().minus(KEPT);
        return all.stream()
                .filter(key -> key.sealed() != null)
                .filter(key -> isBefore(key.signsUntil(), before))
                .toList();
    }

    private static boolean isBefore(@Nullable Instant end, Instant before) {
        return end != null && end.isBefore(before);
    }

    private Uni<Void> makeIfDue(List<CardKey> all) {
        Instant now = clock.instant();
        if (all.isEmpty()) {
            return keys.make(1, now);
        }
        CardKey last = all.get(all.size() - 1);
        return last.signsFrom().plus(EVERY).minus(AHEAD).isAfter(now)
                ? Uni.createFrom().voidItem()
                : keys.make(last.number() + 1, now.plus(AHEAD));
    }
}
