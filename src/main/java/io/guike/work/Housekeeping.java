package io.guike.work;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Throws away technical rows whose time is over. Each step is bounded and may run in any replica at any time. */
@ApplicationScoped
class Housekeeping {

    @Inject
    Idempotency idempotency;

    @Inject
    OutboxDispatcher outbox;

    @Scheduled(every = "1m", delayed = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return idempotency.forgetOld().chain(outbox::forgetOld).replaceWithVoid();
    }
}
