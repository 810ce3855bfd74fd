package io.guike.points;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Problem;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of the ledger, one by one. */
@QuarkusTest
class PointsTest {

    private static final Expiry NEVER = Expiry.NEVER;
    private static final Duration HOUR = Duration.ofHours(1);

    @Inject
    Points points;

    @Inject
    Holds holds;

    @Inject
    Lapses lapses;

    @Inject
    Purses purses;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    private UUID person;
    private UUID other;

    @BeforeEach
    void make() {
        person = purses.person();
        other = purses.person();
    }

    @AfterEach
    void prove() {
        assertEquals(List.of(), purses.flaws(List.of(person, other)));
    }

    private void nextDay(int days) {
        clock.move(Duration.ofDays(days));
    }

    @Test
    void theSameSourceIsPostedOnceHoweverOftenItComes() {
        String key = Purses.key();
        List<UUID> postings = Run.together(
                16,
                i -> Purses.now(() -> points.earn(Purses.earning(person, key, 10, NEVER)))
                        .id());
        assertEquals(1, postings.stream().distinct().count());
        purses.has(person, 10, 10);
    }

    @Test
    void spendingTakesWhatLapsesFirstAndARefundGivesItBackToTheSameLots() {
        purses.earn(person, 50, NEVER);
        purses.earn(person, 30, Expiry.days(10));
        purses.earn(person, 20, Expiry.days(5));
        String spent = purses.spend(person, 25);
        assertEquals(List.of(0L, 25L, 50L), purses.lots(person));
        purses.giveBack(spent, 7);
        assertEquals(List.of(2L, 30L, 50L), purses.lots(person));
        purses.giveBack(spent, 18);
        assertEquals(List.of(20L, 30L, 50L), purses.lots(person));
        Purses.refused("points.too-much-back", () -> points.giveBack("BUY", spent, Purses.key(), 1, "x"));
        purses.has(person, 100, 100);
    }

    @Test
    void whatIsNotThereCannotBeSpent() {
        purses.earn(person, 10, NEVER);
        Purses.refused("points.insufficient", () -> points.spend(Purses.spending(person, Purses.key(), 11)));
        Purses.refused("points.insufficient", () -> points.spend(Purses.spending(other, Purses.key(), 1)));
        String key = purses.spend(person, 4);
        Purses.refused("points.source-reused", () -> points.spend(Purses.spending(person, key, 5)));
        purses.has(person, 6, 6);
    }

    @Test
    void manyWhoSpendAtOnceSpendNoMoreThanThereIs() {
        purses.earn(person, 500, NEVER);
        purses.earn(person, 500, Expiry.days(3));
        List<Integer> done = Run.together(16, i -> {
            int good = 0;
            for (int n = 0; n < 3; n++) {
                good += tries(() -> purses.spend(person, 50)) ? 1 : 0;
            }
            return good;
        });
        assertEquals(20, done.stream().mapToInt(Integer::intValue).sum());
        purses.has(person, 0, 0);
    }

    private static boolean tries(Runnable work) {
        try {
            work.run();
            return true;
        } catch (Problem e) {
            assertEquals("points.insufficient", e.code().code());
            return false;
        }
    }

    @Test
    void pointsAreUsableToTheLastSecondOfTheirDayInShanghai() {
        Instant midnight = Days.start(Days.today(clock).plusDays(1));
        if (Duration.between(clock.instant(), midnight).compareTo(Duration.ofMinutes(10)) < 0) {
            clock.move(Duration.ofMinutes(20));
            midnight = Days.start(Days.today(clock).plusDays(1));
        }
        purses.earn(person, 10, Expiry.days(0));
        purses.earn(person, 5, NEVER);
        clock.move(Duration.between(clock.instant(), midnight).minusMinutes(5));
        purses.has(person, 15, 15);
        assertEquals(
                List.of(new BalanceView.Lapsing(Days.today(clock), 10)),
                purses.balance(person).lapsing());
        purses.spend(person, 3);
        clock.move(Duration.between(clock.instant(), midnight));
        // Swept or not.
        purses.has(person, 5, 5);
        Purses.refused("points.insufficient", () -> points.spend(Purses.spending(person, Purses.key(), 6)));
        Run.now(lapses::sweep);
        purses.has(person, 5, 5);
        assertEquals(List.of(0L, 5L), purses.lots(person));
    }

