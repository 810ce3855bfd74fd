package io.guike.lookup;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.access.CurrentCaller;
import io.guike.access.RateLimits;
import io.guike.lookup.MemberLookup.Key;
import io.guike.membership.Cards.MemberView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Head office finds a member by what the member tells on the phone. */
@Path("/api/hq/members/find")
class HqLookupResource {

    private static final RateLimits.Limit LOOKUPS =
            new RateLimits.Limit("member-lookup-staff", 300, Duration.ofMinutes(10));

    private static final RateLimits.Limit MISSES =
            new RateLimits.Limit("member-lookup-staff-miss", 30, Duration.ofMinutes(10));

    @Inject
    MemberLookup lookup;

    @Inject
    RateLimits limits;

    @Inject
    AuditLog audit;

    @Inject
    CurrentCaller caller;

    /** Never shown by {@link #toString}. */
    record Asked(
            @Size(min = 1, max = 40) @Nullable String phone,
            @Size(min = 1, max = 40) @Nullable String cardNumber) {

        String by() {
            return phone == null ? "cardNumber" : "phone";
        }

        @Override
        public String toString() {
            return "Asked[]";
        }
    }

    @POST
    public Uni<MemberView> find(@Valid @NotNull Asked asked) {
        Caller staff = caller.get();
        Key key = new Key(null, asked.phone(), asked.cardNumber());
        return limits.count(LOOKUPS, staff.tag())
                .chain(() -> lookup.find(key, MISSES, staff.tag()))
                .onFailure(MemberLookup::isMiss)
                .call(() -> audit.record(staff, "member.lookup", "nobody", Map.of("by", asked.by())))
                .call(found ->
                        audit.record(staff, "member.lookup", "person:" + found.personId(), Map.of("by", asked.by())));
    }
}
