package io.guike.support;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Finds what a long history that fails has to do with its failure: the rest is left out. */
public final class Shrinking {

    private Shrinking() {}

    /**
     * Leaves out halves, then smaller and smaller parts, then single steps, as long as it still fails.
     *
     * @param fails whether a history fails when it is done anew
     * @param most how often it is tried
     * @return a history that fails, of which no single step can be left out, unless the tries were used up
     */
    public static <T> List<T> shortest(List<T> failing, Predicate<List<T>> fails, int most) {
        List<T> shortest = List.copyOf(failing);
        int tries = 0;
        int part = Math.max(1, shortest.size() / 2);
        while (part > 0 && tries < most) {
            int before = shortest.size();
            for (int at = 0; at < shortest.size() && tries < most; tries++) {
                List<T> shorter = without(shortest, at, part);
                if (fails.test(shorter)) {
                    shortest = shorter;
                } else {
                    at += part;
                }
            }
            // After a single step was left out, one that was needed before may no longer be.
            part = part == 1 && shortest.size() < before ? 1 : Math.min(part / 2, shortest.size());
        }
        return shortest;
    }

    private static <T> List<T> without(List<T> all, int from, int many) {
        List<T> rest = new ArrayList<>(all.subList(0, from));
        rest.addAll(all.subList(Math.min(all.size(), from + many), all.size()));
        return List.copyOf(rest);
    }
}
