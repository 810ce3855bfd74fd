package io.guike.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Entities and statements of one transaction see each other. */
@QuarkusTest
class PendingEntitiesTest {

    @Inject
    Database database;

    @Test
    void aStatementSeesWhatTheSessionHasNotYetWritten() {
        UUID id = UUID.randomUUID();
        Region region = new Region(id, "T-" + Ids.readable(8), "新区", null);
        String name = Run.now(() -> database.tx(session -> session.persist(region)
                .chain(() -> name(id))
                .invoke(known -> region.name = known + "（改）")
                .chain(() -> name(id))));
        assertEquals("新区（改）", name);
    }

    @Test
    void whatIsPendingAtTheEndIsCommitted() {
        UUID id = UUID.randomUUID();
        Region region = new Region(id, "T-" + Ids.readable(8), "新区", null);
        Run.now(() -> database.tx(() -> database.tx(session -> session.persist(region))));
        assertEquals("新区", Run.now(() -> name(id)));
    }

    private Uni<String> name(UUID id) {
        return database.sql("select name from region where id = :id")
                .with("id", id)
                .one(row -> row.text(0));
    }
}
