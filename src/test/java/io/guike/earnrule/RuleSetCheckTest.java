package io.guike.earnrule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.guike.platform.Problem.Flaw;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSetCheckTest {

    private static final UUID STORE = new UUID(1, 1);

    private static List<String> fields(String document) {
        return RuleSetCheck.flaws(Sets.read(document), Set.of("GOLD"), Set.of(STORE)).stream()
                .map(Flaw::field)
                .toList();
    }

    @Test
    void aSoundSetHasNoFlaws() throws JsonProcessingException {
        String document = """
                {"rules": [%s, {"id": "in", "kind": "REVIEW", "name": "评价", "points": 1, "expiry": {"kind": "NEVER"},
                   "stores": {"only": ["%s"]}}],
                 "multipliers": [{"id": "m", "name": "会员日", "percent": 200, "combine": "ALONE", "levels": ["GOLD"],
                   "weekdays": ["FRIDAY"], "daysOfMonth": [8, 31], "birthday": {"before": 0, "after": 60},
                   "from": "2026-11-01", "until": "2026-11-30", "products": {"except": ["CARD"]}}],
                 "caps": [{"kind": "PURCHASE", "perDay": 1000}, {"kind": null, "perDay": 2000}]}""".formatted(Sets.YUAN, STORE);
        assertEquals(List.of(), fields(document));
        RuleSet set = Sets.read(document);
        assertEquals(set, Sets.read(Sets.JSON.writeValueAsString(set)), "what is stored is read the same");
    }

    @Test
    void anEmptySetIsSoundAndGivesNothing() {
        assertEquals(List.of(), fields("{}"));
    }

    @ParameterizedTest(name = "{1} is wrong in {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"id\": \"Big\", \"kind\": \"REVIEW\", \"name\": \"n\", \"points\": 1 | id",
                "\"kind\": \"REVIEW\", \"name\": \"n\", \"points\": 1 | id",
                "\"id\": \"a\", \"name\": \"n\", \"points\": 1 | kind",
                "\"id\": \"a\", \"kind\": \"REVIEW\", \"name\": \" \", \"points\": 1 | name",
                "\"id\": \"a\", \"kind\": \"REVIEW\", \"name\": \"n\" | points",
                "\"id\": \"a\", \"kind\": \"REVIEW\", \"name\": \"n\", \"points\": 1000001 | points",
                "\"id\": \"a\", \"kind\": \"REVIEW\", \"name\": \"n\", \"points\": 1, \"perFen\": 100 | perFen",
                "\"id\": \"a\", \"kind\": \"PURCHASE\", \"name\": \"n\", \"points\": 1 | perFen",
                "\"id\": \"a\", \"kind\": \"PURCHASE\", \"name\": \"n\", \"points\": 1, \"perFen\": 0 | perFen",
                "\"id\": \"a\", \"kind\": \"PURCHASE\", \"name\": \"n\", \"points\": 1000, \"perFen\": 1 | points",
                "\"id\": \"a\", \"kind\": \"PURCHASE\", \"name\": \"n\", \"points\": 101, \"perFen\": 1 | points",
                "\"id\": \"a\", \"kind\": \"PURCHASE\", \"name\": \"n\", \"points\": 701, \"perFen\": 7 | points",
                "\"id\": \"a\", \"kind\": \"BIRTHDAY\", \"name\": \"n\", \"points\": 1, \"pending\": true | pending",
                "\"id\": \"a\", \"kind\": \"CHECK_IN\", \"name\": \"n\", \"points\": 1, \"stores\": {\"only\": [\"00000000-0000-0001-0000-000000000001\"]} | stores",
                "\"id\": \"a\", \"kind\": \"BIRTHDAY\", \"name\": \"n\", \"points\": 1, \"stores\": {\"except\": [\"00000000-0000-0001-0000-000000000001\"]} | stores",
                "\"id\": \"a\", \"kind\": \"REVIEW\", \"name\": \"n\", \"points\": 1, \"products\": {\"only\": [\"A\"]} | products",
                "\"id\": \"a\", \"kind\": \"REVIEW\", \"name\": \"n\", \"points\": 1, \"stores\": {\"only\": [\"00000000-0000-0009-0000-000000000001\"]} | stores",
            })
    void aWrongRuleIsTold(String rule, String field) {
        assertEquals(
                List.of("rules[0]." + field),
                fields("{\"rules\": [{\"expiry\": {\"kind\": \"NEVER\"}, " + rule + "}]}"));
    }

    @ParameterizedTest(name = "{1} is wrong in {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"percent\": 100 | percent",
                "\"percent\": 2001 | percent",
                "\"combine\": null | combine",
                "\"levels\": [\"BLACK\"] | levels",
                "\"daysOfMonth\": [0] | daysOfMonth",
                "\"daysOfMonth\": [32] | daysOfMonth",
                "\"birthday\": {\"before\": 61, \"after\": 0} | birthday",
                "\"birthday\": {\"before\": 0, \"after\": -1} | birthday",
                "\"from\": \"2026-11-02\", \"until\": \"2026-11-01\" | until",
                "\"kinds\": [\"REVIEW\", \"PURCHASE\"], \"products\": {\"only\": [\"A\"]} | products",
                "\"products\": {\"only\": [\" \"]} | products",
                "\"stores\": {\"only\": [\"00000000-0000-0001-0000-000000000001\"]}, \"kinds\": [\"PURCHASE\", \"CHECK_IN\"] | stores",
            })
    void aWrongMultiplierIsTold(String part, String field) {
        String sound = "{\"id\": \"m\", \"name\": \"n\", \"percent\": 200, \"combine\": \"ADD\"}";
        String key = part.substring(0, part.indexOf(':'));
        String changed = key.equals("\"percent\"") || key.equals("\"combine\"")
                ? sound.replaceAll(key + ": [^,}]+", part)
                : sound.replace("}", ", " + part + "}");
        assertEquals(List.of("multipliers[0]." + field), fields("{\"multipliers\": [" + changed + "]}"));
    }

    @Test
    void rulesOfOneKindAgreeInHowTheyLapseAndWait() {
        String rule = "{\"id\": \"%s\", \"kind\": \"REVIEW\", \"name\": \"n\", \"points\": 1, \"pending\": %s,"
                + " \"expiry\": {\"kind\": \"DAYS\", \"count\": %d}}";
        String first = rule.formatted("a", "false", 90);
        assertEquals(List.of(), fields(rules(first, rule.formatted("b", "false", 90))));
        assertEquals(List.of("rules[1]"), fields(rules(first, rule.formatted("b", "true", 90))));
        assertEquals(List.of("rules[1]"), fields(rules(first, rule.formatted("b", "false", 91))));
        assertEquals(List.of("rules[1].id"), fields(rules(first, first)));
        assertEquals(List.of("rules[0].expiry"), fields(rules(first.replaceAll(", *\"expiry.*", "}"))));
    }

    private static String rules(String... rules) {
        return "{\"rules\": [" + String.join(", ", rules) + "]}";
    }

    @Test
    void twoCapsOfOneKindAreOneTooMany() {
        assertEquals(List.of("caps[1].kind", "caps[2].perDay"), fields("""
                        {"caps": [{"kind": "REVIEW", "perDay": 1}, {"kind": "REVIEW", "perDay": 2},
                          {"kind": null, "perDay": -1}]}"""));
    }

    @Test
    void whatIsNoneOfTheWordsIsNotRead() {
        assertThrows(IllegalArgumentException.class, () -> Sets.read("{\"rules\": [null]}"));
        assertThrows(
                IllegalArgumentException.class,
                () -> Sets.read("{\"rules\": [{\"expiry\": {\"kind\": \"DAYS\", \"count\": -1}}]}"));
        assertThrows(IllegalArgumentException.class, () -> Sets.read("{\"multipliers\": [{\"daysOfMonth\": [null]}]}"));
    }

    @Test
    void aFenBringsAHundredPointsAndNotOneMore() {
        String rule = "{\"rules\": [{\"expiry\": {\"kind\": \"NEVER\"}, \"id\": \"a\", \"kind\": \"PURCHASE\","
                + " \"name\": \"n\", \"points\": %d, \"perFen\": %d}]}";
        assertEquals(List.of(), fields(rule.formatted(100, 1)));
        assertEquals(List.of("rules[0].points"), fields(rule.formatted(101, 1)));
        assertEquals(List.of("rules[0].points"), fields(rule.formatted(199, 1)));
        assertEquals(List.of(), fields(rule.formatted(700, 7)));
    }
}
