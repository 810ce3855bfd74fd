package io.guike.access;

import io.guike.platform.Page;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

@Path("/api/hq/audit")
class AuditResource {

    @Inject
    AuditLog log;

    @GET
    public Uni<Page<AuditLog.AuditView>> list(
            @QueryParam("subject") @Nullable String subject,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return log.list(subject, cursor, Page.size(limit));
    }
}
