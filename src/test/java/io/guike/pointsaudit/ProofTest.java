package io.guike.pointsaudit;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.points.Expiry;
import io.guike.points.Points;
import io.guike.points.Purses;
import io.guike.pointsaudit.Proofs.Mismatch;
import io.guike.pointsaudit.Proofs.ProofView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The books close, and the proof finds them where they do not. */
@QuarkusTest
class ProofTest {

    @Inject
    Proofs proofs;

    @Inject
    Liabilities liabilities;

    @Inject
    Purses purses;

    @Inject
    Points points;

    @Inject
    Chain chain;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    /** Carries what was seen out of a transaction that must not commit. */
    private static final class Seen extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient ProofView proof;

        Seen(ProofView proof) {
            super("rolled back");
            this.proof = proof;
        }
    }

    private UUID somebody() {
        UUID person = purses.person();
        purses.earn(person, 100, Expiry.NEVER);
        purses.spend(person, 30);
        purses.hold(person, 20, Duration.ofDays(900));
        return person;
    }

    private Mismatch afterTampering(UUID person, String sql) {
        Seen seen = assertThrows(
                Seen.class,
                () -> Run.now(() -> database.tx(() -> database.sql(sql)
                        .with("person", person)
                        .run()
                        .chain(proofs::prove)
                        .chain(proof -> Uni.createFrom().failure(new Seen(proof))))));
        List<Mismatch> found = seen.proof.mismatches().stream()
                .filter(one -> one.accountId().equals(person))
                .toList();
        assertEquals(1, found.size(), sql);
        return found.get(0);
    }

    @Test
    void theLedgerIsProvedForEveryAccount() {
        somebody();
        ProofView proof = Run.now(proofs::prove);
        assertEquals(List.of(), proof.mismatches());
        assertEquals(0, proof.unproved());
        assertEquals(proof.balance(), proof.lots() - proof.debt());
        assertTrue(proof.accounts() > 0 && proof.held() >= 20, proof::toString);
        Api.as(chain.hq().token())
                .get("/api/hq/points/proof")
                .then()
                .statusCode(200)
                .body("unproved", equalTo(0));
    }

    @Test
    void whateverIsTamperedWithIsFound() {
        UUID person = somebody();
        assertEquals(
                "balance-entries balance-lots",
                afterTampering(person, "update points_account set balance = balance + 1 where origin_id = :person")
                        .flaw());
        assertEquals(
                "balance-lots lots",
                afterTampering(person, "update points_lot set remaining = remaining + 1 where origin_id = :person")
                        .flaw());
        assertEquals(
                "held",
                afterTampering(person, "update points_account set held = 0 where origin_id = :person")
                        .flaw());
        assertEquals(
                "numbers",
                afterTampering(person, "update points_account set entries = entries + 1 where origin_id = :person")
                        .flaw());
        assertEquals(
                "held lots",
                afterTampering(
                                person,
                                "update points_hold set state = 'VOIDED', ended_at = at where origin_id = :person")
                        .flaw());
        assertEquals(List.of(), purses.flaws(List.of(person)));
    }

    @Test
    void ordinaryHistoriesAreProved() {
        UUID person = purses.person();
        UUID other = purses.person();
        purses.earn(person, 100, Expiry.days(1));
        purses.earn(other, 40, Expiry.NEVER);
        UUID merge = purses.merge(person, other);
        String spent = purses.spend(person, 120);
        purses.hold(other, 20, Duration.ofDays(900));
        purses.undo(merge);
        clock.move(Duration.ofDays(3));
        purses.giveBack(spent, 50);
        String again = purses.spend(other, 10);
        clock.move(Duration.ofDays(40));
        purses.giveBack(again, 10);
        String earned = purses.earn(person, 30, Expiry.days(1));
        purses.spend(person, 10);
        clock.move(Duration.ofDays(3));
        purses.clawBack(earned, 30);
        UUID debtor = purses.person();
        String owed = purses.earn(debtor, 30, Expiry.NEVER);
        purses.spend(debtor, 30);
        purses.clawBack(owed, 30);
        UUID payer = purses.person();
        purses.merge(debtor, payer);
        purses.earn(payer, 5, Expiry.NEVER);
        purses.earn(payer, 90, Expiry.NEVER);
        purses.erase(other);
        purses.giveBack(spent, 70);
        purses.erase(person);
        ProofView proof = Run.now(proofs::prove);
        assertEquals(List.of(), proof.mismatches());
    }

    @Test
    void theHourlyProofIsDoneOnceAndShown() {
        clock.move(Duration.ofHours(1));
        Run.together(4, i -> {
            Run.now(() -> proofs.hourly().replaceWith(true));
            return i;
        });
        Run.now(() -> proofs.show().replaceWith(true));
        long unproved =
                Run.now(() -> database.sql("select cast(coalesce(sum(unproved), -1) as bigint) from points_proof")
                        .one(row -> row.number(0)));
        assertEquals(0, unproved);
    }

    @Test
    void whoAsksWhileAProofIsUnderWayGetsAProof() {
        somebody();
        Run.together(6, i -> Run.now(proofs::asked)).forEach(proof -> {
            assertEquals(0, proof.unproved());
            assertTrue(proof.accounts() > 0, proof::toString);
        });
    }

    @Test
    void aProofThatWasBegunAndNeverEndedIsTakenOverAndUntilThenNothingIsShown() {
        clock.move(Duration.ofHours(3));
        Run.now(() -> proofs.show().replaceWith(true));
        assertTrue(Double.isNaN(proofs.unproved()), "the last proof is too old");
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        begun(hour, Duration.ofMinutes(14));
        Run.now(() -> proofs.hourly().replaceWith(true));
        assertEquals(0, finished(hour), "somebody is at it");
        begun(hour, Duration.ofMinutes(16));
        Run.now(() -> proofs.hourly().replaceWith(true));
        assertEquals(1, finished(hour));
        Run.now(() -> proofs.show().replaceWith(true));
        assertEquals(0, proofs.unproved());
    }

    private void begun(Instant hour, Duration ago) {
        Run.now(() -> database.sql("""
                        insert into points_proof (hour, started_at) values (:hour, :started)
                        on conflict (hour) do update set started_at = :started, finished_at = null, unproved = null""")
                .with("hour", hour)
                .with("started", clock.instant().minus(ago))
                .run());
    }

    private long finished(Instant hour) {
        return Run.now(
                () -> database.sql("select count(*) from points_proof where hour = :hour and finished_at is not null")
                        .with("hour", hour)
                        .one(row -> row.number(0)));
    }

    @Test
    void theLiabilityStandsByMonth() {
        var before = Run.now(liabilities::now);
        UUID person = purses.person();
        purses.earn(person, 1_000_000, Expiry.endOfMonth(13));
        purses.earn(person, 500_000, Expiry.NEVER);
        var after = Run.now(liabilities::now);
        String month = Days.today(clock).plusMonths(13).toString().substring(0, 7);
        assertTrue(in(after, month) - in(before, month) >= 1_000_000, after::toString);
        assertTrue(in(after, null) - in(before, null) >= 500_000, after::toString);
        var page = Run.now(() -> liabilities.inPagesOf(7));
        assertEquals(in(after, month), in(page, month), "however it is added up");
        assertEquals(in(after, null), in(page, null));
        Api.as(chain.hq().token()).get("/api/hq/points/liability").then().statusCode(200);
    }

    /** What moves while the report is under way counts as it stood when it began. */
    @Test
    void theLiabilityIsOfOneMoment() {
        UUID person = purses.person();
        purses.earn(person, 2_000_000, Expiry.endOfMonth(14));
        String month = Days.today(clock).plusMonths(14).toString().substring(0, 7);
        long before = in(Run.now(liabilities::now), month);
        assertEquals(before, in(Run.now(() -> liabilities.inPagesOf(50, () -> spent(person, 1_500_000))), month));
        assertEquals(1_500_000, before - in(Run.now(liabilities::now), month));
    }

    /** By somebody else, while a transaction of this context is open, which goes on afterwards. */
    private Uni<Void> spent(UUID person, long some) {
        Context here = Vertx.currentContext();
        return database.apart(() -> points.spend(Purses.spending(person, Purses.key(), some)))
                .emitOn(next -> here.runOnContext(ignored -> next.run()))
                .replaceWithVoid();
    }

    @Test
    void promisesAndDebtsStandInTheLiability() {
        UUID person = purses.person();
        var before = Run.now(liabilities::now);
        for (int i = 0; i < 15; i++) {
            promise(person, 1_000);
        }
        var after = Run.now(liabilities::now);
        assertTrue(after.pending() - before.pending() >= 15_000, after::toString);
        assertEquals(after.pending(), Run.now(() -> liabilities.inPagesOf(7)).pending(), "however it is added up");
        assertEquals(debts(), after.debt() + after.forgivenDebt());
    }

    private void promise(UUID person, long some) {
        Run.now(() -> database.sql("""
                        insert into points_pending (id, reason, source, origin_id, person_id, promised, points, expiry,
                          actor, text, state, at)
                        values (:id, 'PURCHASE', :source, :person, :person, :points, :points, 'NEVER', 'test', '消费', 'PENDING',
                          :now)""")
                .with("id", UUID.randomUUID())
                .with("source", Purses.key())
                .with("person", person)
                .with("points", some)
                .with("now", clock.instant())
                .run());
    }

    private long debts() {
        return Run.now(() -> database.sql("select cast(coalesce(sum(debt), 0) as bigint) from points_account")
                .one(row -> row.number(0)));
    }

    private static long in(Liabilities.LiabilityView view, String month) {
        return view.months().stream()
                .filter(one -> java.util.Objects.equals(one.month(), month))
                .mapToLong(Liabilities.Month::points)
                .sum();
    }

    @Test
    void aDebtOfWhoIsErasedIsForgivenAndTold() {
        UUID person = purses.person();
        String earned = purses.earn(person, 70, Expiry.NEVER);
        purses.spend(person, 70);
        purses.clawBack(earned, 70);
        var before = Run.now(liabilities::now);
        purses.erase(person);
        var after = Run.now(liabilities::now);
        assertEquals(70, after.forgivenDebt() - before.forgivenDebt());
        assertEquals(70, before.debt() - after.debt());
    }
}
