package io.guike.staff;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Role;
import io.guike.platform.Ids;
import io.guike.platform.Problem;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of assignments and passwords, without a database. */
class StaffRulesTest {

    private static final Instant NINE = Instant.parse("2026-03-02T01:00:00Z");
    private static final UUID SOMEBODY = Ids.next();
    private static final UUID STORE = Ids.next();

    @Test
    void assignmentsThatTouchDoNotCollide() {
        Assignment morning = assignment(NINE, NINE.plusSeconds(3600));
        Assignment after = assignment(NINE.plusSeconds(3600), null);
        assertFalse(morning.collidesWith(after));
        assertFalse(after.collidesWith(morning));
    }

    @Test
    void assignmentsThatShareASecondCollide() {
        Assignment morning = assignment(NINE, NINE.plusSeconds(3600));
        Assignment open = assignment(NINE.plusSeconds(3599), null);
        assertTrue(morning.collidesWith(open));
        assertTrue(open.collidesWith(morning));
    }

    @Test
    void assignmentOfAnotherRoleDoesNotCollide() {
        Assignment manager = new Assignment(Ids.next(), SOMEBODY, STORE, Role.STORE_MANAGER, NINE, null);
        assertFalse(manager.collidesWith(assignment(NINE, null)));
    }

    @Test
    void assignmentTakenBackBeforeItBeganWasNeverHeld() {
        Assignment planned = assignment(NINE.plusSeconds(60), null);
        planned.endAt(NINE);
        assertEquals(planned.startsAt, planned.endsAt);
        assertFalse(planned.runsAt(planned.startsAt));
        assertFalse(planned.collidesWith(assignment(NINE, null)));
    }

    @Test
    void assignmentThatIsOverStaysAsItIs() {
        Assignment over = assignment(NINE, NINE.plusSeconds(60));
        over.endAt(NINE.plusSeconds(120));
        assertEquals(NINE.plusSeconds(60), over.endsAt);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short-1",
                "xE1042xyzq",
                "zhangsanqwz",
                "1234567890",
                "password1234",
                "aaaaaaaaaaaa",
                "qwertyuiop1",
                "Admin@123456",
                "abcdefghijkl",
                "guike2026guike",
                "P@ssw0rd2026",
                "11223344556677"
            })
    void weakPasswordIsRefused(String password) {
        assertCode("staff.password-weak", () -> Passwords.mustBeGood(password, "E1042", "ZhangSan"));
    }

    @Test
    void passwordLongerThanBcryptReadsIsRefused() {
        assertCode("staff.password-weak", () -> Passwords.mustBeGood("归客".repeat(20) + "x9", "E1042", "张三"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"korrekt-Pferd-29", "春眠不觉晓处处闻啼鸟", "tr0ub4dor&3x", "hmqz8-w4rt-kpnd"})
    void goodPasswordIsTaken(String password) {
        assertDoesNotThrow(() -> Passwords.mustBeGood(password, "E1042", "张三"));
    }

    private static Assignment assignment(Instant from, Instant to) {
        return new Assignment(Ids.next(), SOMEBODY, STORE, Role.PROMOTER, from, to);
    }

    private static void assertCode(String code, Runnable rule) {
        Problem refused = assertThrows(Problem.class, rule::run);
        assertEquals(code, refused.code().code());
    }
}
