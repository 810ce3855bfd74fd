package io.guike.access;

import io.guike.platform.PlatformProblem;
import jakarta.enterprise.context.RequestScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The caller of the request at hand, as {@link AudienceGate} admitted it. */
@RequestScoped
public class CurrentCaller {

    private @Nullable Caller caller;
    private @Nullable UUID session;

    void admit(Caller admitted, UUID throughSession) {
        this.caller = admitted;
        this.session = throughSession;
    }

    /** Somebody without a session. */
    void admit(Caller admitted) {
        this.caller = admitted;
    }

    /** @throws io.guike.platform.Problem {@code auth.required} where the path is open and nobody signed in */
    public Caller get() {
        if (caller == null) {
            throw PlatformProblem.UNAUTHENTICATED.problem();
        }
        return caller;
    }

    /** The sign-in session behind the caller's token. */
    public UUID session() {
        if (session == null) {
            throw PlatformProblem.UNAUTHENTICATED.problem();
        }
        return session;
    }
}
