package io.guike.grant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;

/** How many lines of a run came to what, as its row keeps it: a long list is not counted at each look. */
@Singleton
class Counts {

    @Inject
    ObjectMapper json;

    Map<String, Long> read(String text) {
        try {
            return json.readValue(text, new TypeReference<TreeMap<String, Long>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param changes by outcome; an outcome of no line is left out */
    String changed(String text, Map<LineOutcome, Long> changes) {
        Map<String, Long> counts = read(text);
        changes.forEach((outcome, by) -> counts.merge(outcome.name(), by, Long::sum));
        counts.values().removeIf(lines -> lines == 0);
        try {
            return json.writeValueAsString(counts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
