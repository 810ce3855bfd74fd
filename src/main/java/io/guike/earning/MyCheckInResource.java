package io.guike.earning;

import io.guike.access.Caller;
import io.guike.access.CurrentCaller;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A member looks in once a day. */
@Path("/api/me/check-in")
class MyCheckInResource {

    @Inject
    CheckIns checkIns;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller current;

    @POST
    public Uni<Response> checkIn(@HeaderParam("Idempotency-Key") @Nullable String key) {
        Caller caller = current.get();
        return idempotency.once(
                key, "earning.check-in", Map.of(), 200, () -> checkIns.checkIn(caller.origin(), caller.tag()));
    }
}
