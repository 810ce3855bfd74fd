package io.guike.points;

import io.guike.points.BookedThings.Hold;
import io.guike.points.BookedThings.Lot;
import io.guike.points.BookedThings.Part;
import io.guike.points.BookedThings.Posting;
import io.guike.points.BookedThings.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules on the package's page, thought through with lists and loops, one step of a history after the other. It knows
 * people by their numbers and what they did by the numbers of the steps, and nothing of tables or of when somebody looks:
 * what is due happens at its own time.
 */
final class ReferenceBook {

    /** Days that refunded points live which had lapsed. */
    private static final int GRACE = 30;

    /** A step is refused, for this reason. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final String code;

        Refused(String code) {
            super(code);
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    private final BookedAccounts accounts;
    private final Map<Integer, Step> steps = new TreeMap<>();
    private final Map<Integer, Promise> promises = new TreeMap<>();
    private final Map<Integer, Posting> earned = new TreeMap<>();
    private final Map<Integer, Posting> spent = new TreeMap<>();
    private final Map<Integer, Long> reversals = new TreeMap<>();
    /** Who went into somebody else, by the step that did it; only of merges that stand. */
    private final Map<Integer, Integer> losers = new TreeMap<>();

    ReferenceBook(int people) {
        accounts = new BookedAccounts(people);
    }

    BookedAccounts accounts() {
        return accounts;
    }

    /** By the steps that promised them. */
    Map<Integer, Promise> promises() {
        return promises;
    }

    /** @return what is answered */
    String does(Step step) {
        steps.putIfAbsent(step.number(), step);
        return switch (step.deed()) {
            case EARN -> earn(step.number(), step.who(), step.points(), step.expiry());
            case PEND -> pend(step);
            case ACTIVATE -> activate(step.of());
            case VOID_PROMISE -> voidPromise(step);
            case SPEND -> spend(step);
            case HOLD -> hold(step);
            case CAPTURE -> capture(step);
            case VOID_HOLD -> voidHold(step.of());
            case GIVE_BACK -> giveBack(step);
            case CLAW_BACK -> clawBack(step);
            case REPEAT -> steps.containsKey(step.of()) ? does(known(steps, step.of(), "")) : "";
            case MERGE -> merge(step);
            case UNDO -> undo(step.of());
            case PASS -> "";
        };
    }

    private static <T> T known(Map<Integer, T> all, int number, String otherwise) {
        T one = all.get(number);
        if (one == null) {
            throw new Refused(otherwise);
        }
        return one;
    }

    private static void refuse(boolean it, String code) {
        if (it) {
            throw new Refused(code);
        }
    }

    /** Whoever does something pays first what they owe, as far as they have it. */
    private void command(int origin) {
        accounts.payDebts(accounts.living(origin));
    }

    private String earn(int key, int origin, long points, Expiry expiry) {
        command(origin);
        if (!earned.containsKey(key)) {
            Set<Integer> touched = new TreeSet<>();
            long rest = accounts.repay(accounts.living(origin), points, touched);
            if (rest > 0) {
                accounts.grant(origin, key, rest, BookedThings.end(expiry, accounts.now()), "GRANT");
                touched.add(origin);
            }
            earned.put(key, new Posting(origin, points, List.of(), touched));
        }
        return "" + known(earned, key, "").points();
    }

    private String pend(Step step) {
        command(step.who());
        return promises.computeIfAbsent(step.number(), key -> new Promise(step.who(), step.points(), step.expiry()))
                .answer();
    }

    private String activate(int of) {
        Promise promise = known(promises, of, "points.pending-unknown");
        refuse(promise.is("VOID"), "points.pending-ended");
        if (promise.is("PENDING")) {
            earn(of, promise.origin(), promise.points(), promise.expiry());
            promise.becomes("ACTIVE");
        }
        return "" + known(earned, of, "").points();
    }

    private String voidPromise(Step step) {
        Promise promise = known(promises, step.of(), "points.pending-unknown");
        boolean all = step.points() == 0 || step.points() == promise.points();
        refuse(promise.is("ACTIVE") || promise.is("VOID") && step.points() > 0, "points.pending-ended");
        refuse(step.points() > promise.points(), "points.too-much-back");
        command(promise.origin());
        if (all) {
            promise.becomes("VOID");
        } else {
            promise.loses(step.points());
        }
        return promise.answer();
    }

    private String spend(Step step) {
        int person = accounts.living(step.who());
        if (!spent.containsKey(step.number())) {
            refuse(step.points() > accounts.available(person), "points.insufficient");
            command(person);
            List<Part> parts = BookedAccounts.take(accounts.free(person), step.points(), "SPEND");
            spent.put(step.number(), spending(step.who(), parts));
        }
        command(person);
        return "" + known(spent, step.number(), "").points();
    }

    private static Posting spending(int origin, List<Part> parts) {
        Set<Integer> touched = new TreeSet<>();
        parts.forEach(part -> touched.add(part.lot().origin()));
        return new Posting(origin, -BookedAccounts.total(parts), parts, touched);
    }

