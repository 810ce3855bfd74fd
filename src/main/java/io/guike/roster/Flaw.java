package io.guike.roster;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a line; stands in the database as JSON, so it holds nothing personal.
 *
 * @param column as the header may call it; null where it is about the line as a whole
 * @param otherLine the line of the same file that it collides with
 */
record Flaw(
        Reason reason, @Nullable String column, @Nullable Long otherLine) {

    static Flaw of(Reason reason) {
        return new Flaw(reason, null, null);
    }

    static Flaw of(Reason reason, String column) {
        return new Flaw(reason, column, null);
    }

    static Flaw with(Reason reason, long otherLine) {
        return new Flaw(reason, null, otherLine);
    }

    /** As the downloaded file says it. */
    String told() {
        String where = column == null ? "" : column + "：";
        return where + reason.zh() + (otherLine == null ? "" : "（第 " + otherLine + " 行）");
    }
}
