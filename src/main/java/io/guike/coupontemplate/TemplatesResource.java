package io.guike.coupontemplate;

import io.guike.access.CurrentCaller;
import io.guike.coupon.Offer;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.coupon.Terms;
import io.guike.coupontemplate.TemplateEditing.VersionView;
import io.guike.platform.Page;
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
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office: coupon templates. */
@Path("/api/hq/coupon-templates")
class TemplatesResource {

    @Inject
    TemplateEditing templates;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record NewTemplate(
            @NotBlank @Size(max = 60) String name,
            @NotNull Terms terms,
            @NotNull Offer offer) {}

    record NewVersion(
            @NotNull Integer version,
            @NotNull Terms terms,
            @NotNull Offer offer) {}

    record Turn(@NotNull State state) {}

    record VersionsView(List<VersionView> items) {}

    @POST
    public Uni<Response> create(
            @HeaderParam("Idempotency-Key") @Nullable String key, @Valid @NotNull NewTemplate wanted) {
        return idempotency.once(
                key,
                "coupon.template",
                wanted,
                201,
                () -> templates.create(caller.get(), wanted.name(), wanted.terms(), wanted.offer()));
    }

    @GET
    public Uni<Page<TemplateView>> list(
            @QueryParam("state") @Nullable State state,
            @QueryParam("q") @Nullable String text,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return templates.list(state, text, cursor, Page.size(limit));
    }

    @GET
    @Path("{id}")
    public Uni<TemplateView> get(@PathParam("id") UUID id) {
        return templates.get(id);
    }

    @GET
    @Path("{id}/versions")
    public Uni<VersionsView> versions(@PathParam("id") UUID id) {
        return templates.versions(id).map(VersionsView::new);
    }

    @POST
    @Path("{id}/versions")
    public Uni<Response> change(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("id") UUID id,
            @Valid @NotNull NewVersion wanted) {
        return idempotency.once(
                key,
                "coupon.template-version:" + id,
                wanted,
                201,
                () -> templates.change(caller.get(), id, wanted.version(), wanted.terms(), wanted.offer()));
    }

    @POST
    @Path("{id}/state")
    public Uni<TemplateView> turn(@PathParam("id") UUID id, @Valid @NotNull Turn wanted) {
        return templates.turn(caller.get(), id, wanted.state());
    }
}
