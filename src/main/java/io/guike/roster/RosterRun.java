package io.guike.roster;

import io.guike.platform.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A run as its row stands; its file has the same id. */
record RosterRun(UUID id, @Nullable UUID corrects, Phase phase, UUID quarantineKey, String askedBy) {

    static final String SELECT = "select id, corrects, phase, quarantine_key, asked_by from roster_run";

    enum Phase {
        UPLOADING,
        /** Notes what the lines say of cards and phones, so that contradictions are known before anything is done. */
        CHECKING,
        APPLYING,
        /** Takes away what the run needed for itself. */
        CLEARING,
        OVER
    }

    static RosterRun of(Row row) {
        return new RosterRun(row.uuid(0), row.uuidOrNull(1), Phase.valueOf(row.text(2)), row.uuid(3), row.text(4));
    }
}