    @Test
    void aRefundOfWhatHasLapsedMeanwhileLivesForTheGrace() {
        purses.earn(person, 10, Expiry.days(0));
        String spent = purses.spend(person, 10);
        nextDay(2);
        purses.giveBack(spent, 10);
        assertEquals(
                List.of(new BalanceView.Lapsing(Days.today(clock).plusDays(30), 10)),
                purses.balance(person).lapsing());
        nextDay(31);
        purses.has(person, 0, 0);
    }

    @Test
    void whatWasSpentAndIsTakenBackIsADebtThatTheNextEarningPays() {
        String earned = purses.earn(person, 100, NEVER);
        purses.spend(person, 70);
        assertEquals(-100, purses.clawBack(earned, 100).points());
        purses.has(person, -70, 0);
        assertEquals(70, purses.balance(person).debt());
        purses.earn(person, 50, NEVER);
        purses.has(person, -20, 0);
        purses.earn(person, 50, NEVER);
        purses.has(person, 30, 30);
        assertEquals(List.of(0L, 30L), purses.lots(person));
        Purses.refused("points.too-much-back", () -> points.clawBack("TEST", earned, Purses.key(), 1, "x"));
    }

    @Test
    void aRefundPaysTheDebtFirst() {
        String earned = purses.earn(person, 100, NEVER);
        String spent = purses.spend(person, 100);
        purses.clawBack(earned, 60);
        purses.giveBack(spent, 100);
        purses.has(person, 40, 40);
        assertEquals(0, purses.balance(person).debt());
    }

    @Test
    void takingBackComesFromTheEarningThenFromOthersAndWhatLapsedUnusedIsForgiven() {
        String first = purses.earn(person, 100, Expiry.days(0));
        purses.spend(person, 30);
        nextDay(1);
        purses.earn(person, 20, NEVER);
        // 70 lapsed unused and are forgiven, 20 come from the other lot, 10 stay owed.
        assertEquals(-30, purses.clawBack(first, 100).points());
        purses.has(person, -10, 0);
        String second = purses.earn(person, 100, Expiry.days(9));
        purses.earn(person, 50, Expiry.days(1));
        assertEquals(-80, purses.clawBack(second, 80).points());
        assertEquals(10L, purses.lots(person).get(purses.lots(person).size() - 2));
        purses.has(person, 60, 60);
    }

    @Test
    void reversalsHappenOnceForTheirKey() {
        purses.earn(person, 100, NEVER);
        String spent = purses.spend(person, 50);
        String key = Purses.key();
        List<UUID> refunds = Run.together(
                12,
                i -> Purses.now(() -> points.giveBack("BUY", spent, key, 20, "x"))
                        .id());
        assertEquals(1, refunds.stream().distinct().count());
        purses.has(person, 70, 70);
        Purses.refused("points.source-reused", () -> points.giveBack("BUY", spent, key, 21, "x"));
        Purses.refused("points.posting-unknown", () -> points.giveBack("BUY", Purses.key(), Purses.key(), 1, "x"));
        Purses.refused("points.posting-unknown", () -> points.clawBack("BUY", spent, Purses.key(), 1, "x"));
    }

    @Test
    void aPromiseIsInNoBalanceUntilItIsActive() {
        String key = Purses.key();
        Purses.now(() -> points.pend(Purses.earning(person, key, 40, NEVER)));
        Purses.now(() -> points.pend(Purses.earning(person, key, 40, NEVER)));
        assertEquals(40, purses.balance(person).pending());
        purses.has(person, 0, 0);
        Purses.now(() -> points.voidPending("TEST", key, 15L));
        Purses.refused("points.too-much-back", () -> points.voidPending("TEST", key, 26L));
        UUID posting = Purses.now(() -> points.activate("TEST", key)).id();
        assertEquals(posting, Purses.now(() -> points.activate("TEST", key)).id());
        assertEquals(
                posting,
                Purses.now(() -> points.pend(Purses.earning(person, key, 40, NEVER)))
                        .postingId());
        purses.has(person, 25, 25);
        assertEquals(0, purses.balance(person).pending());
        Purses.refused("points.pending-ended", () -> points.voidPending("TEST", key, null));
        Purses.refused("points.pending-unknown", () -> points.activate("TEST", Purses.key()));
        purses.clawBack(key, 25);
        purses.has(person, 0, 0);
    }

    @Test
    void ofActivatingAndVoidingExactlyOneWins() {
        for (int round = 0; round < 6; round++) {
            String key = Purses.key();
            UUID somebody = purses.person();
            Purses.now(() -> points.pend(Purses.earning(somebody, key, 10, NEVER)));
            List<Boolean> won = Run.together(8, i -> wins(i % 2 == 0, key));
            boolean active = won.get(0);
            for (int i = 0; i < won.size(); i++) {
                assertEquals(i % 2 == 0 ? active : !active, won.get(i), won::toString);
            }
            purses.has(somebody, active ? 10 : 0, active ? 10 : 0);
        }
    }

