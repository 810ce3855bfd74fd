package io.guike.points;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.platform.Problem;
import io.guike.points.Holds.Authorization;
import io.guike.support.Crossing;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A business key stands for one thing: the same again is answered, anything else under it is refused. */
@QuarkusTest
class PointsKeysTest {

    private static final Expiry NEVER = Expiry.NEVER;

    @Inject
    Points points;

    @Inject
    Holds holds;

    @Inject
    Purses purses;

    @Inject
    Crossing crossing;

    @Inject
    MovableClock clock;

    private UUID person;
    private UUID other;
    private String key;

    @BeforeEach
    void make() {
        person = purses.person();
        other = purses.person();
        key = Purses.key();
    }

    @AfterEach
    void prove() {
        assertEquals(List.of(), purses.flaws(List.of(person, other)));
    }

    private static void reused(Supplier<Uni<?>> work) {
        Purses.refused("points.source-reused", work);
    }

    private UUID earn(UUID who, long some) {
        return Purses.now(() -> points.earn(Purses.earning(who, key, some, NEVER)))
                .id();
    }

    private PendingView pend(UUID who, long some) {
        return Purses.now(() -> points.pend(Purses.earning(who, key, some, NEVER)));
    }

    @Test
    void theKeyOfAnEarningStandsForItsPointsAndItsPerson() {
        UUID first = earn(person, 30);
        assertEquals(first, earn(person, 30));
        reused(() -> points.earn(Purses.earning(person, key, 31, NEVER)));
        reused(() -> points.earn(Purses.earning(other, key, 30, NEVER)));
        purses.clawBack(key, 30);
        assertEquals(first, earn(person, 30), "taken back since, and not to be earned again");
        purses.has(person, 0, 0);
        purses.has(other, 0, 0);
    }

    @Test
    void whoIsOnePersonByNowIsAnsweredAndWhoWasPartedIsNot() {
        UUID first = earn(person, 30);
        UUID merge = purses.merge(person, other);
        assertEquals(first, earn(other, 30));
        reused(() -> points.earn(Purses.earning(other, key, 29, NEVER)));
        purses.undo(merge);
        reused(() -> points.earn(Purses.earning(other, key, 30, NEVER)));
        purses.has(person, 30, 30);
        purses.has(other, 0, 0);
    }

    @Test
    void theKeyOfAPromiseStandsForItsPointsAndItsPerson() {
        UUID first = pend(person, 40).id();
        reused(() -> points.pend(Purses.earning(person, key, 41, NEVER)));
        reused(() -> points.pend(Purses.earning(other, key, 40, NEVER)));
        Purses.now(() -> points.voidPending("TEST", key, 15L));
        assertEquals(first, pend(person, 40).id(), "as it was promised, whatever is left of it");
        assertEquals(25, pend(person, 40).points());
        reused(() -> points.pend(Purses.earning(person, key, 25, NEVER)));
        UUID posting = Purses.now(() -> points.activate("TEST", key)).id();
        assertEquals(posting, pend(person, 40).postingId());
        reused(() -> points.pend(Purses.earning(other, key, 40, NEVER)));
        reused(() -> points.pend(Purses.earning(person, key, 25, NEVER)));
        assertEquals(0, purses.balance(other).pending());
        purses.has(person, 25, 25);
    }

    @Test
    void aPromiseOfBothWhoWereMergedFollowsItsOrigin() {
        UUID first = pend(other, 40).id();
        UUID merge = purses.merge(person, other);
        assertEquals(first, pend(person, 40).id());
        purses.undo(merge);
        assertEquals(first, pend(other, 40).id());
        reused(() -> points.pend(Purses.earning(person, key, 40, NEVER)));
    }

    @Test
    void whatWasEarnedUnderAKeyIsNotPromised() {
        earn(person, 10);
        reused(() -> points.pend(Purses.earning(person, key, 10, NEVER)));
        purses.has(person, 10, 10);
    }

    @Test
    void whatIsPromisedIsEarnedByItsActivationAlone() {
        pend(person, 40);
        reused(() -> points.earn(Purses.earning(person, key, 40, NEVER)));
        reused(() -> points.earn(Purses.earning(person, key, 50, NEVER)));
        reused(() -> points.earn(Purses.earning(other, key, 40, NEVER)));
        UUID posting = Purses.now(() -> points.activate("TEST", key)).id();
        assertEquals(posting, earn(person, 40));
        reused(() -> points.earn(Purses.earning(person, key, 50, NEVER)));
        purses.has(person, 40, 40);
        purses.has(other, 0, 0);
    }

    @Test
    void whatWasPromisedAndIsVoidIsNotEarnedEither() {
        pend(person, 40);
        Purses.now(() -> points.voidPending("TEST", key, null));
        reused(() -> points.earn(Purses.earning(person, key, 40, NEVER)));
        purses.has(person, 0, 0);
    }

