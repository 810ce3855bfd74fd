package io.guike.earnrule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** Rule sets, written as head office writes them. */
final class Sets {

    static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

    static final String YUAN = """
            {"id": "purchase", "kind": "PURCHASE", "name": "消费积分", "points": 1, "perFen": 100,
             "expiry": {"kind": "END_OF_YEAR", "count": 1}}""";

    private Sets() {}

    static RuleSet read(String document) {
        try {
            return JSON.readValue(document, RuleSet.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** One point a yuan, and what is given. */
    static EarnRules yuanWith(String multipliers, String caps) {
        return new EarnRules(
                7,
                read("{\"rules\": [" + YUAN + "], \"multipliers\": [" + multipliers + "], \"caps\": [" + caps + "]}"));
    }

    static String multiplier(String id, int percent, String combine, String more) {
        return "{\"id\": \"%s\", \"name\": \"%s\", \"percent\": %d, \"combine\": \"%s\"%s}"
                .formatted(id, id, percent, combine, more.isEmpty() ? "" : ", " + more);
    }
}
