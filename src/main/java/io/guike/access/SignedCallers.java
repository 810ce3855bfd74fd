package io.guike.access;

import io.smallrye.mutiny.Uni;

/** Knows the callers who sign their requests instead of showing a token; implemented by the capability that owns them. */
public interface SignedCallers {

    /**
     * @return the sender; fails with a {@link io.guike.platform.Problem} where the request was not signed by one, or
     *     comes a second time
     */
    Uni<Caller> admit(SignedRequest request);
}