    @Test
    void ofAPromiseAndAnEarningAtOnceUnderOneKeyOneIsRefused() {
        List<String> answers = Run.together(
                8,
                i -> i % 2 == 0
                        ? answer(() -> points.earn(Purses.earning(person, key, 7, NEVER)))
                        : answer(() -> points.pend(Purses.earning(person, key, 7, NEVER))));
        boolean earned = answers.get(0).isEmpty();
        for (int i = 0; i < answers.size(); i++) {
            assertEquals(earned == (i % 2 == 0) ? "" : "points.source-reused", answers.get(i), answers::toString);
        }
        purses.has(person, earned ? 7 : 0, earned ? 7 : 0);
        assertEquals(earned ? 0 : 7, purses.balance(person).pending());
    }

    private static String answer(Supplier<Uni<?>> work) {
        try {
            Purses.now(() -> work.get().replaceWithVoid());
            return "";
        } catch (Problem refused) {
            return refused.code().code();
        }
    }

    @Test
    void theKeyOfAHoldStandsForItsPointsItsPersonAndWhoAsked() {
        purses.earn(person, 100, NEVER);
        purses.earn(other, 100, NEVER);
        UUID first = purses.hold(person, key, 30, Duration.ofHours(1)).id();
        assertEquals(first, purses.hold(person, key, 30, Duration.ofHours(2)).id());
        reused(() -> authorize(Purses.spending(person, key, 31)));
        reused(() -> authorize(Purses.spending(other, key, 30)));
        reused(() -> authorize(new Spending(person, "BUY", key, 30, "pos:another", null, "测试消费")));
        Purses.now(() -> holds.capture(first, 30));
        reused(() -> authorize(Purses.spending(other, key, 30)));
        reused(() -> points.spend(Purses.spending(other, key, 30)));
        String spent = purses.spend(other, 20);
        reused(() -> authorize(Purses.spending(other, spent, 20)));
        purses.has(person, 70, 70);
        purses.has(other, 80, 80);
    }

    @Test
    void whoLosesTheKeyOfAHoldIsHeldTogetherWithWhoGetsIt() {
        purses.earn(person, 100, NEVER);
        purses.earn(other, 100, NEVER);
        purses.hold(person, key, 30, Duration.ofHours(1));
        crossing.met(person, other, () -> {
            clock.move(Duration.ofHours(2));
            return purses.hold(other, key, 40, Duration.ofHours(1));
        });
        purses.has(person, 100, 100);
        purses.has(other, 100, 60);
    }

    @Test
    void whoHasTheLotsOfARefundIsHeldTogetherWithWhoGetsIt() {
        purses.earn(person, 100, NEVER);
        purses.earn(other, 100, NEVER);
        UUID merge = purses.merge(person, other);
        String spent = purses.spend(other, 150);
        purses.undo(merge);
        crossing.met(person, other, () -> purses.giveBack(spent, 150));
        purses.has(person, 100, 100);
        purses.has(other, 100, 100);
    }

    private Uni<HoldView> authorize(Spending spending) {
        return holds.authorize(new Authorization(spending, clock.instant().plus(Duration.ofHours(1))));
    }

    @Test
    void theKeyOfARefundStandsForItsSpendingAndItsPoints() {
        purses.earn(person, 100, NEVER);
        purses.earn(other, 100, NEVER);
        String spent = purses.spend(person, 50);
        String another = purses.spend(person, 50);
        String others = purses.spend(other, 50);
        UUID first =
                Purses.now(() -> points.giveBack("BUY", spent, key, 20, "x")).id();
        assertEquals(
                first,
                Purses.now(() -> points.giveBack("BUY", spent, key, 20, "x")).id());
        reused(() -> points.giveBack("BUY", spent, key, 19, "x"));
        reused(() -> points.giveBack("BUY", another, key, 20, "x"));
        reused(() -> points.giveBack("BUY", others, key, 20, "x"));
        purses.has(person, 20, 20);
        purses.has(other, 50, 50);
    }

    @Test
    void theKeyOfATakingBackStandsForItsEarningAndItsPoints() {
        String earned = purses.earn(person, 50, NEVER);
        String another = purses.earn(person, 50, NEVER);
        String others = purses.earn(other, 50, NEVER);
        UUID first =
                Purses.now(() -> points.clawBack("TEST", earned, key, 20, "x")).id();
        assertEquals(
                first,
                Purses.now(() -> points.clawBack("TEST", earned, key, 20, "x")).id());
        reused(() -> points.clawBack("TEST", earned, key, 21, "x"));
        reused(() -> points.clawBack("TEST", another, key, 20, "x"));
        reused(() -> points.clawBack("TEST", others, key, 20, "x"));
        purses.has(person, 80, 80);
        purses.has(other, 50, 50);
    }
}
