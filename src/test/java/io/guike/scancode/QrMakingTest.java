package io.guike.scancode;

import static io.guike.support.Chain.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.platform.Database;
import io.guike.platform.Problem;
import io.guike.scancode.CodeView.MediumView;
import io.guike.scancode.ScanCodes.CodeOrder;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Simulated;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class QrMakingTest {

    /** The attempt before the last one. */
    @Inject
    ScanCodes codes;

    @Inject
    QrMaking making;

    @Inject
    Database database;

    @Inject
    Chain chain;

    @Inject
    MovableClock clock;

    @AfterEach
    void mend() {
        Simulated.works();
    }

    private UUID issue(boolean permanent) {
        CodeOrder order =
                new CodeOrder(CodeKind.STORE, chain.store().id(), null, "门口", List.of(Medium.SERVICE), permanent);
        return await(() -> codes.issue(Caller.SYSTEM, order)).id();
    }

    private MediumView service(UUID id) {
        return await(() -> codes.views(List.of(id))).get(id).media().get(0);
    }

    private MediumView awaitService(UUID id, Predicate<MediumView> condition) {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> service(id), condition);
    }

    private int attempts(UUID id) {
        return await(() -> database.sql("select attempts from scan_code_qr where id = :id")
                .with("id", id)
                .one(row -> row.integer(0)));
    }

    @Test
    void newCodesBecomeReadyAndLeadBackToThemselves() {
        for (boolean permanent : new boolean[] {true, false}) {
            UUID id = issue(permanent);
            MediumView made = awaitService(id, MediumView::ready);
            assertEquals(permanent, made.permanent());
            assertEquals(permanent, made.expiresAt() == null);
            String scene = Simulated.sceneOf(made.content());
            assertEquals(id, await(() -> codes.resolve(scene)).id());
        }
    }

    @Test
    void temporaryCodeIsMadeAnewBeforeItLapses() {
        UUID id = issue(false);
        MediumView first = awaitService(id, MediumView::ready);
        clock.move(Duration.ofDays(26));
        await(() -> making.renewDue().replaceWith(true));
        assertEquals(first.content(), service(id).content());

        clock.move(Duration.ofDays(1).plusHours(1));
        await(() -> making.renewDue().replaceWith(true));
        MediumView second = awaitService(id, view -> !first.content().equals(view.content()));
        assertTrue(second.ready());
        assertTrue(second.expiresAt().isAfter(first.expiresAt().plus(Duration.ofDays(26))));
        assertEquals(Simulated.sceneOf(first.content()), Simulated.sceneOf(second.content()));
    }

    @Test
    void theOldPictureWorksWhileTheNewOneCannotBeMade() {
        UUID id = issue(false);
        MediumView first = awaitService(id, MediumView::ready);
        Simulated.fails(Map.of("path", Simulated.CREATE, "errcode", -1));
        clock.move(Duration.ofDays(27).plusHours(1));
        await(() -> making.renewDue().replaceWith(true));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> attempts(id) > 0);
        assertEquals(first.content(), service(id).content());
        assertTrue(service(id).ready());
        clock.move(Duration.ofDays(3));
        assertFalse(service(id).ready());
        Simulated.works();
        assertNotEquals(first.content(), awaitService(id, MediumView::ready).content());
    }

    @Test
    void retiredCodeIsNotMadeAnew() {
        UUID id = issue(false);
        awaitService(id, MediumView::ready);
        await(() -> codes.retire(Caller.SYSTEM, id));
        clock.move(Duration.ofDays(28));
        int before = attempts(id);
        await(() -> making.renewDue().replaceWith(true));
        String state = await(() -> database.sql("select state from scan_code_qr where id = :id")
                .with("id", id)
                .one(row -> row.text(0)));
        assertEquals("DONE", state);
        assertEquals(before, attempts(id));
        assertFalse(service(id).ready());
    }

    @Test
    void whatFailedAtFirstIsMadeWhenWeChatRecovers() {
        Simulated.fails(Map.of("path", Simulated.CREATE, "status", 502, "times", 2));
        Simulated.fails(Map.of("path", Simulated.CREATE, "errcode", -1, "times", 2));
        UUID temporary = issue(false);
        UUID permanent = issue(true);
        assertTrue(awaitService(temporary, MediumView::ready).ready());
        assertTrue(awaitService(permanent, MediumView::ready).ready());
    }

    @Test
    void answerThatWasLostMakesNoSecondPermanentCode() {
        Simulated.fails(Map.of("path", Simulated.CREATE, "cut", "after", "times", 1));
        int before = Simulated.codes().getInt("permanent");
        UUID id = issue(true);
        awaitService(id, MediumView::ready);
        assertEquals(before + 1, Simulated.codes().getInt("permanent"));
    }

    @Test
    void whatWasGivenUpSaysWhyAndCanBeAskedForAgain() {
        Simulated.fails(Map.of("path", Simulated.CREATE, "errcode", 48001, "errmsg", "api unauthorized"));
        UUID id = issue(false);
        MediumView dead = awaitService(id, view -> view.error() != null);
        assertTrue(dead.error().contains("48001"), dead.error());
        assertFalse(dead.ready());

        Simulated.works();
        await(() -> codes.retry(Caller.SYSTEM, id));
        MediumView made = awaitService(id, MediumView::ready);
        assertNull(made.error());
        assertNotNull(made.content());
        Problem nothing = assertThrows(Problem.class, () -> await(() -> codes.retry(Caller.SYSTEM, id)));
        assertEquals("scancode.not-failed", nothing.code().code());
    }
}
