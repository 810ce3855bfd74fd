package io.guike.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CursorTest {

    @Test
    void aCursorComesBackAsItWasGiven() {
        Cursor cursor = Cursor.at(Instant.parse("2026-02-28T15:59:59.123456Z"), UUID.randomUUID());
        assertEquals(cursor, Cursor.newestOr(cursor.text()));
    }

    @Test
    void whatNobodyGaveOutIsRefused() {
        for (String text : new String[] {"", "x", "%%%", "AAAA", Cursor.first().text()}) {
            Problem problem = assertThrows(Problem.class, () -> Cursor.newestOr(text), text);
            assertEquals("request.cursor-invalid", problem.code().code());
        }
    }

    @Test
    void aPageKnowsWhetherAnotherFollows() {
        List<Integer> three = List.of(1, 2, 3);
        assertNull(Page.of(three, 3, number -> Cursor.first()).next());
        Page<Integer> page = Page.of(three, 2, number -> new Cursor("" + number, new UUID(0, 0)));
        assertEquals(List.of(1, 2), page.items());
        assertEquals("2", Cursor.firstOr(page.next()).key());
    }

    @Test
    void aTimeThatNoCalendarHasIsRefused() {
        for (String time :
                new String[] {"+1000000000-12-31T23:59:59Z", "-0001-01-01T00:00:00Z", "+10000-01-02T00:00:00Z"}) {
            String text = new Cursor(time, UUID.randomUUID()).text();
            Problem problem = assertThrows(Problem.class, () -> Cursor.newestOr(text), time);
            assertEquals("request.cursor-invalid", problem.code().code());
        }
    }

    @Test
    void aTextThatTheDatabaseCannotReadIsRefused() {
        String text = new Cursor("a\0b", UUID.randomUUID()).text();
        Problem problem = assertThrows(Problem.class, () -> Cursor.firstOr(text));
        assertEquals("request.cursor-invalid", problem.code().code());
    }
}
