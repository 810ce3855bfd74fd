package io.guike.platform;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next what to send as {@code cursor} for the page that follows; null on the last one
 */
public record Page<T>(List<T> items, @Nullable String next) {

    public static final int MOST = 100;

    /** @param limit as asked by the caller; absent means 20 */
    public static int size(@Nullable Integer limit) {
        int asked = limit == null ? 20 : limit;
        if (asked < 1 || asked > MOST) {
            throw PlatformProblem.REQUEST_INVALID.because("limit must lie between 1 and " + MOST);
        }
        return asked;
    }

    /**
     * @param found up to {@code size + 1} rows: the extra one only tells that another page follows
     * @param position the sort key of a row, which the cursor carries
     */
    public static <T> Page<T> of(List<T> found, int size, Function<T, Cursor> position) {
        if (found.size() <= size) {
            return new Page<>(List.copyOf(found), null);
        }
        List<T> items = List.copyOf(found.subList(0, size));
        return new Page<>(items, position.apply(items.get(size - 1)).text());
    }

    public <R> Page<R> map(Function<T, R> change) {
        return new Page<>(items.stream().map(change).toList(), next);
    }
}
