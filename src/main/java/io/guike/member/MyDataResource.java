package io.guike.member;

import io.guike.access.CurrentCaller;
import io.guike.access.RateLimits;
import io.guike.member.Exports.ExportView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A person's own data: all of it, or none of it. */
@Path("/api/me")
class MyDataResource {

    /** What has to be sent along, so that no slip of a finger erases anybody. */
    private static final String CONFIRMATION = "ERASE";

    private static final RateLimits.Limit EXPORTS = new RateLimits.Limit("member-export", 10, Duration.ofHours(1));

    @Inject
    Exports exports;

    @Inject
    Erasures erasures;

    @Inject
    RateLimits limits;

    @Inject
    CurrentCaller caller;

    @GET
    @Path("/export")
    public Uni<ExportView> export() {
        return limits.count(EXPORTS, caller.get().tag())
                .chain(() -> exports.of(caller.get().origin()));
    }

    @DELETE
    public Uni<Void> erase(@QueryParam("confirm") @Nullable String confirmation) {
        if (!CONFIRMATION.equals(confirmation)) {
            throw MemberProblem.NOT_CONFIRMED.problem();
        }
        return erasures.erase(caller.get().origin(), caller.get(), "asked");
    }
}
