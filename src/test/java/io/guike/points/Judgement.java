package io.guike.points;

import io.guike.points.Standing.Held;
import io.guike.points.Standing.Posted;
import io.guike.points.Standing.Promised;
import io.guike.points.Standing.Things;
import io.guike.points.Step.Deed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was answered with what stands in the tables. Nobody knows in what order things were done, so only by what
 * holds in every order: what was done is there, once, and nothing else; what was refused was refused for a reason that, once
 * there, stays.
 */
final class Judgement {

    private final Map<Integer, List<Answer>> answers;
    private final Things things;
    private final int rich;
    private final List<String> flaws = new ArrayList<>();

    private Judgement(List<Answer> answers, Things things, int rich) {
        this.answers = answers.stream()
                .collect(Collectors.groupingBy(answer -> answer.step().number(), TreeMap::new, Collectors.toList()));
        this.things = things;
        this.rich = rich;
    }

    /** @param rich who can never have too little */
    static List<String> flaws(List<Answer> answers, Things things, int rich) {
        Judgement judgement = new Judgement(answers, things, rich);
        judgement.answers.values().forEach(judgement::judge);
        judgement.nothingElseIsThere();
        judgement.things.promises().keySet().forEach(judgement::partsOfPromise);
        return judgement.flaws;
    }

