package io.guike.scancode;

import static io.guike.support.Chain.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.platform.Database;
import io.guike.platform.Problem;
import io.guike.scancode.ScanCodes.CodeOrder;
import io.guike.scancode.ScanCodes.PromoterOrder;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Simulated;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SlotPoolTest {

    @Inject
    ScanCodes codes;

    @Inject
    SlotPool pool;

    @Inject
    Scenes scenes;

    @Inject
    Database database;

    @Inject
    Chain chain;

    @Inject
    MovableClock clock;

    private int madeBefore;
    private int leftBehind;

    /** Slots that other tests freed must not be taken here. */
    @BeforeEach
    void lookAtThePool() {
        madeBefore = made();
        await(() -> database.sql("update qr_slot set freed_at = :later where freed_at is not null")
                .with("later", clock.instant().plus(Duration.ofDays(10_000)))
                .run());
        leftBehind = slots();
    }

    @AfterEach
    void countWhatThereIs() {
        setMade(madeBefore + slots() - leftBehind);
    }

    private int made() {
        return await(() -> database.sql("select made from qr_pool").one(row -> row.integer(0)));
    }

    private int slots() {
        return await(() -> database.sql("select count(*) from qr_slot").one(row -> row.integer(0)));
    }

    private void setMade(int made) {
        await(() -> database.sql("update qr_pool set made = :made")
                .with("made", made)
                .run());
    }

    private CodeView issue(UUID store) {
        CodeOrder order = new CodeOrder(CodeKind.TILL, store, null, "收银台", List.of(Medium.SERVICE), true);
        return await(() -> codes.issue(Caller.SYSTEM, order));
    }

    private long slotOf(UUID code) {
        return await(() -> database.sql("select scene_key from scan_code_qr where id = :id")
                .with("id", code)
                .one(row -> row.number(0)));
    }

    private String ready(UUID code) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> await(() -> codes.views(List.of(code)))
                                .get(code)
                                .media()
                                .get(0)
                                .content(),
                        Objects::nonNull);
    }

    @Test
    void ofManyAtOnceExactlyAsManySucceedAsThereAreLeft() throws Exception {
        UUID store = chain.store().id();
        setMade(pool.limit() - 3);
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            List<Callable<Boolean>> all = IntStream.range(0, 12)
                    .<Callable<Boolean>>mapToObj(i -> () -> isIssued(store))
                    .toList();
            int succeeded = 0;
            for (Future<Boolean> one : threads.invokeAll(all)) {
                succeeded += one.get() ? 1 : 0;
            }
            assertEquals(3, succeeded);
        } finally {
            threads.shutdown();
        }
        assertEquals(pool.limit(), made());
        assertEquals(leftBehind + 3, slots());
        assertEquals(3, codesOf(store));
    }

    private boolean isIssued(UUID store) {
        try {
            issue(store);
            return true;
        } catch (Problem refused) {
            assertEquals("scancode.permanent-exhausted", refused.code().code());
            return false;
        }
    }

    private int codesOf(UUID store) {
        return await(() -> database.sql("select count(*) from scan_code where store_id = :store")
                .with("store", store)
                .one(row -> row.integer(0)));
    }

    @Test
    void bulkThatDoesNotFitMakesNothing() {
        UUID store = chain.store().id();
        IntStream.range(0, 3).forEach(i -> chain.posted(store, Role.PROMOTER));
        setMade(pool.limit() - 2);
        PromoterOrder order = new PromoterOrder(List.of(store), List.of(Medium.SERVICE), true, false);
        Problem refused = assertThrows(Problem.class, () -> await(() -> codes.issueForPromoters(Caller.SYSTEM, order)));
        assertEquals("scancode.permanent-exhausted", refused.code().code());
        assertEquals(0, codesOf(store));
        assertEquals(leftBehind, slots());
        assertEquals(pool.limit() - 2, made());
    }

    @Test
    void freedSlotServesAnotherCodeOnlyAfterItsRest() {
        UUID store = chain.store().id();
        CodeView old = issue(store);
        String picture = ready(old.id());
        long slot = slotOf(old.id());
        String scene = scenes.scene(slot);
        await(() -> codes.retire(Caller.SYSTEM, old.id()));

        assertNotEquals(slot, slotOf(issue(store).id()));
        clock.move(Duration.ofDays(179));
        assertNotEquals(slot, slotOf(issue(store).id()));
        ScannedCode resting = await(() -> codes.resolve(scene));
        assertEquals(old.id(), resting.id());
        assertFalse(resting.active());

        clock.move(Duration.ofDays(2));
        int callsBefore = Simulated.calls(Simulated.CREATE);
        CodeView next = issue(store);
        assertEquals(slot, slotOf(next.id()));
        assertEquals(picture, next.media().get(0).content());
        assertTrue(next.media().get(0).ready());
        ScannedCode taken = await(() -> codes.resolve(scene));
        assertEquals(next.id(), taken.id());
        assertTrue(taken.active());
        assertEquals(callsBefore, Simulated.calls(Simulated.CREATE));
    }

    @Test
    void restedSlotsAreUsedBeforeNewOnesAndCountOnce() {
        UUID store = chain.store().id();
        CodeView old = issue(store);
        ready(old.id());
        await(() -> codes.retire(Caller.SYSTEM, old.id()));
        clock.move(Duration.ofDays(181));
        setMade(pool.limit());
        assertNotNull(issue(store));
        assertEquals(pool.limit(), made());
        assertThrows(Problem.class, () -> issue(store));
    }
}
