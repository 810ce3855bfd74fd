package io.guike.pos;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** A till system or back office about itself: the operation to try a signature on. */
@Path("/api/pos/client")
class PosClientResource {

    @Inject
    PosClients clients;

    @Inject
    CurrentPos current;

    /** What a client is told of itself. */
    record MeView(String name, List<Right> rights, boolean allStores, List<PosClientView.ReachedStore> stores) {}

    @GET
    public Uni<MeView> me() {
        return clients.get(current.get().id())
                .map(client -> new MeView(client.name(), client.rights(), client.allStores(), client.stores()));
    }
}