    /** What all commands together brought, as they were asked for. */
    static long asked(List<Answer> answers) {
        return answers.stream()
                .filter(Answer::isDone)
                .collect(Collectors.toMap(answer -> postingOf(answer.step()), Judgement::brought, (one, same) -> one))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static long brought(Answer answer) {
        long points = answer.step().points();
        return switch (answer.step().deed()) {
            case EARN, GIVE_BACK -> points;
            case SPEND, CAPTURE, CLAW_BACK -> -points;
            case ACTIVATE -> answer.points();
            case PEND, VOID_PROMISE, HOLD, VOID_HOLD, REPEAT, MERGE, UNDO, PASS -> 0;
        };
    }

    /** Under what it is posted; empty where nothing is. */
    private static String postingOf(Step step) {
        return switch (step.deed()) {
            case EARN -> "TEST " + step.number();
            case ACTIVATE -> "TEST " + step.of();
            case SPEND -> "BUY " + step.number();
            case CAPTURE -> "BUY " + step.of();
            case GIVE_BACK -> "BUY_REFUND " + step.number();
            case CLAW_BACK -> "TEST_CLAW_BACK " + step.number();
            case PEND, VOID_PROMISE, HOLD, VOID_HOLD, REPEAT, MERGE, UNDO, PASS -> "";
        };
    }

    private void flaw(String what, List<Answer> told) {
        flaws.add(told.get(0).step().words() + ": " + what
                + told.stream().map(answer -> "\n    " + answer.words()).collect(Collectors.joining()));
    }

    private void judge(List<Answer> told) {
        told.stream()
                .filter(answer -> answer.isDone() ? !isThere(answer) : !isJust(answer))
                .findFirst()
                .ifPresent(answer -> flaw(answer.isDone() ? "answered, and not there" : "refused for no reason", told));
        List<Answer> done = told.stream().filter(Answer::isDone).toList();
        if (isOnce(told.get(0).step().deed())
                        && done.stream().map(Answer::id).distinct().count() > 1
                || done.stream().map(Answer::points).distinct().count() > 1
                        && isPosted(told.get(0).step())) {
            flaw("sent again, and answered otherwise", told);
        }
    }

    private static boolean isPosted(Step step) {
        return !postingOf(step).isEmpty();
    }

    /** What ended may begin anew under its key, and who was parted may be merged once more. */
    private static boolean isOnce(Deed deed) {
        return switch (deed) {
            case HOLD, VOID_HOLD, MERGE, UNDO -> false;
            case EARN, PEND, ACTIVATE, VOID_PROMISE, SPEND, CAPTURE, GIVE_BACK, CLAW_BACK, REPEAT, PASS -> true;
        };
    }

    private boolean isThere(Answer answer) {
        Step step = answer.step();
        long points = step.points();
        Promised promise = things.promises().get(step.deed() == Deed.PEND ? step.number() : step.of());
        return switch (step.deed()) {
            case EARN -> isPosted(answer, step.who(), points, 0);
            case SPEND -> isPosted(answer, step.who(), -points, 0);
            case GIVE_BACK -> isPosted(answer, ownerOf("BUY " + step.of()), points, points);
            case CLAW_BACK -> isPosted(answer, ownerOf("TEST " + step.of()), -points, points);
            case PEND -> isOf(promise, answer) && promise.promised() == points && promise.who() == step.who();
            case ACTIVATE ->
                promise != null
                        && Objects.equals(promise.posting(), answer.id())
                        && promise.state().equals("ACTIVE")
                        && promise.points() == answer.points()
                        && isPosted(answer, promise.who(), promise.points(), 0);
            case VOID_PROMISE ->
                isOf(promise, answer) && (points > 0 || promise.state().equals("VOID"));
            case HOLD ->
                held(step.number(), answer).anyMatch(hold -> hold.points() == points && hold.who() == step.who());
            case CAPTURE ->
                held(step.of(), answer).anyMatch(hold -> hold.state().equals("CAPTURED") && hold.captured() == points)
                        && amount("BUY " + step.of()) == -points;
            case VOID_HOLD -> held(step.of(), answer).anyMatch(Judgement::isFree);
            case MERGE -> things.merges().containsKey(answer.id());
            case UNDO -> answer.id() == null || things.merges().getOrDefault(answer.id(), false);
            case REPEAT, PASS -> true;
        };
    }

    private static boolean isOf(@Nullable Promised promise, Answer answer) {
        return promise != null && promise.id().equals(answer.id());
    }

    private static boolean isFree(Held hold) {
        return hold.state().equals("VOIDED") || hold.state().equals("LAPSED");
    }

    private Stream<Held> held(int step, Answer answer) {
        return things.heldBy(step).stream().filter(hold -> hold.id().equals(answer.id()));
    }

    /** What is forgiven is not taken. */
    private boolean isPosted(Answer answer, int who, long amount, long reversed) {
        Posted posted = things.postings().get(postingOf(answer.step()));
        return posted != null
                && posted.id().equals(answer.id())
                && posted.who() == who
                && posted.amount() == answer.points()
                && posted.reversed() == reversed
                && posted.amount() == amount + posted.forgiven()
                && (answer.step().deed() == Deed.CLAW_BACK || posted.forgiven() == 0);
    }

    private int ownerOf(String posting) {
        Posted posted = things.postings().get(posting);
        return posted == null ? -1 : posted.who();
    }

    private long amount(String posting) {
        Posted posted = things.postings().get(posting);
        return posted == null ? 0 : posted.amount();
    }

    private boolean isJust(Answer answer) {
        Step step = answer.step();
        Promised promise = things.promises().get(step.of());
        return switch (answer.refusal()) {
            case "points.insufficient" -> (step.deed() == Deed.SPEND || step.deed() == Deed.HOLD) && step.who() != rich;
            case "points.too-much-back" -> isTooMuch(step, promise);
            case "points.posting-unknown" ->
                step.deed() == Deed.GIVE_BACK && !wasPosted("BUY " + step.of(), answer.round())
                        || step.deed() == Deed.CLAW_BACK && !wasPosted("TEST " + step.of(), answer.round());
            case "points.pending-unknown" ->
                (step.deed() == Deed.ACTIVATE || step.deed() == Deed.VOID_PROMISE)
                        && !wasDone(Deed.PEND, step.of(), answer.round());
            case "points.hold-unknown" ->
                (step.deed() == Deed.CAPTURE || step.deed() == Deed.VOID_HOLD)
                        && !wasDone(Deed.HOLD, step.of(), answer.round());
            case "points.pending-ended" ->
                promise != null
                        && (step.deed() == Deed.ACTIVATE
                                ? promise.state().equals("VOID")
                                : promise.state().equals("ACTIVE")
                                        || promise.state().equals("VOID") && step.points() > 0);
            case "points.hold-ended" ->
                things.heldBy(step.of()).stream()
                        .anyMatch(hold -> hold.state().equals("CAPTURED")
                                ? step.deed() == Deed.VOID_HOLD || hold.captured() != step.points()
                                : hold.state().equals("VOIDED") && step.deed() == Deed.CAPTURE);
            case "points.hold-lapsed" ->
                step.deed() == Deed.CAPTURE && things.heldBy(step.of()).stream().anyMatch(Held::over);
            case "points.source-reused" ->
                step.deed() == Deed.HOLD
                        && things.heldBy(step.number()).stream()
                                .anyMatch(hold -> hold.state().equals("CAPTURED"));
            case "member.same" -> step.deed() == Deed.MERGE;
            case "member.merge-undone" -> step.deed() == Deed.UNDO;
            default -> false;
        };
    }

    /** What is left of anything only becomes less. */
    private boolean isTooMuch(Step step, @Nullable Promised promise) {
        return switch (step.deed()) {
            case GIVE_BACK -> things.left("BUY " + step.of()) < step.points() && isUndone(step);
            case CLAW_BACK -> things.left("TEST " + step.of()) < step.points() && isUndone(step);
            case CAPTURE -> things.heldBy(step.of()).stream().anyMatch(hold -> hold.points() < step.points());
            case VOID_PROMISE -> promise != null && promise.points() < step.points();
            default -> false;
        };
    }

    private boolean isUndone(Step step) {
        return answers.getOrDefault(step.number(), List.of()).stream().noneMatch(Answer::isDone);
    }

    /** Before the round in which somebody did not find it. */
    private boolean wasDone(Deed deed, int number, int round) {
        return answers.getOrDefault(number, List.of()).stream()
                .anyMatch(answer -> answer.isDone() && answer.step().deed() == deed && answer.round() < round);
    }

    private boolean wasPosted(String posting, int round) {
        return all().anyMatch(answer -> answer.isDone()
                && answer.round() < round
                && postingOf(answer.step()).equals(posting));
    }

    private Stream<Answer> all() {
        return answers.values().stream().flatMap(List::stream);
    }

    private void nothingElseIsThere() {
        Set<String> postings = done(Set.of(Deed.values()))
                .map(answer -> postingOf(answer.step()))
                .collect(Collectors.toSet());
        surplus("posting", things.postings().keySet(), postings);
        Set<Integer> promised =
                done(Set.of(Deed.PEND)).map(answer -> answer.step().number()).collect(Collectors.toSet());
        surplus("promise", things.promises().keySet(), promised);
        surplus("merge", things.merges().keySet(), ids(Deed.MERGE));
        surplus(
                "undone merge",
                things.merges().entrySet().stream()
                        .filter(Map.Entry::getValue)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()),
                ids(Deed.UNDO));
        Set<UUID> held = ids(Deed.HOLD);
        things.holds().forEach((number, holds) -> {
            surplus("hold " + number, holds.stream().map(Held::id).collect(Collectors.toSet()), held);
            long standing = holds.stream().filter(hold -> !isFree(hold)).count();
            long captured = holds.stream()
                    .filter(hold -> hold.state().equals("CAPTURED"))
                    .count();
            if (standing > 1 || captured > 0 && !postings.contains("BUY " + number)) {
                flaws.add("holds of " + number + ": " + holds);
            }
        });
    }

