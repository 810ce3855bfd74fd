package io.guike.consent;

import io.guike.access.Caller;
import io.guike.access.CurrentCaller;
import io.guike.access.RateLimits;
import io.guike.consent.Consents.ConsentView;
import io.guike.consent.Consents.Given;
import io.guike.consent.Consents.Guardian;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the shopper agreed to. Withdrawing is never limited: there is nothing more to withdraw than was given. */
@Path("/api/me/consents")
class MyConsentsResource {

    private static final RateLimits.Limit GIVING = new RateLimits.Limit("consent-give", 60, Duration.ofHours(1));

    @Inject
    Consents consents;

    @Inject
    RateLimits limits;

    @Inject
    CurrentCaller caller;

    record Giving(
            @NotEmpty @Size(max = 10) List<@Valid @NotNull Given> consents,
            @Valid @Nullable Guardian guardian) {}

    record ConsentsView(List<ConsentView> items) {}

    @GET
    public Uni<ConsentsView> list() {
        return consents.of(caller.get().id()).map(ConsentsView::new);
    }

    @POST
    public Uni<ConsentsView> give(@Valid @NotNull Giving giving) {
        Caller me = caller.get();
        return limits.count(GIVING, me.tag())
                .chain(() ->
                        consents.give(me.origin(), me.origin(), giving.consents(), giving.guardian(), Source.OWN_PAGE))
                .chain(this::list);
    }

    @DELETE
    @Path("/{purpose}")
    public Uni<Void> withdraw(@PathParam("purpose") String purpose) {
        return consents.withdraw(caller.get().origin(), Purpose.read(purpose));
    }
}
