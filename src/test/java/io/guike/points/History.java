package io.guike.points;

import io.guike.points.Step.Deed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Draws the steps of a history. A book of its own goes with it, at a time of its own, so that most steps have to do with
 * something that is there.
 */
final class History {

    private static final int MOST_POINTS = 60;

    /** Longer than refunded points live that had lapsed. */
    private static final int LONG = 24 * 32;

    private final Random random;
    private final int people;
    private final ReferenceBook book;
    private final List<Step> steps = new ArrayList<>();
    /** Those that were not refused. */
    private final Set<Step> done = new HashSet<>();

    private Instant now = Instant.parse("2028-02-27T16:30:00Z");

    private History(long seed, int people) {
        this.random = new Random(seed);
        this.people = people;
        this.book = new ReferenceBook(people);
    }

    static List<Step> drawn(long seed, int length, int people) {
        History history = new History(seed, people);
        while (history.steps.size() < length) {
            history.draw();
        }
        return List.copyOf(history.steps);
    }

    private void draw() {
        Deed drawn = Deed.of(random.nextInt(100));
        int who = random.nextInt(people);
        Step of = referred(drawn);
        Deed deed = isIdle(drawn, who, of) && random.nextInt(5) > 0 ? Deed.EARN : drawn;
        Step step = new Step(
                steps.size() + 1,
                deed,
                who,
                (who + 1 + random.nextInt(people - 1)) % people,
                points(deed, who, of),
                expiry(),
                deed == Deed.PASS && random.nextInt(12) == 0 ? LONG : 1 + random.nextInt(60),
                of == null ? 0 : of.number());
        steps.add(step);
        pass(step);
        try {
            book.does(step);
            done.add(step);
        } catch (ReferenceBook.Refused refused) {
            done.remove(step);
        }
    }

    private boolean isIdle(Deed deed, int who, @Nullable Step of) {
        return deed == Deed.SPEND || deed == Deed.HOLD
                ? available(who) == 0
                : of == null && !deed.refersTo().isEmpty();
    }

    private long available(int who) {
        return book.accounts().available(book.accounts().living(who));
    }

    private void pass(Step step) {
        now = now.plus(step.deed() == Deed.PASS ? Duration.ofHours(step.hours()) : Duration.ofSeconds(1));
        book.accounts().until(now);
    }

    /** Rather one that was done, and one of the last. */
    private @Nullable Step referred(Deed deed) {
        boolean sensible = random.nextInt(10) > 0;
        List<Step> known = steps.stream()
                .filter(step -> deed.refersTo().contains(step.deed()) && (!sensible || done.contains(step)))
                .toList();
        if (known.isEmpty()) {
            return null;
        }
        int back = Math.min(random.nextInt(known.size()), random.nextInt(known.size()));
        return known.get(known.size() - 1 - back);
    }

    /** Often all or a part of what is there, so that little is left and debts stay for a while. */
    private long points(Deed deed, int who, @Nullable Step of) {
        long there = switch (deed) {
            case SPEND, HOLD -> available(who);
            case VOID_PROMISE, CAPTURE, GIVE_BACK, CLAW_BACK -> of == null ? 0 : of.points();
            default -> 0;
        };
        int dice = random.nextInt(5);
        if (deed == Deed.VOID_PROMISE && dice < 2) {
            return 0;
        }
        return there == 0 || dice == 0
                ? 1 + random.nextInt(MOST_POINTS)
                : dice < 3 ? there : 1 + random.nextLong(there);
    }

    private Expiry expiry() {
        int dice = random.nextInt(12);
        if (dice < 4) {
            return Expiry.NEVER;
        }
        return dice == 4 ? Expiry.endOfMonth(random.nextInt(2)) : Expiry.days(random.nextInt(5));
    }
}
