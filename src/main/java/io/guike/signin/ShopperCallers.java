package io.guike.signin;

import io.guike.access.Caller;
import io.guike.access.CallerDirectory;
import io.guike.platform.Database;
import io.guike.session.Audience;
import io.guike.session.Sessions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shoppers as callers, as the person they are after merges; one query. */
@ApplicationScoped
class ShopperCallers implements CallerDirectory {

    private static final String CALLER =
            "select person.id, person.number from session alive join person on person.id = alive.subject_id"
                    + " where person.erased_at is null and " + Sessions.ALIVE;

    @Inject
    Sessions sessions;

    @Inject
    Database database;

    @Override
    public String audience() {
        return Audience.SHOPPER.claim();
    }

    @Override
    public Uni<@Nullable Caller> find(UUID origin, UUID session) {
        return sessions.alive(database.sql(CALLER), Audience.SHOPPER, origin, session)
                .first(row -> Caller.shopper(row.uuid(0), origin, row.text(1)));
    }
}
