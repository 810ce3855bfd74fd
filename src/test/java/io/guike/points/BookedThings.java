package io.guike.points;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What stands in the {@link ReferenceBook}. */
final class BookedThings {

    /** There is no summer time in Shanghai. */
    static final ZoneOffset SHANGHAI = ZoneOffset.ofHours(8);

    /** When points are over that have had their grace already. */
    static final Instant AT_ONCE = Instant.MIN;

    private BookedThings() {}

    /** The first midnight at which points that came now are over; null for never. */
    static @Nullable Instant end(Expiry expiry, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, SHANGHAI);
        LocalDate last = switch (expiry.kind()) {
            case NEVER -> null;
            case DAYS -> today.plusDays(expiry.count());
            case END_OF_MONTH ->
                YearMonth.from(today).plusMonths(expiry.count()).atEndOfMonth();
            case END_OF_YEAR -> LocalDate.of(today.getYear() + expiry.count(), 12, 31);
        };
        return last == null ? null : last.plusDays(1).atStartOfDay().toInstant(SHANGHAI);
    }

    /** Points that came together and lapse together. */
    static final class Lot {

        static final Comparator<Lot> SOONEST =
                Comparator.comparing(Lot::end, Comparator.nullsLast(Comparator.naturalOrder()));

        private final int number;
        private final int origin;
        private final int earning;
        private final long granted;
        private final @Nullable Instant end;
        private final Map<String, Long> moves = new TreeMap<>();
        private long left;
        private long held;

        Lot(int number, int origin, int earning, long granted, @Nullable Instant end) {
            this.number = number;
            this.origin = origin;
            this.earning = earning;
            this.granted = granted;
            this.end = end;
        }

        int number() {
            return number;
        }

        int origin() {
            return origin;
        }

        int earning() {
            return earning;
        }

        long granted() {
            return granted;
        }

        @Nullable
        Instant end() {
            return end;
        }

        long left() {
            return left;
        }

        long held() {
            return held;
        }

        long free() {
            return left - held;
        }

        Map<String, Long> moves() {
            return moves;
        }

        boolean isOver(Instant now) {
            return end != null && !end.isAfter(now);
        }

        void move(String kind, long points) {
            left += points;
            moves.merge(kind, points, Long::sum);
        }
    }

    /** So many points of a lot. */
    record Part(Lot lot, long points) {}

    /** An earning or a spending. */
    static final class Posting {

        private final int origin;
        private final long points;
        private final List<Part> parts;
        private final Set<Integer> touched;
        private long reversed;
        private long forgiven;

        /** @param touched the accounts in which it did something */
        Posting(int origin, long points, List<Part> parts, Set<Integer> touched) {
            this.origin = origin;
            this.points = points;
            this.parts = parts;
            this.touched = touched;
        }

        int origin() {
            return origin;
        }

        long points() {
            return points;
        }

        Set<Integer> touched() {
            return touched;
        }

        boolean has(long some) {
            return reversed + some <= Math.abs(points);
        }

        void reverses(long some, long ofItForgiven) {
            reversed += some;
            forgiven += ofItForgiven;
        }

        /** What of its lots lapsed unused, apart from what was forgiven before. */
        long unforgiven(List<Lot> own) {
            return -own.stream()
                            .mapToLong(lot -> lot.moves().getOrDefault("EXPIRE", 0L))
                            .sum()
                    - forgiven;
        }

        /**
         * So many of the points that were taken last and are not given back yet.
         *
         * @return in the order in which they were taken
         */
        List<Part> lastTaken(long some) {
            List<Part> last = new ArrayList<>();
            long skip = reversed;
            long rest = some;
            for (int i = parts.size() - 1; i >= 0; i--) {
                long skipped = Math.min(skip, parts.get(i).points());
                long given = Math.min(rest, parts.get(i).points() - skipped);
                if (given > 0) {
                    last.add(0, new Part(parts.get(i).lot(), given));
                }
                skip -= skipped;
                rest -= given;
            }
            reverses(some, 0);
            return last;
        }
    }

    /** Points that are promised. */
    static final class Promise {

        private final int origin;
        private final Expiry expiry;
        private long points;
        private String state = "PENDING";

        Promise(int origin, long points, Expiry expiry) {
            this.origin = origin;
            this.points = points;
            this.expiry = expiry;
        }

        int origin() {
            return origin;
        }

        Expiry expiry() {
            return expiry;
        }

        long points() {
            return points;
        }

        boolean is(String what) {
            return state.equals(what);
        }

        void becomes(String what) {
            state = what;
        }

        void loses(long some) {
            points -= some;
        }

        String answer() {
            return state + " " + points;
        }
    }

    /** Points that are set aside. */
    static final class Hold {

        private final int origin;
        private final List<Part> parts;
        private final Instant end;
        private String state = "OPEN";
        private long captured;

        Hold(int origin, List<Part> parts, Instant end) {
            this.origin = origin;
            this.parts = List.copyOf(parts);
            this.end = end;
            this.parts.forEach(part -> part.lot().held += part.points());
        }

        int origin() {
            return origin;
        }

        List<Part> parts() {
            return parts;
        }

        Instant end() {
            return end;
        }

        long points() {
            return parts.stream().mapToLong(Part::points).sum();
        }

        long captured() {
            return captured;
        }

        boolean is(String what) {
            return state.equals(what);
        }

        boolean isOpen() {
            return is("OPEN");
        }

        void ends(String how) {
            state = how;
            parts.forEach(part -> part.lot().held -= part.points());
        }

        /** @return what is spent of it, those set aside first at first */
        List<Part> captures(long some) {
            ends("CAPTURED");
            captured = some;
            List<Part> spent = new ArrayList<>();
            long rest = some;
            for (Part part : parts) {
                long taken = Math.min(rest, part.points());
                if (taken > 0) {
                    part.lot().move("SPEND", -taken);
                    spent.add(new Part(part.lot(), taken));
                    rest -= taken;
                }
            }
            return spent;
        }

        String answer() {
            return state + " " + points() + " " + captured;
        }
    }
}
