package io.guike.membership;

import io.guike.access.CurrentCaller;
import io.guike.member.Members;
import io.guike.membership.Cards.MemberView;
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
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office looks at a membership, sets its level and releases what was held back. */
@Path("/api/hq/people")
class MemberPeopleResource {

    @Inject
    Cards cards;

    @Inject
    Members members;

    @Inject
    Memberships memberships;

    @Inject
    Welcomes welcomes;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record NewLevel(
            @NotBlank @Size(max = 20) String level,
            @NotBlank @Size(max = 200) String reason) {}

    record Release(@NotBlank @Size(max = 200) String reason) {}

    /** What a command did; nothing of the person, because answers are kept for repeats. */
    record DoneView(UUID personId) {}

    @GET
    @Path("/{personId}/membership")
    public Uni<MemberView> membership(@PathParam("personId") UUID person) {
        return members.living(person).chain(cards::of);
    }

    @POST
    @Path("/{personId}/level")
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
    @Path("/{personId}/benefits-release")
    public Uni<Response> release(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("personId") UUID person,
            @Valid @NotNull Release release) {
        return idempotency.once(
                key,
                "membership.benefits-release:" + person,
                release,
                200,
                () -> welcomes.release(person, release.reason(), caller.get()).replaceWith(new DoneView(person)));
    }
}
