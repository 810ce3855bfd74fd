package io.guike.member;

import io.guike.access.CurrentCaller;
import io.guike.member.Merges.MergeView;
import io.guike.platform.Page;
import io.guike.work.Idempotency;
import io.guike.work.Idempotency.PersonalAnswer;
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
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office makes two people one, and two again. */
@Path("/api/hq/merges")
class MergeResource {

    @Inject
    Merges merges;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record NewMerge(
            @NotNull UUID personId,
            @NotNull UUID otherPersonId,
            @NotBlank @Size(max = 200) String reason) {}

    record Undo(@NotBlank @Size(max = 200) String reason) {}

    @GET
    public Uni<Page<MergeView>> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return merges.list(cursor, Page.size(limit));
    }

    @POST
    public Uni<Response> merge(@HeaderParam("Idempotency-Key") @Nullable String key, @Valid @NotNull NewMerge merge) {
        return idempotency.once(
                key,
                "member.merge",
                merge,
                201,
                () -> merges.byHand(merge.personId(), merge.otherPersonId(), caller.get(), merge.reason())
                        .map(MergeResource::answer));
    }

    @POST
    @Path("/{mergeId}/undo")
    public Uni<Response> undo(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("mergeId") UUID id,
            @Valid @NotNull Undo undo) {
        return idempotency.once(
                key,
                "member.merge-undo:" + id,
                undo,
                200,
                () -> merges.undo(id, caller.get(), undo.reason()).map(MergeResource::answer));
    }

    private static PersonalAnswer answer(MergeView merge) {
        return new PersonalAnswer(merge, Set.of(merge.survivorId(), merge.loserId()));
    }
}