    private boolean wins(boolean activate, String key) {
        try {
            Purses.now(() -> activate
                    ? points.activate("TEST", key).replaceWithVoid()
                    : points.voidPending("TEST", key, null).replaceWithVoid());
            return true;
        } catch (Problem e) {
            assertEquals("points.pending-ended", e.code().code());
            return false;
        }
    }

    @Test
    void aHoldSetsPointsAsideUntilItIsCapturedOrVoid() {
        purses.earn(person, 60, Expiry.days(4));
        purses.earn(person, 40, NEVER);
        HoldView hold = purses.hold(person, 80, HOUR);
        purses.has(person, 100, 20);
        Purses.refused("points.insufficient", () -> points.spend(Purses.spending(person, Purses.key(), 21)));
        Purses.refused("points.too-much-back", () -> holds.capture(hold.id(), 81));
        HoldView captured = Purses.now(() -> holds.capture(hold.id(), 65));
        assertEquals(captured, Purses.now(() -> holds.capture(hold.id(), 65)));
        Purses.refused("points.hold-ended", () -> holds.capture(hold.id(), 64));
        Purses.refused("points.hold-ended", () -> holds.voidHold(hold.id()));
        purses.has(person, 35, 35);
        assertEquals(List.of(0L, 35L), purses.lots(person));
        purses.giveBack(hold.source(), 10);
        assertEquals(List.of(5L, 40L), purses.lots(person));
        HoldView second = purses.hold(person, 45, HOUR);
        assertEquals(
                HoldView.State.VOIDED,
                Purses.now(() -> holds.voidHold(second.id())).state());
        assertEquals(
                HoldView.State.VOIDED,
                Purses.now(() -> holds.voidHold(second.id())).state());
        purses.has(person, 45, 45);
    }

    @Test
    void aHoldIsMadeOnceForItsKey() {
        purses.earn(person, 100, NEVER);
        String key = Purses.key();
        List<UUID> made =
                Run.together(12, i -> purses.hold(person, key, 30, HOUR).id());
        assertEquals(1, made.stream().distinct().count());
        purses.has(person, 100, 70);
        Problem refused = assertThrows(Problem.class, () -> purses.hold(person, key, 31, HOUR));
        assertEquals("points.source-reused", refused.code().code());
    }

    @Test
    void ofCapturingAndVoidingExactlyOneWins() {
        purses.earn(person, 100, NEVER);
        HoldView hold = purses.hold(person, 100, HOUR);
        List<Boolean> captured = Run.together(8, i -> {
            try {
                Purses.now(() -> i % 2 == 0 ? holds.capture(hold.id(), 100) : holds.voidHold(hold.id()));
                return true;
            } catch (Problem e) {
                return false;
            }
        });
        long left = captured.get(0) ? 0 : 100;
        for (int i = 0; i < captured.size(); i++) {
            assertEquals((i % 2 == 0) == captured.get(0), captured.get(i), captured::toString);
        }
        purses.has(person, left, left);
    }

    @Test
    void aKeyIsFreeAgainAfterAVoidAndTakenForGoodByACapture() {
        purses.earn(person, 100, NEVER);
        String key = Purses.key();
        HoldView first = purses.hold(person, key, 30, HOUR);
        Purses.now(() -> holds.voidHold(first.id()));
        List<UUID> again =
                Run.together(12, i -> purses.hold(person, key, 40, HOUR).id());
        assertEquals(1, again.stream().distinct().count());
        assertNotEquals(first.id(), again.get(0));
        purses.has(person, 100, 60);
        Purses.now(() -> holds.capture(again.get(0), 40));
        Problem refused = assertThrows(Problem.class, () -> purses.hold(person, key, 40, HOUR));
        assertEquals("points.source-reused", refused.code().code());
        Purses.refused("points.posting-unknown", () -> holds.giveBack(first.id(), Purses.key(), 1, "system:test"));
        Purses.now(() -> holds.giveBack(again.get(0), Purses.key(), 15, "system:test"));
        purses.has(person, 75, 75);
    }

    @Test
    void aHoldLapsesByItself() {
        purses.earn(person, 100, NEVER);
        HoldView hold = purses.hold(person, 80, HOUR);
        clock.move(HOUR);
        // Swept or not.
        purses.has(person, 100, 100);
        assertEquals(0, purses.balance(person).held());
        Purses.refused("points.hold-lapsed", () -> holds.capture(hold.id(), 1));
        purses.spend(person, 100);
        assertEquals(HoldView.State.LAPSED, Run.now(() -> holds.find(hold.id())).state());
    }

