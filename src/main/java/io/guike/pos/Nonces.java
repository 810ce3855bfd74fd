package io.guike.pos;

import io.guike.platform.Database;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;

/** Requests that were let in, remembered for as long as their time would pass. */
@ApplicationScoped
class Nonces {

    /** Replicas may disagree about the time by as much. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final int PIECE = 5000;

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** @return whether it comes for the first time; of many at once it does for one */
    Uni<Boolean> take(Signature signature) {
        return database.sql("""
                        insert into pos_nonce (key_id, nonce, kept_until) values (:key, :nonce, :until)
                        on conflict (key_id, nonce) do nothing""")
                .with("key", signature.keyId())
                .with("nonce", signature.nonce())
                .with("until", signature.at().plus(Signers.WINDOW).plus(MARGIN))
                .run()
                .map(rows -> rows == 1);
    }

    @Scheduled(every = "1m", delayed = "40s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        return Database.whileMore(() -> database.sql("""
                        delete from pos_nonce where (key_id, nonce) in (
                          select key_id, nonce from pos_nonce where kept_until < :now
                          limit :piece for update skip locked)""")
                .with("now", clock.instant())
                .with("piece", PIECE)
                .run()
                .map(rows -> rows == PIECE));
    }
}
