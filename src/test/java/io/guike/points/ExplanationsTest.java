package io.guike.points;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What rows of the ledger keep of an explanation, whenever they were written. */
@QuarkusTest
class ExplanationsTest {

    private static final UUID OCCASION = UUID.fromString("01a2004c-756f-7000-8000-000000000001");

    @Inject
    Explanations explanations;

    @Test
    void whatIsWrittenIsReadAgain() {
        assertEquals(OCCASION, explanations.occasion(Explanations.written(OCCASION)));
        assertNull(Explanations.written(null));
        assertNull(explanations.occasion(null));
    }

    @Test
    void aRowOfTheFirstDaysLeadsToItsOccasion() {
        String row = "{\"id\":\"" + OCCASION + "\",\"kind\":\"BINDING\",\"points\":100,\"explanation\":[\"入会礼\"]}";
        assertEquals(OCCASION, explanations.occasion(row));
    }

    @Test
    void whatTellsNoOccasionIsShownAsItIs() {
        for (String row : List.of("按活动规则补发", "{\"rule\":1}", "{\"occasion\":\"none\"}", "[]", "")) {
            assertNull(explanations.occasion(row), row);
            assertEquals(Explanation.told(row), explanations.read(row, Map.of()));
        }
        assertNull(explanations.read(null, Map.of()));
    }

    @Test
    void anOccasionThatNobodyKnowsIsNamedAlone() {
        assertEquals(Map.of(), Run.now(() -> explanations.of(List.of(OCCASION))));
        Explanation shown = explanations.read(Explanations.written(OCCASION), Map.of());
        assertEquals(new Explanation(OCCASION, null, List.of(), List.of(), List.of()), shown);
    }
}
