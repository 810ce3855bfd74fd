package io.guike.points;

import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Does the steps of a history that are commands to the ledger. */
@ApplicationScoped
public class Commands {

    @Inject
    Points points;

    @Inject
    Holds holds;

    @Inject
    Database database;

    /**
     * Whom a history means.
     *
     * @param people by their numbers
     * @param keys what the business keys of its steps begin with
     */
    record Cast(List<UUID> people, String keys) {

        static Cast of(List<UUID> people) {
            return new Cast(List.copyOf(people), "book " + people.get(0) + " ");
        }

        UUID person(int number) {
            return people.get(number);
        }

        int number(UUID person) {
            return people.indexOf(person);
        }

        String key(int step) {
            return keys + step;
        }

        int step(String key) {
            return Integer.parseInt(key.substring(keys.length()));
        }
    }

    /**
     * What was answered.
     *
     * @param id of the posting, the promise or the hold
     * @param words all that matters of it but its id
     */
    record Done(UUID id, long points, String words) {

        static Done posted(PostingView view) {
            return new Done(view.id(), view.points(), "" + view.points());
        }

        static Done promised(PendingView view) {
            return new Done(view.id(), view.points(), view.state() + " " + view.points());
        }

        static Done held(HoldView view) {
            Long captured = view.captured();
            long spent = captured == null ? 0 : captured;
            return new Done(view.id(), view.points(), view.state() + " " + view.points() + " " + spent);
        }
    }

    /** @param until what is set aside stays so */
    Uni<Done> of(Step step, Cast cast, Instant until) {
        UUID who = cast.person(step.who());
        String key = cast.key(step.number());
        String of = cast.key(step.of());
        long many = step.points();
        return switch (step.deed()) {
            case EARN ->
                points.earn(Purses.earning(who, key, many, step.expiry())).map(Done::posted);
            case PEND ->
                points.pend(Purses.earning(who, key, many, step.expiry())).map(Done::promised);
            case ACTIVATE -> points.activate("TEST", of).map(Done::posted);
            case VOID_PROMISE ->
                points.voidPending("TEST", of, many == 0 ? null : many).map(Done::promised);
            case SPEND -> points.spend(Purses.spending(who, key, many)).map(Done::posted);
            case GIVE_BACK -> points.giveBack("BUY", of, key, many, "model").map(Done::posted);
            case CLAW_BACK -> points.clawBack("TEST", of, key, many, "model").map(Done::posted);
            case HOLD ->
                holds.authorize(new Holds.Authorization(Purses.spending(who, key, many), until))
                        .map(Done::held);
            case CAPTURE -> hold(of).chain(id -> holds.capture(id, many)).map(Done::held);
            case VOID_HOLD -> hold(of).chain(holds::voidHold).map(Done::held);
            case MERGE, UNDO, REPEAT, PASS -> throw new IllegalArgumentException(step.words());
        };
    }

    /** The last one of a key. */
    private Uni<UUID> hold(String key) {
        return database.sql(
                        "select id from points_hold where reason = 'BUY' and source = :key order by at desc, id desc")
                .with("key", key)
                .first(row -> row.uuid(0))
                .onItem()
                .ifNull()
                .failWith(PointsProblem.HOLD_UNKNOWN::problem);
    }
}
