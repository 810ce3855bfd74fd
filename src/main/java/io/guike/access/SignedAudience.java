package io.guike.access;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.ByteArrayInputStream;
import java.time.Duration;

/** Hands a signed request to those who can tell whose signature it is. */
@Singleton
class SignedAudience {

    /** Nobody is known yet who could be trusted to go on slowly. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    @Inject
    SignedCallers callers;

    @Inject
    CurrentVertxRequest received;

    @Inject
    CurrentCaller current;

    Uni<Void> admit(ContainerRequestContext request) {
        RoutingContext context = received.getCurrent();
        String target = context.request().uri();
        return WholeBody.of(context, BodyBounds.MOST_BYTES, LONGEST)
                .invoke(body -> request.setEntityStream(new ByteArrayInputStream(body)))
                .map(body -> new SignedRequest(request.getMethod(), target, request::getHeaderString, body))
                .chain(callers::admit)
                .invoke(current::admit)
                .replaceWithVoid();
    }
}
