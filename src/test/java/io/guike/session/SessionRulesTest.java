package io.guike.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long sessions last, without a database. */
class SessionRulesTest {

    private static final Instant NINE = Instant.parse("2026-03-02T01:00:00Z");
    private static final UUID SOMEBODY = Ids.next();

    @ParameterizedTest
    @CsvSource({"STAFF, 14", "SHOPPER, 90"})
    void sessionLapsesWithoutUse(Audience audience, int idleDays) {
        Session session = session(audience);
        Instant used = NINE.plus(Duration.ofDays(idleDays)).minusMillis(1);
        assertTrue(session.use(used));
        assertFalse(session.use(used.plus(Duration.ofDays(idleDays))));
        assertEquals(End.LAPSED, session.endedBecause);
    }

    @ParameterizedTest
    @CsvSource({"STAFF, 60", "SHOPPER, 365"})
    void sessionEndsAtLastHoweverMuchItIsUsed(Audience audience, int longestDays) {
        Session session = session(audience);
        for (int day = 10; day < longestDays; day += 10) {
            assertTrue(session.use(NINE.plus(Duration.ofDays(day))));
        }
        assertTrue(session.use(NINE.plus(Duration.ofDays(longestDays)).minusMillis(1)));
        assertFalse(session.use(NINE.plus(Duration.ofDays(longestDays))));
    }

    @Test
    void sessionEndsOnce() {
        Session session = session(Audience.STAFF);
        session.end(End.LEFT, NINE);
        session.end(End.SIGNED_OUT, NINE.plusSeconds(1));
        assertEquals(End.LEFT, session.endedBecause);
        assertEquals(NINE, session.endedAt);
        assertFalse(session.use(NINE.plusSeconds(1)));
    }

    private static Session session(Audience audience) {
        return new Session(Ids.next(), audience, SOMEBODY, SOMEBODY, null, NINE);
    }
}
