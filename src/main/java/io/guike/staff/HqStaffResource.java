package io.guike.staff;

import io.guike.access.CurrentCaller;
import io.guike.access.Role;
import io.guike.imports.Imports;
import io.guike.platform.Page;
import io.guike.store.Stores;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office: staff, where they work, and their import. */
@Path("/api/hq")
class HqStaffResource {

    @Inject
    StaffMembers members;

    @Inject
    Postings postings;

    @Inject
    StaffLinks links;

    @Inject
    StaffImport staffImport;

    @Inject
    Imports imports;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller current;

    record NewStaff(
            @NotBlank @Size(max = 32) @Pattern(regexp = Stores.CODE)
            String number,

            @NotBlank @Size(max = 40) String name,
            @Nullable Boolean hq) {}

    record StaffChange(
            @NotBlank @Size(max = 40) String name,
            @NotNull Boolean hq,
            @NotNull Integer version) {}

    record NewAssignment(
            @NotNull UUID storeId,
            @NotNull Role role,
            @Nullable Instant startsAt,
            @Nullable Instant endsAt) {}

    record Move(
            @Nullable UUID fromStoreId,
            @NotNull UUID toStoreId,
            @NotNull Role role,
            @Nullable Instant at) {}

    record Moment(@Nullable Instant at) {}

    record FirstPasswordView(String password) {}

    @GET
    @Path("staff")
    public Uni<Page<StaffView>> list(
            @QueryParam("q") @Size(max = 60) @Nullable String text,
            @QueryParam("storeId") @Nullable UUID store,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return members.list(text, store, cursor, Page.size(limit));
    }

    @POST
    @Path("staff")
    public Uni<Response> hire(@HeaderParam("Idempotency-Key") @Nullable String key, @NotNull @Valid NewStaff staff) {
        return idempotency.once(
                key,
                "staff-hire",
                staff,
                201,
                () -> members.hire(current.get(), staff.number(), staff.name(), Boolean.TRUE.equals(staff.hq())));
    }

    @GET
    @Path("staff/{id}")
    public Uni<StaffView> get(@PathParam("id") UUID id) {
        return members.get(id);
    }

    @PUT
    @Path("staff/{id}")
    public Uni<StaffView> change(@PathParam("id") UUID id, @NotNull @Valid StaffChange change) {
        return members.change(current.get(), id, change.version(), change.name(), change.hq());
    }

    @GET
    @Path("staff/{id}/assignments")
    public Uni<Page<AssignmentView>> history(
            @PathParam("id") UUID id,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return postings.history(id, cursor, Page.size(limit));
    }

    @POST
    @Path("staff/{id}/assignments")
    public Uni<Response> assign(
            @PathParam("id") UUID id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @NotNull @Valid NewAssignment added) {
        return idempotency.once(
                key,
                "staff-assign:" + id,
                added,
                201,
                () -> postings.assign(
                        current.get(), id, added.storeId(), added.role(), added.startsAt(), added.endsAt()));
    }

    @POST
    @Path("staff/{id}/assignments/{assignmentId}/end")
    public Uni<Response> end(
            @PathParam("id") UUID id,
            @PathParam("assignmentId") UUID assignment,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @NotNull @Valid Moment end) {
        return idempotency.once(
                key,
                "staff-end:" + id + ":" + assignment,
                end,
                200,
                () -> postings.end(current.get(), id, assignment, end.at()));
    }

    @POST
    @Path("staff/{id}/moves")
    public Uni<Response> move(
            @PathParam("id") UUID id, @HeaderParam("Idempotency-Key") @Nullable String key, @NotNull @Valid Move move) {
        return idempotency.once(
                key,
                "staff-move:" + id,
                move,
                201,
                () -> postings.move(current.get(), id, move.fromStoreId(), move.toStoreId(), move.role(), move.at()));
    }

    @POST
    @Path("staff/{id}/departure")
    public Uni<Response> leave(
            @PathParam("id") UUID id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @NotNull @Valid Moment departure) {
        return idempotency.once(
                key, "staff-leave:" + id, departure, 200, () -> postings.leave(current.get(), id, departure.at()));
    }

    /** Repeated it does nothing more, so it takes no idempotency key. */
    @DELETE
    @Path("staff/{id}/wechat")
    public Uni<Void> unlinkWeChat(@PathParam("id") UUID id) {
        return links.unlink(current.get(), id);
    }

    /** No idempotency key: its stored answer would hold the password in clear. Sent twice it issues another one. */
    @POST
    @Path("staff/{id}/first-password")
    public Uni<Response> firstPassword(@PathParam("id") UUID id) {
        return members.issueFirstPassword(current.get(), id)
                .map(password -> Response.ok(new FirstPasswordView(password))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }

    @POST
    @Path("imports/staff")
    @Consumes("text/csv")
    public Uni<Response> importStaff(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("Content-Type") MediaType type,
            byte[] file) {
        return imports.once(
                key, "staff-import", type, file, StaffImport::parse, parsed -> staffImport.run(current.get(), parsed));
    }
}
