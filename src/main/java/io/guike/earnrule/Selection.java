package io.guike.earnrule;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Some of many: those in {@code only}, or all where it is empty, without those in {@code except}.
 *
 * @param <T> what tells them apart: a store's id, a product's SKU code
 */
record Selection<T>(Set<T> only, Set<T> except) {

    static final int MOST = 1_000;

    Selection {
        only = inOrder(only);
        except = inOrder(except);
    }

    static <T> Selection<T> all() {
        return new Selection<>(Set.of(), Set.of());
    }

    /** As written, so that a document that is read and written again is the same. */
    static <T> Set<T> inOrder(@Nullable Set<T> given) {
        if (given == null) {
            return Set.of();
        }
        given.forEach(Objects::requireNonNull);
        return Collections.unmodifiableSet(new LinkedHashSet<>(given));
    }

    /** @param one null where it is not known, which no selection names */
    boolean includes(@Nullable T one) {
        return one == null ? only.isEmpty() : (only.isEmpty() || only.contains(one)) && !except.contains(one);
    }

    @JsonIgnore
    boolean isAll() {
        return only.isEmpty() && except.isEmpty();
    }

    @JsonIgnore
    boolean isBounded() {
        return only.size() <= MOST && except.size() <= MOST;
    }
}
