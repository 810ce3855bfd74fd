package io.guike.pointsaudit;

import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Goes through a table in the order of its ids, so many rows a statement; after one that took too long, half as many. */
final class Ranges {

    /** SQLSTATE query_canceled: the statement took too long. */
    private static final String CUT = "57014";

    private final int most;
    private int size;
    private UUID last = new UUID(0, 0);

    Ranges(int most) {
        this.most = most;
        this.size = most;
    }

    /** After which id the next range begins. */
    UUID last() {
        return last;
    }

    int size() {
        return size;
    }

    /** @param range answers whether there may be more, by {@link #passed} */
    Uni<Void> each(Supplier<Uni<Boolean>> range) {
        return Database.whileMore(() -> range.get()
                .onFailure(failure -> CUT.equals(Database.sqlState(failure)) && size > 1)
                .recoverWithItem(this::halve));
    }

    private boolean halve() {
        size /= 2;
        return true;
    }

    /**
     * @param end the last id that there was; null for none
     * @return whether there may be more
     */
    boolean passed(@Nullable UUID end, long rows) {
        boolean more = rows == size;
        last = end == null ? last : end;
        size = Math.min(most, 2 * size);
        return more;
    }
}
