package io.guike.lookup;

import io.guike.access.RateLimits;
import io.guike.lookup.MemberLookup.Key;
import io.guike.lookup.MemberLookup.Use;
import io.guike.membership.Cards.MemberView;
import io.guike.pos.CurrentPos;
import io.guike.pos.PosCaller;
import io.guike.pos.Right;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Tills find the member in front of them, and use their card codes. */
@Path("/api/pos")
class PosMemberResource {

    /** A client stands for all tills of its stores: ten a second are more than people can show cards. */
    private static final RateLimits.Limit LOOKUPS =
            new RateLimits.Limit("member-lookup-client", 6000, Duration.ofMinutes(10));

    /** In ten minutes, of all tills of a client together: they ask many a stranger for their number. */
    @ConfigProperty(name = "guike.lookup.misses", defaultValue = "200")
    int mostMisses;

    @Inject
    MemberLookup lookup;

    @Inject
    RateLimits limits;

    @Inject
    CurrentPos current;

    /** @param capturedOffline whether the till read the code while it could not send it */
    record NewUse(
            @NotBlank @Size(max = 200) String cardCode,
            @NotNull UUID storeId,
            @NotBlank @Size(max = 100) String reference,
            @Nullable Boolean capturedOffline) {}

    @POST
    @Path("/members/resolve")
    public Uni<MemberView> resolve(@Valid @NotNull Key key) {
        PosCaller client = current.must(Right.MEMBER_LOOKUP);
        return counted(client)
                .chain(() -> lookup.find(key, misses(), client.id().toString()));
    }

    @POST
    @Path("/card-codes/uses")
    public Uni<MemberView> use(@Valid @NotNull NewUse use) {
        PosCaller client = current.must(Right.CARD_USE, use.storeId());
        boolean offline = Boolean.TRUE.equals(use.capturedOffline());
        return counted(client)
                .chain(() -> lookup.use(new Use(use.cardCode(), client.at(use.storeId()), use.reference(), offline)));
    }

    private RateLimits.Limit misses() {
        return new RateLimits.Limit("member-lookup-miss", mostMisses, Duration.ofMinutes(10));
    }

    private Uni<Void> counted(PosCaller client) {
        return limits.count(LOOKUPS, client.id().toString());
    }
}
