package io.guike.roster;

import io.guike.platform.Row;
import java.nio.charset.Charset;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as its row stands.
 *
 * @param header the cells of the header row as JSON
 * @param position where the next record begins, in bytes
 * @param line in which line it begins
 */
record RosterRun(
        UUID id,
        @Nullable UUID corrects,
        String state,
        Phase phase,
        @Nullable String charset,
        @Nullable String header,
        long bytes,
        long position,
        long line,
        UUID quarantineKey,
        String askedBy) {

    static final String COLUMNS =
            "id, corrects, state, phase, charset, header, bytes, position, line, quarantine_key," + " asked_by";

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
        return new RosterRun(
                row.uuid(0),
                row.uuidOrNull(1),
                row.text(2),
                Phase.valueOf(row.text(3)),
                row.textOrNull(4),
                row.textOrNull(5),
                row.number(6),
                row.number(7),
                row.number(8),
                row.uuid(9),
                row.text(10));
    }

    Charset readAs() {
        return Charset.forName(Objects.requireNonNull(charset));
    }

    boolean isUploading() {
        return phase == Phase.UPLOADING;
    }
}
