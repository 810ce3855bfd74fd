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
import io.guike.support.OtherSession;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever gets past the triggers is found by the proof, whatever they change. */
@QuarkusTest
class TamperTest {

    private static final List<String> GUARDED =
            List.of("points_posting", "points_entry", "points_lot", "points_lot_move");

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

    @Inject
    DataSource source;

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

    /** All tables at once, or none: who writes the ledger may have some of them already. */
    private Uni<ProofView> tampered(String sql) {
        return database.tx(() -> database.sql(
                        "lock table " + String.join(", ", GUARDED) + " in share row exclusive mode nowait")
                .run()
                .chain(() -> Database.each(
                        GUARDED,
                        table -> database.sql("alter table " + table + " disable trigger user")
                                .run()))
                .chain(() -> database.sql(sql).with("person", person).run())
                .chain(proofs::prove)
                .chain(proof -> Uni.createFrom().failure(new Seen(proof))));
    }

    private ProofView after(String sql) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> tried(sql), Objects::nonNull);
    }

    /** Null while somebody works with the tables. */
    private ProofView tried(String sql) {
        try {
            Run.now(() -> tampered(sql));
            throw new AssertionError("committed: " + sql);
        } catch (Seen seen) {
            return seen.proof;
        } catch (RuntimeException e) {
            if (!"55P03".equals(Database.sqlState(e))) {
                throw e;
            }
            return null;
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

    /** What an auditor types: by no service, within no limit of time, over the whole ledger as it is at that moment. */
    @Test
    void oneStatementOverTheWholeLedgerSaysWhatIsWrong() {
        try (OtherSession auditor = OtherSession.begin(source)) {
            int before = auditor.run("select 1 from points_unproved()");
            auditor.run("update points_account set balance = balance + 1 where origin_id = ?", person);
            auditor.run("""
                    insert into points_posting (id, reason, source, person_id, origin_id, actor, amount, at, text)
                    values (gen_random_uuid(), 'GIFT', gen_random_uuid(), ?, ?, 'x', 500, now(), 'x')""", person, person);
            auditor.run("create temporary table flawed on commit drop as select * from points_unproved()");
            int after = auditor.run("select 1 from flawed where origin_id = ?", person);
            int account = auditor.run("""
                    select 1 from flawed where posting_id is null and flaws = 'balance-entries balance-lots'
                      and balance = entries + 1 and balance = lots - debt + 1""");
            int posting = auditor.run("""
                    select 1 from flawed f join points_posting p on p.id = f.posting_id
                    where p.reason = 'GIFT' and f.flaws = 'posting-entries' and f.balance = 500 and f.entries = 0""");
            int all = auditor.run("select 1 from flawed");
            auditor.rollBack();
            assertEquals(List.of(0, 2, 1, 1, 2), List.of(before, after, account, posting, all));
        }
    }

    @Test
    void aProvedAccountIsThereWithItsNumbers() {
        try (OtherSession auditor = OtherSession.begin(source)) {
            assertEquals(1, auditor.run("""
                    select 1 from points_account_proof() where origin_id = ? and flaws = '' and is_account
                      and balance = 107 and entries = 107 and lots = 107 and debt = 0 and held = 20 and set_aside = 20
                      and entry_count = 6""", person));
            assertEquals(
                    6, auditor.run("select 1 from points_posting_proof() where origin_id = ? and flaws = ''", person));
        }
    }

    @Test
    void pointsOfSomebodyElseWhoLivesAreFound() {
        UUID other = purses.person();
        Purses.now(() -> points.pend(Purses.earning(person, Purses.key(), 7, Expiry.NEVER)));
        String theirs = " set person_id = '" + other + "' where origin_id = :person";
        found("owner", "update points_account" + theirs);
        found("holds", "update points_hold" + theirs + " and state = 'OPEN'");
        found("promises", "update points_pending" + theirs + " and state = 'PENDING'");
    }

    @Test
    void whatIsLeftOfWhoIsErasedIsFound() {
        Purses.now(() -> points.pend(Purses.earning(person, Purses.key(), 7, Expiry.NEVER)));
        found("erased holds promises", "update person set erased_at = now() where id = :person");
    }

    @Test
    void accountsOfWhoBecameSomebodyElseAndNobodyAnyMoreAreProved() {
        UUID second = purses.person();
        UUID third = purses.person();
        purses.earn(second, 10, Expiry.NEVER);
        purses.earn(third, 20, Expiry.NEVER);
        UUID both = purses.merge(second, third);
        Purses.now(() -> points.pend(Purses.earning(third, Purses.key(), 7, Expiry.NEVER)));
        purses.hold(second, 25, Duration.ofDays(900));
        UUID all = purses.merge(person, purses.living(second));
        for (UUID origin : List.of(person, second, third)) {
            assertEquals("", flaws(origin, Run.now(proofs::prove)));
        }
        UUID head = purses.living(third);
        found(
                "owner",
                "update points_account set person_id = '" + (head.equals(person) ? second : person)
                        + "' where origin_id = :person and person_id = '" + head + "'");
        purses.undo(all);
        purses.undo(both);
        purses.erase(third);
        for (UUID origin : List.of(person, second, third)) {
            assertEquals("", flaws(origin, Run.now(proofs::prove)));
        }
    }
}
