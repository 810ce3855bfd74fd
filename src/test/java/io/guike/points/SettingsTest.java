package io.guike.points;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.runtime.StartupEvent;
import org.junit.jupiter.api.Test;

/** Settings that cannot be meant stop the service as it starts, and not a shopper later. */
class SettingsTest {

    @Test
    void anExpiryOfOldPointsThatIsNoneStopsTheStart() {
        CarryOver carryOver = new CarryOver();
        for (String text : new String[] {"2Y", "", "DAYS:-1", "DAYS:x"}) {
            carryOver.expiry = text;
            assertThrows(IllegalStateException.class, () -> carryOver.start(new StartupEvent()), text);
        }
        carryOver.expiry = "END_OF_YEAR:1";
        assertDoesNotThrow(() -> carryOver.start(new StartupEvent()));
    }

    @Test
    void aGraceOfLessThanNoDaysStopsTheStart() {
        Reversals reversals = new Reversals();
        reversals.refundGrace = -1;
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> reversals.start(new StartupEvent()));
        assertEquals("guike.points.refund-grace is -1; it lies between 0 and 36500", refused.getMessage());
        reversals.refundGrace = 0;
        assertDoesNotThrow(() -> reversals.start(new StartupEvent()));
    }
}
