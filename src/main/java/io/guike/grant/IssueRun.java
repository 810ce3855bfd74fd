package io.guike.grant;

import io.guike.platform.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as its row stands; its file has the same id.
 *
 * @param outcomes how many lines came to what, as JSON
 * @param retried up to which line those that came to nothing were tried again; null where nothing is to be tried again
 */
record IssueRun(
        UUID id,
        UUID template,
        Phase phase,
        String outcomes,
        @Nullable Integer retried,
        String askedBy) {

    static final String SELECT = "select id, template_id, phase, outcomes, retried, asked_by from grant_run";

    enum Phase {
        UPLOADING,
        GIVING,
        /** Takes away what was sent. */
        CLEARING,
        /** Nothing is left but what is tried again. */
        OVER
    }

    static IssueRun of(Row row) {
        return new IssueRun(
                row.uuid(0),
                row.uuid(1),
                Phase.valueOf(row.text(2)),
                row.text(3),
                row.isNull(4) ? null : Integer.valueOf(row.integer(4)),
                row.text(5));
    }
}