    @Test
    void whatIsHeldWhenItLapsesCanStillBeCapturedAndWhatIsFreedLapsesAtOnce() {
        purses.earn(person, 50, Expiry.days(0));
        HoldView hold = purses.hold(person, 50, Duration.ofDays(3));
        nextDay(1);
        Run.now(lapses::sweep);
        purses.has(person, 50, 0);
        Purses.now(() -> holds.capture(hold.id(), 20));
        purses.has(person, 0, 0);
        assertEquals(List.of(0L), purses.lots(person));
    }

    @Test
    void whatAHoldFreesPaysTheDebtFirst() {
        String earned = purses.earn(person, 100, NEVER);
        HoldView hold = purses.hold(person, 100, HOUR);
        purses.clawBack(earned, 40);
        purses.has(person, 60, 0);
        assertEquals(40, purses.balance(person).debt());
        Purses.now(() -> holds.voidHold(hold.id()));
        purses.has(person, 60, 60);
        assertEquals(0, purses.balance(person).debt());
    }

    @Test
    void everythingFollowsAMergeAndWhatCameToEachGoesBackWithTheUndo() {
        purses.earn(person, 100, NEVER);
        purses.earn(other, 40, Expiry.days(5));
        String pending = Purses.key();
        Purses.now(() -> points.pend(Purses.earning(other, pending, 7, NEVER)));
        UUID merge = purses.merge(person, other);
        UUID living = purses.living(person);
        purses.has(living, 140, 140);
        assertEquals(7, purses.balance(living).pending());
        String spent = purses.spend(other, 60);
        HoldView hold = purses.hold(person, 50, HOUR);
        purses.has(living, 80, 30);
        purses.undo(merge);
        purses.has(person, 80, 30);
        purses.has(other, 0, 0);
        // The refund finds the lots of both.
        purses.giveBack(spent, 60);
        purses.has(other, 40, 40);
        purses.has(person, 100, 50);
        Purses.now(() -> holds.voidHold(hold.id()));
        Purses.now(() -> points.activate("TEST", pending));
        purses.has(other, 47, 47);
    }

    @Test
    void aHoldOverTheAccountsOfBothEndsWhenTheyAreParted() {
        purses.earn(person, 100, NEVER);
        purses.earn(other, 40, Expiry.days(5));
        UUID merge = purses.merge(person, other);
        HoldView hold = purses.hold(person, 60, HOUR);
        purses.undo(merge);
        Purses.refused("points.hold-ended", () -> holds.capture(hold.id(), 60));
        purses.has(person, 100, 100);
        purses.has(other, 40, 40);
    }

    @Test
    void afterAMergeTheOneEarnsForTheDebtOfTheOther() {
        String earned = purses.earn(other, 100, NEVER);
        purses.spend(other, 100);
        purses.clawBack(earned, 100);
        UUID merge = purses.merge(person, other);
        purses.earn(person, 30, NEVER);
        purses.has(purses.living(person), -70, 0);
        purses.undo(merge);
        purses.has(person, 0, 0);
        purses.has(other, -70, 0);
        // Nothing of it is on the account of whom it was earned for, and it can be taken back all the same.
        purses.earn(other, 70, NEVER);
        purses.has(other, 0, 0);
    }

    @Test
    void anEarningThatOnlyPaidADebtCanBeTakenBack() {
        String earned = purses.earn(other, 100, NEVER);
        purses.spend(other, 100);
        purses.clawBack(earned, 100);
        purses.merge(other, person);
        String paid = purses.earn(person, 30, NEVER);
        purses.has(purses.living(person), -70, 0);
        purses.clawBack(paid, 30);
        purses.has(purses.living(person), -100, 0);
    }

    @Test
    void whatTheSweepFreesPaysTheDebt() {
        String earned = purses.earn(person, 100, NEVER);
        purses.hold(person, 100, HOUR);
        purses.clawBack(earned, 40);
        clock.move(HOUR);
        Run.now(() -> lapses.sweep().replaceWith(true));
        assertEquals(List.of(60L), purses.lots(person));
        purses.has(person, 60, 60);
    }

