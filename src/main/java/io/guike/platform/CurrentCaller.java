package io.guike.platform;

import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** The caller of the request at hand, as {@link AudienceGate} admitted it. */
@RequestScoped
public class CurrentCaller {

    private @Nullable Caller caller;

    void admit(Caller admitted) {
        this.caller = admitted;
    }

    /** @throws Problem {@code auth.required} where the path is open and nobody signed in */
    public Caller get() {
        if (caller == null) {
            throw PlatformProblem.UNAUTHENTICATED.problem();
        }
        return caller;
    }
}
