package io.guike.points;

import io.guike.points.BookedThings.Hold;
import io.guike.points.BookedThings.Lot;
import io.guike.points.BookedThings.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who is who, what each has and owes, and what time does to it: what all rules of the {@link ReferenceBook} stand on. */
final class BookedAccounts {

    /** Into whom somebody was merged; themselves where into nobody. */
    private final int[] into;

    /** In the order in which they came to be. */
    private final List<Lot> lots = new ArrayList<>();

    /** Of everybody who ever had or owed something, with 0 where they owe nothing. */
    private final Map<Integer, Long> debts = new TreeMap<>();

    /** Whose debt is the oldest comes first. */
    private final List<Integer> debtors = new ArrayList<>();

    private final Map<Integer, List<Hold>> holds = new TreeMap<>();
    private Instant now = Instant.MIN;

    BookedAccounts(int people) {
        into = new int[people];
        for (int i = 0; i < people; i++) {
            into[i] = i;
        }
    }

    int people() {
        return into.length;
    }

    Instant now() {
        return now;
    }

    List<Lot> lots() {
        return lots;
    }

    Map<Integer, Long> debts() {
        return debts;
    }

    /** By the steps that set them aside; of one that was sent again after it had ended there are several. */
    Map<Integer, List<Hold>> holds() {
        return holds;
    }

    List<Hold> allHolds() {
        return holds.values().stream().flatMap(List::stream).toList();
    }

    /** The last one of that step. */
    @Nullable
    Hold hold(int step) {
        List<Hold> all = holds.getOrDefault(step, List.of());
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    void hold(int step, Hold hold) {
        holds.computeIfAbsent(step, key -> new ArrayList<>()).add(hold);
    }

    int living(int origin) {
        int person = origin;
        while (into[person] != person) {
            person = into[person];
        }
        return person;
    }

    /** Whoever has been known for longer stays: people are numbered in that order. @return who does not */
    int merge(int one, int other) {
        int loser = Math.max(one, other);
        into[loser] = Math.min(one, other);
        return loser;
    }

    void part(int loser) {
        into[loser] = loser;
    }

    /** Lets everything happen that is due by then. */
    void until(Instant time) {
        List<Hold> due = allHolds().stream()
                .filter(hold -> hold.isOpen() && !hold.end().isAfter(time))
                .sorted(Comparator.comparing(Hold::end))
                .toList();
        for (Hold hold : due) {
            hold.ends("LAPSED");
            now = hold.end();
            lapse();
            payDebts(living(hold.origin()));
        }
        now = time;
        lapse();
    }

    /** What is over and free. */
    void lapse() {
        lots.stream()
                .filter(lot -> lot.free() > 0 && lot.isOver(now))
                .toList()
                .forEach(lot -> lot.move("EXPIRE", -lot.free()));
    }

    /** What lapses first comes first. */
    List<Lot> free(int person) {
        return lots.stream()
                .filter(lot -> living(lot.origin()) == person && lot.free() > 0 && !lot.isOver(now))
                .sorted(Lot.SOONEST)
                .toList();
    }

    private static long sum(Collection<Lot> lots) {
        return lots.stream().mapToLong(Lot::free).sum();
    }

    long debt(int person) {
        return debts.entrySet().stream()
                .filter(debt -> living(debt.getKey()) == person)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    long available(int person) {
        return Math.max(0, sum(free(person)) - debt(person));
    }

    /** With what is free. */
    void payDebts(int person) {
        List<Lot> free = free(person);
        long points = Math.min(sum(free), debt(person));
        take(free, points, "REPAY");
        repay(person, points, new TreeSet<>());
    }

    /** @return from which lots, as far as they have it */
    static List<Part> take(List<Lot> lots, long points, String kind) {
        List<Part> parts = parts(lots, points);
        parts.forEach(part -> part.lot().move(kind, -part.points()));
        return parts;
    }

    /** So many points of them, as far as they have it. */
    static List<Part> parts(List<Lot> lots, long points) {
        List<Part> parts = new ArrayList<>();
        long rest = points;
        for (Lot lot : lots) {
            long some = Math.min(rest, lot.free());
            if (some > 0) {
                parts.add(new Part(lot, some));
                rest -= some;
            }
        }
        return parts;
    }

    static long total(List<Part> parts) {
        return parts.stream().mapToLong(Part::points).sum();
    }

    /**
     * The oldest debt first.
     *
     * @param touched gets those whose debt it was
     * @return what is left
     */
    long repay(int person, long points, Set<Integer> touched) {
        long rest = points;
        for (int debtor : List.copyOf(debtors)) {
            long paid = living(debtor) == person ? Math.min(rest, Objects.requireNonNull(debts.get(debtor))) : 0;
            if (paid > 0) {
                owe(debtor, -paid);
                touched.add(debtor);
                rest -= paid;
            }
        }
        return rest;
    }

    void owe(int origin, long points) {
        long debt = debts.merge(origin, points, Long::sum);
        if (debt == 0) {
            debtors.remove((Integer) origin);
        } else if (!debtors.contains(origin)) {
            debtors.add(origin);
        }
    }

    void grant(int origin, int earning, long points, @Nullable Instant end, String kind) {
        Lot lot = new Lot(lots.size(), origin, earning, points, end);
        lot.move(kind, points);
        lots.add(lot);
        debts.putIfAbsent(origin, 0L);
    }
}
