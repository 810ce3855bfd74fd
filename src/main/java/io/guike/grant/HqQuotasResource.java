package io.guike.grant;

import io.guike.access.CurrentCaller;
import io.guike.grant.Quotas.ExceptionView;
import io.guike.grant.Quotas.QuotaView;
import io.guike.platform.Page;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office says what promoters may give. */
@Path("/api/hq/coupon-quotas")
class HqQuotasResource {

    private static final int MOST_MONTHLY = 100_000;

    @Inject
    Quotas quotas;

    @Inject
    CurrentCaller caller;

    record NewException(
            @NotNull UUID staffId,
            @NotNull @Min(0) @Max(MOST_MONTHLY) Integer monthly) {}

    record NewQuota(
            @NotNull @Min(0) @Max(MOST_MONTHLY) Integer monthly,
            @Size(max = 1000) @Nullable List<@NotNull @Valid NewException> exceptions) {

        List<ExceptionView> special() {
            return exceptions == null
                    ? List.of()
                    : exceptions.stream()
                            .map(one -> new ExceptionView(one.staffId(), one.monthly()))
                            .toList();
        }
    }

    @GET
    public Uni<Page<QuotaView>> all(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return quotas.all(cursor, Page.size(limit));
    }

    @PUT
    @Path("{templateId}")
    public Uni<QuotaView> put(@PathParam("templateId") UUID template, @Valid @NotNull NewQuota quota) {
        return quotas.put(caller.get(), template, quota.monthly(), quota.special());
    }
}
