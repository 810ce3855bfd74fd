package io.guike.pointsaudit;

import io.guike.pointsaudit.Liabilities.LiabilityView;
import io.guike.pointsaudit.Proofs.ProofView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Head office closes the books. */
@Path("/api/hq/points")
class PointsAuditResource {

    @Inject
    Proofs proofs;

    @Inject
    Liabilities liabilities;

    @GET
    @Path("/proof")
    public Uni<ProofView> proof() {
        return proofs.asked();
    }

    @GET
    @Path("/liability")
    public Uni<LiabilityView> liability() {
        return liabilities.asked();
    }
}
