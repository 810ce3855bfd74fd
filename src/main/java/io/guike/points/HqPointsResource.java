package io.guike.points;

import io.guike.platform.Days;
import io.guike.platform.Page;
import io.guike.platform.PlatformProblem;
import io.guike.points.Balances.AsOfView;
import io.guike.points.Balances.EntryView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office looks at somebody's points: now, at any instant, and how they came about. */
@Path("/api/hq/people")
class HqPointsResource {

    @Inject
    Balances balances;

    @GET
    @Path("/{personId}/points")
    public Uni<BalanceView> points(@PathParam("personId") UUID person) {
        return balances.ofAnybody(person);
    }

    @GET
    @Path("/{personId}/points/history")
    public Uni<AsOfView> history(@PathParam("personId") UUID person, @QueryParam("asOf") @Nullable String asOf) {
        return balances.asOf(person, instant(asOf));
    }

    @GET
    @Path("/{personId}/points/entries")
    public Uni<Page<EntryView>> entries(
            @PathParam("personId") UUID person,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return balances.entriesOf(person, cursor, Page.size(limit));
    }

    static Instant instant(@Nullable String text) {
        try {
            Instant at = OffsetDateTime.parse(text == null ? "" : text).toInstant();
            if (Days.isInCalendar(at)) {
                return at;
            }
        } catch (DateTimeException e) {
            // Refused as any other.
        }
        throw PlatformProblem.REQUEST_INVALID.because("asOf is an RFC 3339 time");
    }
}
