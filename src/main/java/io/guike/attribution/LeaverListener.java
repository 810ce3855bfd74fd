package io.guike.attribution;

import io.guike.staff.StaffLeft;
import io.guike.work.OutboxListener;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Records departures; {@link OwnerSweep} then gives the leaver's customers to their stores. */
@ApplicationScoped
class LeaverListener implements OutboxListener<StaffLeft> {

    @Inject
    Facts facts;

    @Override
    public Class<StaffLeft> event() {
        return StaffLeft.class;
    }

    @Override
    public String name() {
        return "attribution.leaver";
    }

    @Override
    public Uni<Void> on(StaffLeft left) {
        return facts.departed(left.staffId(), left.at());
    }
}
