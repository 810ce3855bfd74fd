package io.guike.pointsaudit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.platform.Database;
import io.guike.points.Expiry;
import io.guike.points.HoldView;
import io.guike.points.Holds;
import io.guike.points.Points;
import io.guike.points.Purses;
import io.guike.pointsaudit.Proofs.Mismatch;
import io.guike.pointsaudit.Proofs.ProofView;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever gets past the triggers is found by the proof, whatever they change. */
@QuarkusTest
class TamperTest {

    private static final String[] GUARDED = {"points_posting", "points_entry", "points_lot", "points_lot_move"};

    @Inject
    Proofs proofs;

    @Inject
    Points points;

    @Inject
    Holds holds;

    @Inject
    Purses purses;

    @Inject
    Database database;

    private UUID person;
    private String earned;

    /** Carries what was seen out of a transaction that must not commit. */
    private static final class Seen extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient ProofView proof;

        Seen(ProofView proof) {
            super("rolled back");
            this.proof = proof;
        }
    }

    /** Somebody with one of everything. */
    @BeforeEach
    void make() {
        person = purses.person();
        earned = purses.earn(person, 100, Expiry.NEVER);
        purses.earn(person, 50, Expiry.days(900));
        String spent = purses.spend(person, 60);
        purses.giveBack(spent, 20);
        HoldView captured = purses.hold(person, 15, Duration.ofDays(900));
        Purses.now(() -> holds.capture(captured.id(), 10));
        purses.hold(person, 20, Duration.ofDays(900));
        String promised = Purses.key();
        Purses.now(() -> points.pend(Purses.earning(person, promised, 7, Expiry.NEVER)));
        Purses.now(() -> points.activate("TEST", promised));
        assertEquals("", flaws(person, Run.now(proofs::prove)));
    }

    private static String flaws(UUID of, ProofView proof) {
        return proof.mismatches().stream()
                .filter(one -> one.accountId().equals(of))
                .map(Mismatch::flaw)
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private Uni<ProofView> tampered(String sql) {
        return database.tx(() -> Database.each(
                        Arrays.asList(GUARDED),
                        table -> database.sql("alter table " + table + " disable trigger user")
                                .run())
                .chain(() -> database.sql(sql).with("person", person).run())
                .chain(proofs::prove)
                .chain(proof -> Uni.createFrom().failure(new Seen(proof))));
    }

    private ProofView after(String sql) {
        for (int tries = 1; ; tries++) {
            try {
                Run.now(() -> tampered(sql));
                throw new AssertionError("committed: " + sql);
            } catch (Seen seen) {
                return seen.proof;
            } catch (RuntimeException e) {
                // Somebody works with the tables while their triggers are to be taken off.
                if (tries == 20 || !"55P03".equals(Database.sqlState(e))) {
                    throw e;
                }
            }
        }
    }

    private void found(String flaws, String sql) {
        ProofView proof = after(sql);
        assertEquals(flaws, flaws(person, proof), sql);
        assertEquals(proof.mismatches().size(), proof.unproved());
    }

    @Test
    void aLotThatWasChangedIsFound() {
        found("grants", "update points_lot set amount = amount + 1 where origin_id = :person");
        found(
                "grants",
                "update points_lot set expires_at = expires_at + interval '1 day' where origin_id = :person"
                        + " and expires_at is not null");
        found(
                "grants",
                "update points_lot set expires_at = now() + interval '900 days' where origin_id = :person"
                        + " and expires_at is null");
        found("grants", "update points_lot set expires_at = null where origin_id = :person and expires_at is not null");
        found("grants", """
                update points_lot set earning_id = (
                  select id from points_posting where origin_id = :person and amount < 0 limit 1)
                where origin_id = :person and expires_at is not null""");
        found(
                "balance-lots lots",
                "update points_lot set remaining = remaining - 1 where origin_id = :person and remaining > held");
    }

    @Test
    void aMoveThatWasChangedIsFound() {
        String his = " lot_id in (select id from points_lot where origin_id = :person)";
        found(
                "grants",
                "update points_lot_move set lives_until = lives_until + interval '1 day' where" + his
                        + " and lives_until < 'infinity'");
        found("grants", "update points_lot_move set lives_until = now() where" + his + " and lives_until = 'infinity'");
        found("moves", """
                update points_lot_move set number = 90, posting_id = (
                  select id from points_posting where origin_id = :person and amount > 0 limit 1)
                where kind = 'SPEND' and lot_id in (select id from points_lot where origin_id = :person)
                  and posting_id = (select id from points_posting where origin_id = :person and amount = -60)
                  and number = 1""");
        found("moves lots", """
                update points_lot_move set amount = amount - 1
                where kind = 'SPEND' and lot_id in (select id from points_lot where origin_id = :person) and number = 1""");
        found("moves lots", "delete from points_lot_move where kind = 'GIVE_BACK' and" + his);
    }

    @Test
    void anEntryThatWasChangedIsFound() {
        found("entries", "update points_entry set balance_after = 1 where origin_id = :person and number = 2");
        found(
                "posting-entries",
                "update points_entry set at = at - interval '1 hour' where origin_id = :person and number = 1");
        found("moves", "update points_entry set debt_after = 5 where origin_id = :person and number = 2");
        found(
                "numbers",
                "update points_entry set number = number + 1 where origin_id = :person and number = ("
                        + "select max(number) from points_entry where origin_id = :person)");
    }

    @Test
    void aPostingThatWasChangedIsFound() {
        found(
                "posting-entries",
                "update points_posting set amount = amount + 1 where origin_id = :person" + " and source = '" + earned
                        + "'");
        found(
                "reversals",
                "update points_posting set reversed = reversed + 1 where origin_id = :person"
                        + " and reversed is not null");
        found(
                "reversals",
                "update points_posting set reversed = reversed + 100, forgiven = 100"
                        + " where origin_id = :person and reversed is not null");
        found(
                "reversals",
                "update points_posting set forgiven = 3 where origin_id = :person" + " and source = '" + earned + "'");
    }

    @Test
    void aPostingWithoutEntriesIsFound() {
        String insert = """
                insert into points_posting (id, reason, source, person_id, origin_id, actor, amount, at, text)
                values (gen_random_uuid(), 'GIFT', gen_random_uuid(), :person, :person, 'x', %d, now(), 'x')""";
        found("posting-entries", insert.formatted(500));
        found("posting-entries", insert.formatted(0));
    }

    @Test
    void anAccountOfNobodyWhoLivesIsFound() {
        UUID survivor = purses.person();
        UUID merged = purses.person();
        purses.merge(survivor, merged);
        UUID gone = purses.living(merged).equals(merged) ? survivor : merged;
        found("owner", "update points_account set person_id = '" + gone + "' where origin_id = :person");
        found("held", "update points_account set held = held - 1 where origin_id = :person");
        found("numbers", "update points_account set last_at = last_at + interval '1 second' where origin_id = :person");
    }

    @Test
    void aHoldThatWasChangedIsFound() {
        String his = " where origin_id = :person and state = ";
        found("holds", "update points_hold set points = points + 1" + his + "'OPEN'");
        found("holds", "update points_hold set captured = captured - 1" + his + "'CAPTURED'");
        found("holds", "update points_hold set source = 'other'" + his + "'CAPTURED'");
        found("holds", """
                update points_hold_lot set amount = amount + 1 where hold_id = (
                  select id from points_hold where origin_id = :person and state = 'CAPTURED')""");
        found("held lots holds", """
                delete from points_hold_lot where hold_id = (
                  select id from points_hold where origin_id = :person and state = 'OPEN')""");
    }

    @Test
    void aHoldThatGotItsStoreIntoItsSourceLaterIsProved() {
        found("", """
                with posting as (
                  update points_posting set reason = 'POS', source = repeat('1', 36) || ':R-1' where id = (
                    select posting_id from points_hold where origin_id = :person and state = 'CAPTURED') returning 1)
                update points_hold set reason = 'POS', store_id = origin_id,
                  source = repeat('1', 36) || ':' || origin_id || ':R-1'
                where origin_id = :person and state = 'CAPTURED' and exists (select from posting)""");
    }

    @Test
    void aHoldOfWhoHasNoAccountIsFound() {
        UUID nobody = purses.person();
        ProofView proof = after("""
                insert into points_hold (id, reason, source, origin_id, person_id, points, state, actor, text, at,
                  expires_at, ended_at)
                select gen_random_uuid(), 'BUY', gen_random_uuid(), '%s', '%s', 5, 'LAPSED', 'x', 'x', now(), now(), now()
                from person where id = :person""".formatted(nobody, nobody));
        assertEquals("holds", flaws(nobody, proof));
        assertEquals("", flaws(person, proof));
    }

    @Test
    void aPromiseThatWasChangedIsFound() {
        found("promises", "update points_pending set points = points - 1 where origin_id = :person");
        found("promises", "update points_pending set source = 'other' where origin_id = :person");
    }
}
