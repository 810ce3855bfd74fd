package io.guike.tag;

import io.guike.access.CurrentCaller;
import io.guike.imports.Imports;
import io.guike.platform.Page;
import io.guike.tag.Carriers.CarrierView;
import io.guike.tag.Carriers.Labelling;
import io.guike.tag.Tags.TagView;
import io.guike.tag.Tags.Wording;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Head office makes tags, and puts lists of people under them. */
@Path("/api/hq/tags")
class HqTagsResource {

    @Inject
    Tags tags;

    @Inject
    Carriers carriers;

    @Inject
    TagLists lists;

    @Inject
    Imports imports;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record NewTag(
            @NotNull @Pattern(regexp = Tags.CODE) String code,
            @NotBlank @Size(max = 40) String name,
            @Size(max = 200) @Nullable String description) {}

    record TagChange(
            @NotBlank @Size(max = 40) String name,
            @Size(max = 200) @Nullable String description) {}

    @GET
    public Uni<Page<TagView>> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return tags.list(cursor, Page.size(limit));
    }

    @POST
    public Uni<Response> create(@HeaderParam("Idempotency-Key") @Nullable String key, @Valid @NotNull NewTag tag) {
        return idempotency.once(
                key,
                "tag.create",
                tag,
                201,
                () -> tags.create(caller.get(), tag.code(), new Wording(tag.name(), tag.description())));
    }

    @GET
    @Path("{code}")
    public Uni<TagView> get(@PathParam("code") String code) {
        return tags.counted(code);
    }

    @PUT
    @Path("{code}")
    public Uni<TagView> change(@PathParam("code") String code, @Valid @NotNull TagChange change) {
        return tags.change(caller.get(), code, new Wording(change.name(), change.description()));
    }

    @POST
    @Path("{code}/retirement")
    public Uni<TagView> retire(@PathParam("code") String code) {
        return tags.retire(caller.get(), code);
    }

    @GET
    @Path("{code}/people")
    public Uni<Page<CarrierView>> people(
            @PathParam("code") String code,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return carriers.page(code, cursor, Page.size(limit));
    }

    @POST
    @Path("{code}/people")
    @Consumes("text/csv")
    public Uni<Response> put(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("Content-Type") MediaType type,
            @PathParam("code") String code,
            @QueryParam("reason") @NotBlank @Size(max = 200) String reason,
            @QueryParam("until") @Nullable LocalDate until,
            byte[] file) {
        return imports.once(
                key,
                "tag.list:" + code + ":" + until + ":" + reason,
                type,
                file,
                TagLists::parse,
                parsed -> lists.put(caller.get(), code, new Labelling(until, reason.strip()), parsed));
    }

    @POST
    @Path("{code}/people/removal")
    @Consumes("text/csv")
    public Uni<Response> take(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("Content-Type") MediaType type,
            @PathParam("code") String code,
            byte[] file) {
        return imports.once(
                key,
                "tag.list-removal:" + code,
                type,
                file,
                TagLists::parse,
                parsed -> lists.take(caller.get(), code, parsed));
    }
}
