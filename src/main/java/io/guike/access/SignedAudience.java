package io.guike.access;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.ByteArrayInputStream;

/** Hands a signed request to those who can tell whose signature it is. */
@Singleton
class SignedAudience {

    @Inject
    SignedCallers callers;

    @Inject
    CurrentVertxRequest received;

    @Inject
    CurrentCaller current;

    Uni<Void> admit(ContainerRequestContext request) {
        RoutingContext context = received.getCurrent();
        String target = context.request().uri();
        return WholeBody.of(context)
                .invoke(body -> request.setEntityStream(new ByteArrayInputStream(body)))
                .map(body -> new SignedRequest(request.getMethod(), target, request::getHeaderString, body))
                .chain(callers::admit)
                .invoke(current::admit)
                .replaceWithVoid();
    }
}