    private Hold known(int step) {
        Hold hold = accounts.hold(step);
        if (hold == null) {
            throw new Refused("points.hold-unknown");
        }
        return hold;
    }

    /** What ended without a capture begins anew. */
    private String hold(Step step) {
        int person = accounts.living(step.who());
        Hold known = accounts.hold(step.number());
        refuse(known != null && known.is("CAPTURED"), "points.source-reused");
        if (known == null || !known.isOpen()) {
            refuse(step.points() > accounts.available(person), "points.insufficient");
            command(person);
            List<Part> parts = BookedAccounts.parts(accounts.free(person), step.points());
            Instant end = accounts.now().plus(Duration.ofHours(step.hours()));
            accounts.hold(step.number(), new Hold(step.who(), parts, end));
        }
        command(person);
        return known(step.number()).answer();
    }

    private String capture(Step step) {
        Hold hold = known(step.of());
        if (!hold.is("CAPTURED") || hold.captured() != step.points()) {
            refuse(hold.is("LAPSED"), "points.hold-lapsed");
            refuse(!hold.isOpen(), "points.hold-ended");
            refuse(step.points() > hold.points(), "points.too-much-back");
            command(hold.origin());
            spent.put(step.of(), spending(hold.origin(), hold.captures(step.points())));
            accounts.lapse();
        }
        command(hold.origin());
        return hold.answer();
    }

    private String voidHold(int of) {
        Hold hold = known(of);
        refuse(hold.is("CAPTURED"), "points.hold-ended");
        command(hold.origin());
        if (hold.isOpen()) {
            hold.ends("VOIDED");
            accounts.lapse();
            command(hold.origin());
        }
        return hold.answer();
    }

    private void all(Posting posting) {
        command(posting.origin());
        posting.touched().forEach(this::command);
    }

    private String giveBack(Step step) {
        Posting spending = known(spent, step.of(), "points.posting-unknown");
        if (!reversals.containsKey(step.number())) {
            refuse(!spending.has(step.points()), "points.too-much-back");
            all(spending);
            List<Part> parts = spending.lastTaken(step.points());
            parts.forEach(this::giveBack);
            accounts.lapse();
            reversals.put(step.number(), BookedAccounts.total(parts));
        }
        all(spending);
        return "" + known(reversals, step.number(), "");
    }

    private void giveBack(Part part) {
        Lot lot = part.lot();
        long rest = accounts.repay(accounts.living(lot.origin()), part.points(), new TreeSet<>());
        if (rest > 0 && lot.isOver(accounts.now())) {
            accounts.grant(
                    lot.origin(),
                    lot.earning(),
                    rest,
                    lot.moves().containsKey("GRANT")
                            ? BookedThings.end(Expiry.days(GRACE), accounts.now())
                            : BookedThings.AT_ONCE,
                    "GIVE_BACK");
        } else if (rest > 0) {
            lot.move("GIVE_BACK", rest);
        }
    }

    private String clawBack(Step step) {
        Posting earning = known(earned, step.of(), "points.posting-unknown");
        if (!reversals.containsKey(step.number())) {
            refuse(!earning.has(step.points()), "points.too-much-back");
            all(earning);
            reversals.put(step.number(), takeBack(step.of(), earning, step.points()) - step.points());
        }
        all(earning);
        return "" + known(reversals, step.number(), "");
    }

    /** @return what is forgiven */
    private long takeBack(int key, Posting earning, long points) {
        List<Lot> own = accounts.lots().stream()
                .filter(lot -> lot.earning() == key)
                .sorted(Lot.SOONEST)
                .toList();
        long rest = points - BookedAccounts.total(BookedAccounts.take(own, points, "CLAW_BACK"));
        long forgiven = Math.min(rest, earning.unforgiven(own));
        rest -= forgiven;
        rest -= BookedAccounts.total(
                BookedAccounts.take(accounts.free(accounts.living(earning.origin())), rest, "CLAW_BACK"));
        if (rest > 0) {
            accounts.owe(earning.origin(), rest);
        }
        earning.reverses(points, forgiven);
        return forgiven;
    }

    private String merge(Step step) {
        int one = accounts.living(step.who());
        int other = accounts.living(step.other());
        if (one != other) {
            losers.put(step.number(), accounts.merge(one, other));
        }
        return "";
    }

    /** What is set aside in the accounts of both is free again, and each pays what they owe. */
    private String undo(int of) {
        Integer loser = losers.remove(of);
        if (loser != null) {
            int survivor = accounts.living(loser);
            accounts.part(loser);
            accounts.allHolds().stream()
                    .filter(hold -> hold.isOpen()
                            && hold.parts().stream()
                                    .anyMatch(part ->
                                            accounts.living(part.lot().origin()) != accounts.living(hold.origin())))
                    .forEach(hold -> hold.ends("VOIDED"));
            accounts.lapse();
            command(survivor);
            command(loser);
        }
        return "";
    }
}
