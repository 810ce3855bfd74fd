package io.guike.pos;

import io.guike.platform.PlatformProblem;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The client of the request at hand. Each operation for tills says here what it needs, before it does anything. */
@RequestScoped
public class CurrentPos {

    @Inject
    PosMetrics metrics;

    private @Nullable PosCaller caller;

    void admit(PosCaller admitted) {
        this.caller = admitted;
    }

    /** @throws io.guike.platform.Problem {@code auth.required} where the request was not signed by a client */
    public PosCaller get() {
        if (caller == null) {
            throw PlatformProblem.UNAUTHENTICATED.problem();
        }
        return caller;
    }

    /** As {@link PosCaller#must}, and counted. */
    public PosCaller must(Right right) {
        return metrics.counted(() -> {
            get().must(right);
            return get();
        });
    }

    /** As {@link #must(Right)} and {@link #mustReach}, for what happens in a store. */
    public PosCaller must(Right right, UUID store) {
        must(right);
        return mustReach(store);
    }

    /** As {@link PosCaller#mustReach}, and counted. */
    public PosCaller mustReach(UUID store) {
        return metrics.counted(() -> {
            get().mustReach(store);
            return get();
        });
    }
}
