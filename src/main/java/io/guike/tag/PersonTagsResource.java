package io.guike.tag;

import io.guike.access.CurrentCaller;
import io.guike.tag.Carriers.CarriedView;
import io.guike.tag.Carriers.Labelling;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office and the tags of one person. */
@Path("/api/hq/people")
class PersonTagsResource {

    @Inject
    Carriers carriers;

    @Inject
    CurrentCaller caller;

    record CarriedTagsView(List<CarriedView> items) {}

    record NewLabelling(
            @Nullable LocalDate until,
            @NotBlank @Size(max = 200) String reason) {}

    @GET
    @Path("{personId}/tags")
    public Uni<CarriedTagsView> list(@PathParam("personId") UUID person) {
        return carriers.of(person).map(CarriedTagsView::new);
    }

    @PUT
    @Path("{personId}/tags/{code}")
    public Uni<CarriedView> put(
            @PathParam("personId") UUID person, @PathParam("code") String code, @Valid @NotNull NewLabelling wanted) {
        Labelling labelling = new Labelling(wanted.until(), wanted.reason().strip());
        return carriers.put(caller.get(), person, code, labelling);
    }

    @DELETE
    @Path("{personId}/tags/{code}")
    public Uni<Void> take(@PathParam("personId") UUID person, @PathParam("code") String code) {
        return carriers.take(caller.get(), person, code);
    }
}
