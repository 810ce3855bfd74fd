package io.guike.pos;

import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;

/** An operation that reads a body, needs a right and is about a store; only in tests. */
@Path("/api/pos/test-echo")
class EchoResource {

    @Inject
    CurrentPos current;

    record Said(String text) {}

    @POST
    @Path("{store}")
    public Said echo(@PathParam("store") UUID store, Said said) {
        current.must(Right.MEMBER_LOOKUP);
        current.mustReach(store);
        return said;
    }
}
