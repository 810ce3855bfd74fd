package io.guike.reward;

import io.guike.access.Caller;
import io.guike.access.RateLimits;
import io.guike.platform.Bottleneck;
import io.guike.platform.Bottlenecks;
import io.guike.platform.Settings;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where orders wait, in each replica: neither one person nor one reward stops the others. */
@ApplicationScoped
class OrderQueues {

    /** One person's orders follow one another: who sends many at once keeps nobody else waiting. */
    private final Bottlenecks people = new Bottlenecks(1, 10);

    /** One reward may be everybody's wish: whoever waits for its row must neither hold a connection nor stop the others. */
    private final Bottlenecks rewards = new Bottlenecks(2, 1_000);

    /** Of all rewards together, so that many hot ones leave connections to others. */
    private final Bottleneck all = new Bottleneck(8, 2_000);

    @Inject
    RateLimits limits;

    @ConfigProperty(name = "guike.reward.per-minute", defaultValue = "60")
    int perMinute;

    void start(@Observes StartupEvent event) {
        Settings.mustLieBetween("guike.reward.per-minute", perMinute, 1, 1_000_000);
    }

    /** @throws io.guike.platform.Problem {@code service.busy}, {@code request.too-many} */
    <T> Uni<T> person(Caller caller, Supplier<Uni<T>> work) {
        return limits.countOrPass(
                        new RateLimits.Limit("reward-order", perMinute, Duration.ofMinutes(1)),
                        caller.id().toString())
                .chain(() -> people.pass(caller.id(), work));
    }

    /** @throws io.guike.platform.Problem {@code service.busy} */
    <T> Uni<T> reward(UUID reward, Supplier<Uni<T>> work) {
        return rewards.pass(reward, () -> all.pass(work));
    }
}