    private Stream<Answer> done(Set<Deed> deeds) {
        return all().filter(answer ->
                answer.isDone() && deeds.contains(answer.step().deed()));
    }

    private Set<UUID> ids(Deed deed) {
        return done(Set.of(deed)).map(Answer::id).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    private <T extends Comparable<T>> void surplus(String kind, Set<T> there, Set<T> answered) {
        Set<T> rest = new TreeSet<>(there);
        rest.removeAll(answered);
        if (!rest.isEmpty()) {
            flaws.add(kind + " that nobody was answered: " + rest);
        }
    }

    /** A part is sent once. The last part that is taken back makes the promise void, and leaves its number as it is. */
    private void partsOfPromise(int number) {
        Promised promise = Objects.requireNonNull(things.promises().get(number));
        List<Answer> parts = done(Set.of(Deed.VOID_PROMISE))
                .filter(answer -> answer.step().of() == number && answer.step().points() > 0)
                .toList();
        long taken = parts.stream().mapToLong(answer -> answer.step().points()).sum();
        long gone = promise.promised() - promise.points();
        boolean whole = promise.state().equals("VOID")
                && parts.stream().anyMatch(answer -> answer.step().points() == promise.points())
                && gone == taken - promise.points();
        if (gone != taken && !whole) {
            flaws.add("promise " + number + " lost " + gone + ", and voids in part are " + taken + ": " + promise);
        }
    }
}
