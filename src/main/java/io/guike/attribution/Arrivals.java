package io.guike.attribution;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** People who come by a code without a callback: the scan opened a page, and they signed in there. */
@ApplicationScoped
public class Arrivals {

    @Inject
    Touches touches;

    /**
     * Records the touch and lets it decide, in the caller's transaction.
     *
     * @return what the conversation would have answered
     */
    public Uni<String> opened(Arrival arrival) {
        return touches.record(arrival).map(ScanListener::greeting);
    }
}
