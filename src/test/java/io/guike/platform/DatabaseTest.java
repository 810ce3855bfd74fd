package io.guike.platform;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DatabaseTest {

    private static final String TRANSACTION = "select cast(pg_current_xact_id() as text)";

    /** More than the pool has connections. */
    private static final int MANY = 50;

    @Inject
    Database database;

    @Test
    void aStatementAloneIsItsOwnTransaction() {
        List<String> seen = Run.now(() -> id().chain(one -> id().map(other -> List.of(one, other))));
        assertNotEquals(seen.get(0), seen.get(1));
    }

    @Test
    void anInnerTransactionJoinsTheOuterOne() {
        List<String> seen = Run.now(() -> database.tx(() -> id().chain(one ->
                database.tx(() -> id()).chain(other -> id().map(last -> List.of(one, other, last))))));
        assertEquals(1, seen.stream().distinct().count());
    }

    @Test
    void theSessionOfEntitiesWorksInTheSameTransaction() {
        List<String> seen = Run.now(() -> database.tx(() -> id().chain(one ->
                database.tx(session -> session.createNativeQuery(TRANSACTION, String.class)
                        .getSingleResult()
                        .map(other -> List.of(one, other))))));
        assertEquals(seen.get(0), seen.get(1));
    }

    @Test
    void whatFailsLeavesNothingBehind() {
        String subject = UUID.randomUUID().toString();
        assertThrows(
                IllegalStateException.class,
                () -> Run.now(() -> database.tx(() -> note(subject)
                        .chain(() -> Uni.createFrom().<Void>failure(new IllegalStateException("asked to fail"))))));
        assertEquals(0, notes(subject));
    }

    @Test
    void aFailureThatIsPassedOverDoesNotCommitTheRest() {
        String subject = UUID.randomUUID().toString();
        assertThrows(
                Throwable.class,
                () -> Run.now(() -> database.tx(() -> note(subject)
                        .chain(() -> database.sql("select 1 / 0").exists())
                        .onFailure()
                        .recoverWithItem(true))));
        assertEquals(0, notes(subject));
    }

    @Test
    void serializationFailuresRepeatTheWholeTransaction() {
        String subject = UUID.randomUUID().toString();
        AtomicInteger tries = new AtomicInteger();
        Run.now(() -> database.tx(() -> note(subject)
                .chain(() -> tries.incrementAndGet() < 3
                        ? collide()
                        : Uni.createFrom().item(true))));
        assertEquals(3, tries.get());
        assertEquals(1, notes(subject));
    }

    @Test
    void whatCollidesEachTimeIsAMatterOfTryingAgainLater() {
        AtomicInteger tries = new AtomicInteger();
        Throwable failure = assertThrows(
                Throwable.class,
                () -> Run.now(() -> database.tx(() -> {
                    tries.incrementAndGet();
                    return collide();
                })));
        assertEquals(5, tries.get());
        assertEquals("40001", Database.sqlState(failure));
        assertTrue(Database.isPassing(failure));
    }

    /** Who comes back at once finds what was in the way still there. */
    @Test
    void theWorkIsRepeatedAfterAPause() {
        List<Long> begun = new ArrayList<>();
        Run.now(() -> database.tx(() -> {
            begun.add(System.nanoTime());
            return begun.size() < 6
                    ? Uni.createFrom().failure(new Overtaken())
                    : Uni.createFrom().item(true);
        }));
        for (int i = 1; i < begun.size(); i++) {
            assertTrue(begun.get(i) - begun.get(i - 1) >= Duration.ofMillis(4).toNanos(), begun.toString());
        }
    }

    @Test
    void whoIsOvertakenBeginsAnewWithoutWhatWasDone() {
        String subject = UUID.randomUUID().toString();
        AtomicInteger tries = new AtomicInteger();
        Run.now(() -> database.tx(() -> note(subject)
                .chain(() -> tries.incrementAndGet() < 8
                        ? Uni.createFrom().failure(new Overtaken())
                        : Uni.createFrom().item(true))));
        assertEquals(8, tries.get());
        assertEquals(1, notes(subject));
        assertTrue(Database.isPassing(new Overtaken()));
        assertFalse(Database.isPassing(new IllegalStateException()));
    }

    @Test
    void theStateOfAnErrorIsTold() {
        Throwable failure = assertThrows(
                Throwable.class,
                () -> Run.now(() -> database.sql("select 1 / 0").exists()));
        assertEquals("22012", Database.sqlState(failure));
        assertFalse(Database.isDuplicate(failure));
    }

    @Test
    void statementsSentTogetherRunInTheirOrder() {
        String subject = UUID.randomUUID().toString();
        long seen = Run.now(() -> database.tx(() -> database.together(note(subject), count(subject))));
        assertEquals(1, seen);
    }

    @Test
    void whoeverGivesUpLeavesNoTransactionOpen() {
        List<Uni<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(database.apart(() -> database.tx(() ->
                            database.sql("select cast(pg_sleep(0.3) as text)").exists())
                    .ifNoItem()
                    .after(Duration.ofMillis(50))
                    .recoverWithItem(false)));
        }
        Run.now(() -> Uni.join().all(all).andCollectFailures());
        await().atMost(10, SECONDS).until(() -> open() == 0);
        assertTrue(Run.now(() -> database.tx(() -> database.sql("select 1").exists())));
    }

    @Test
    void valuesComeBackAsTheyWereGiven() {
        UUID id = UUID.randomUUID();
        Instant moment = Instant.now().truncatedTo(ChronoUnit.MICROS);
        LocalDate day = LocalDate.of(2026, 2, 28);
        Run.now(() -> database.sql("""
                        select cast(:id as uuid), cast(:at as timestamptz), cast(:day as date), cast(:many as bigint),
                          cast(:few as integer), cast(:share as float8), cast(:yes as boolean), cast(:name as text),
                          cast(:nothing as uuid)""")
                .with("id", id)
                .with("at", moment)
                .with("day", day)
                .with("many", Long.MAX_VALUE)
                .with("few", 7)
                .with("share", 0.25)
                .with("yes", true)
                .with("name", "导购 'x' :y $1")
                .with("nothing", null)
                .one(row -> {
                    assertEquals(id, row.uuid(0));
                    assertEquals(moment, row.instant(1));
                    assertEquals(day, row.date(2));
                    assertEquals(Long.MAX_VALUE, row.number(3));
                    assertEquals(7, row.integer(4));
                    assertEquals(0.25, row.decimal(5));
                    assertTrue(row.flag(6));
                    assertEquals("导购 'x' :y $1", row.text(7));
                    assertNull(row.uuidOrNull(8));
                    return true;
                }));
    }

    @Test
    void anEmptyCollectionHoldsNobody() {
        assertFalse(Run.now(() -> database.sql("select 1 from person where id in (:ids)")
                .with("ids", List.of())
                .exists()));
        assertFalse(Run.now(() -> database.sql("select 1 from person where number in (:numbers)")
                .with("numbers", List.of())
                .exists()));
    }

    private Uni<String> id() {
        return database.sql(TRANSACTION).one(row -> row.text(0));
    }

    private Uni<Boolean> collide() {
        return database.sql("do $$ begin raise exception 'collided' using errcode = '40001'; end $$")
                .exists();
    }

    private Uni<Integer> note(String subject) {
        return database.sql("insert into audit_entry (id, at, actor, actor_name, action, subject, detail)"
                        + " values (gen_random_uuid(), now(), 'test', 'test', 'test.database', :subject, '{}')")
                .with("subject", subject)
                .run();
    }

    private Uni<Long> count(String subject) {
        return database.sql("select count(*) from audit_entry where subject = :subject")
                .with("subject", subject)
                .one(row -> row.number(0));
    }

    private long notes(String subject) {
        return Run.now(() -> count(subject));
    }

    private long open() {
        return Run.now(() -> database.sql("""
                        select count(*) from pg_stat_activity
                        where application_name = 'guike' and pid <> pg_backend_pid()
                          and query like '%pg_sleep(0.3)%' and state <> 'idle'""").one(row -> row.number(0)));
    }
}