    @Test
    void whatWasFreeBeforeItLapsedPaysTheDebtHoweverLateItIsSeen() {
        for (UUID one : List.of(person, other)) {
            String earned = purses.earn(one, 100, Expiry.days(1));
            purses.hold(one, 100, HOUR);
            purses.clawBack(earned, 40);
        }
        nextDay(3);
        purses.earn(other, 10, NEVER);
        purses.has(other, 10, 10);
        Run.now(() -> lapses.sweep().replaceWith(true));
        purses.has(person, 0, 0);
        assertEquals(0, purses.balance(person).debt());
    }

    @Test
    void whatAPartingFreesPaysTheDebt() {
        purses.earn(person, 100, NEVER);
        String earned = purses.earn(other, 50, NEVER);
        UUID merge = purses.merge(person, other);
        purses.hold(person, 150, HOUR);
        purses.clawBack(earned, 50);
        purses.undo(merge);
        assertEquals(List.of(0L), purses.lots(other));
        purses.has(other, 0, 0);
        purses.has(person, 100, 100);
    }

    @Test
    void whoWasPartedAndErasedStandsInNobodysWay() {
        purses.earn(person, 100, NEVER);
        purses.earn(other, 40, Expiry.days(5));
        UUID merge = purses.merge(person, other);
        String spent = purses.spend(person, 60);
        purses.undo(merge);
        purses.erase(other);
        assertEquals(20, purses.giveBack(spent, 30).points(), "40 of the 60 were of who is gone");
        assertEquals(0, purses.giveBack(spent, 30).points());
        purses.has(person, 100, 100);
        Purses.refused("points.too-much-back", () -> points.giveBack("BUY", spent, Purses.key(), 1, "x"));
        UUID gone = other;
        Purses.refused("member.erased", () -> points.earn(Purses.earning(gone, Purses.key(), 1, NEVER)));
    }

    @Test
    void anEarningThatPaidTheDebtOfWhoIsErasedCanBeTakenBack() {
        String earned = purses.earn(other, 100, NEVER);
        purses.spend(other, 100);
        purses.clawBack(earned, 100);
        UUID merge = purses.merge(person, other);
        String paid = purses.earn(person, 30, NEVER);
        purses.undo(merge);
        purses.erase(other);
        purses.clawBack(paid, 30);
        purses.has(person, -30, 0);
    }

    @Test
    void aPromiseOfWhoIsErasedHasEnded() {
        String open = Purses.key();
        String active = Purses.key();
        Purses.now(() -> points.pend(Purses.earning(person, open, 40, NEVER)));
        Purses.now(() -> points.pend(Purses.earning(person, active, 40, NEVER)));
        UUID posting = Purses.now(() -> points.activate("TEST", active)).id();
        purses.erase(person);
        Purses.refused("points.pending-ended", () -> points.activate("TEST", open));
        assertEquals(posting, Purses.now(() -> points.activate("TEST", active)).id());
        Purses.refused("points.pending-ended", () -> points.voidPending("TEST", active, 1L));
    }

    @Test
    void theKeyOfASpendingIsNobodyElses() {
        purses.earn(person, 100, NEVER);
        purses.earn(other, 100, NEVER);
        String key = Purses.key();
        UUID first =
                Purses.now(() -> points.spend(Purses.spending(person, key, 30))).id();
        Purses.refused("points.source-reused", () -> points.spend(Purses.spending(other, key, 30)));
        UUID merge = purses.merge(person, other);
        assertEquals(
                first,
                Purses.now(() -> points.spend(Purses.spending(other, key, 30))).id(),
                "one person by now");
        purses.undo(merge);
        purses.has(person, 70, 70);
        purses.has(other, 100, 100);
    }

    @Test
    void whatWasPostedCannotBeChanged() {
        purses.earn(person, 10, NEVER);
        for (String sql : List.of(
                "update points_entry set amount = 11 where origin_id = :person",
                "delete from points_entry where origin_id = :person",
                "update points_posting set amount = 11 where origin_id = :person",
                "delete from points_lot_move where lot_id = :person")) {
            Throwable failure = assertThrows(
                    Throwable.class,
                    () -> Run.now(() -> database.sql(sql).with("person", person).run()));
            assertTrue(String.valueOf(failure).contains("append-only"), failure::toString);
        }
    }

    @Test
    void aHotAccountTakesManyAtOnce() {
        purses.earn(person, 1, NEVER);
        int each = 12;
        Run.together(16, i -> {
            for (int n = 0; n < each; n++) {
                purses.earn(person, 1, Expiry.days(n));
            }
            return i;
        });
        purses.has(person, 16 * each + 1, 16 * each + 1);
        purses.spend(person, 16 * each);
        purses.has(person, 1, 1);
    }
}
