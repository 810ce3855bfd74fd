package io.guike.membership;

import io.guike.access.CurrentCaller;
import io.guike.access.RateLimits;
import io.guike.membership.Cards.MemberView;
import io.guike.membership.MemberSearch.HeldView;
import io.guike.membership.MemberSearch.Key;
import io.guike.platform.Page;
import io.guike.platform.PlatformProblem;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office finds members, sets their level and releases what was held back. */
@Path("/api/hq")
class HqMemberResource {

    private static final RateLimits.Limit LOOKUPS =
            new RateLimits.Limit("member-lookup-staff", 300, Duration.ofMinutes(10));

    @Inject
    MemberSearch search;

    @Inject
    Memberships memberships;

    @Inject
    Idempotency idempotency;

    @Inject
    RateLimits limits;

    @Inject
    CurrentCaller caller;

    record NewLevel(
            @NotBlank @Size(max = 20) String level,
            @NotBlank @Size(max = 200) String reason) {}

    record Release(@NotBlank @Size(max = 200) String reason) {}

    /** What a command did; nothing of the person, because answers are kept for repeats. */
    record DoneView(UUID personId) {}

    @POST
    @Path("/members/find")
    public Uni<MemberView> find(@Valid @NotNull Key key) {
        if (key.cardCode() != null) {
            throw PlatformProblem.REQUEST_INVALID.because("cardCode is for tills");
        }
        return limits.count(LOOKUPS, caller.get().tag()).chain(() -> search.find(key));
    }

    @GET
    @Path("/members/held")
    public Uni<Page<HeldView>> held(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return search.held(cursor, Page.size(limit));
    }

    @GET
    @Path("/people/{personId}/membership")
    public Uni<MemberView> membership(@PathParam("personId") UUID person) {
        return search.of(person);
    }

    @POST
    @Path("/people/{personId}/level")
    public Uni<Response> level(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("personId") UUID person,
            @Valid @NotNull NewLevel level) {
        return idempotency.once(
                key,
                "membership.level:" + person,
                level,
                200,
                () -> memberships
                        .setLevel(person, level.level(), level.reason(), caller.get())
                        .replaceWith(new DoneView(person)));
    }

    @POST
    @Path("/people/{personId}/benefits-release")
    public Uni<Response> release(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("personId") UUID person,
            @Valid @NotNull Release release) {
        return idempotency.once(
                key,
                "membership.benefits-release:" + person,
                release,
                200,
                () -> memberships
                        .release(person, release.reason(), caller.get())
                        .replaceWith(new DoneView(person)));
    }
}
