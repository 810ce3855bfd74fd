package io.guike.platform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StatementTest {

    @Test
    void eachPlaceOfANameIsAParameterOfItsOwn() {
        Statement statement = Statement.of("select :name, lower(:name) from t where id=:id");
        assertEquals("select $1, lower($2) from t where id=$3", statement.text());
        Tuple bound = statement.bind(Map.of("name", "a", "id", 7));
        assertEquals(Arrays.asList("a", "a", 7), values(bound));
    }

    @Test
    void quotedTextCommentsAndCastsAreLeftAlone() {
        String text = "select 'at :time', \"a:b\", now()::date, 'it''s :me' -- :gone\nfrom t";
        assertEquals(text, Statement.of(text).text());
    }

    @Test
    void aCollectionIsOneArray() {
        Statement statement = Statement.of("select 1 from t where a in (:a) and b NOT IN ( :b )");
        assertEquals("select 1 from t where a = any($1) and b <> all($2)", statement.text());
        UUID id = UUID.randomUUID();
        Tuple bound = statement.bind(Map.of("a", Set.of(id), "b", List.of("x", "y")));
        assertArrayEquals(new UUID[] {id}, (UUID[]) bound.getValue(0));
        assertArrayEquals(new Object[] {"x", "y"}, (Object[]) bound.getValue(1));
    }

    @Test
    void momentsAreHandedOverAsTheDriverKnowsThem() {
        Instant moment = Instant.parse("2026-02-28T15:59:59.123456Z");
        Tuple bound = Statement.of("select :at").bind(Map.of("at", moment));
        assertEquals(OffsetDateTime.parse("2026-02-28T15:59:59.123456Z"), bound.getValue(0));
    }

    @Test
    void aNullIsAValueAndAMissingOneIsNot() {
        Statement statement = Statement.of("select :a");
        assertNull(statement.bind(Collections.singletonMap("a", null)).getValue(0));
        assertThrows(IllegalArgumentException.class, () -> statement.bind(Map.of()));
        assertThrows(IllegalArgumentException.class, () -> statement.bind(Map.of("a", 1, "b", 2)));
    }

    private static List<Object> values(Tuple tuple) {
        Object[] values = new Object[tuple.size()];
        Arrays.setAll(values, tuple::getValue);
        return Arrays.asList(values);
    }
}
