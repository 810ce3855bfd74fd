package io.guike.member;

import org.jspecify.annotations.Nullable;

/**
 * Rows that are somebody's and follow them: whose they are now stands in one column, to which origin they came first,
 * which never changes, in another. A merge gives the loser's to the survivor; parting gives back what came to one of the
 * loser's origins.
 *
 * @param lockedBy the column in whose order others lock the rows of this table; null where they lock one at most
 */
public record Belongings(
        String table,
        String person,
        String origin,
        @Nullable String lockedBy) {

    /** With the columns {@code person_id} and {@code origin_id}. */
    public static Belongings in(String table) {
        return new Belongings(table, "person_id", "origin_id", null);
    }

    /** Where a row names several people, one of them. */
    public static Belongings in(String table, String person, String origin) {
        return new Belongings(table, person, origin, null);
    }

    /** As {@link #in(String)}, where rows have an {@code id}, in whose order they are locked. */
    public static Belongings locked(String table) {
        return new Belongings(table, "person_id", "origin_id", "id");
    }

    String merged() {
        return moved(":survivor", person + " = :loser");
    }

    String parted() {
        return moved(":loser", origin + " in (:origins)");
    }

    private String moved(String to, String which) {
        return lockedBy == null
                ? "update %s set %s = %s where %s".formatted(table, person, to, which)
                : """
                with mine as (select %2$s from %1$s where %5$s order by %2$s for update)
                update %1$s t set %3$s = %4$s from mine where t.%2$s = mine.%2$s""".formatted(table, lockedBy, person, to, which);
    }
}
