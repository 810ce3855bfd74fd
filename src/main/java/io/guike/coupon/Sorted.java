package io.guike.coupon;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sets that are written in the same order on every replica: repeated commands are known by their text. */
final class Sorted {

    private Sorted() {}

    static <T extends Comparable<? super T>> Set<T> of(@Nullable Set<T> values) {
        return values == null ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(values));
    }
}
