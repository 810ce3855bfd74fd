package io.guike.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** By what a repeated request is known. */
@QuarkusTest
class IdempotencyTest {

    @Inject
    Idempotency idempotency;

    private static Map<String, String> of(String first, String second) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put(first, first);
        body.put(second, second);
        return body;
    }

    @Test
    void theOrderOfAMapDoesNotMakeAnotherRequest() {
        assertEquals(idempotency.hash("move", of("a", "b")), idempotency.hash("move", of("b", "a")));
        assertNotEquals(idempotency.hash("move", of("a", "b")), idempotency.hash("move", of("a", "c")));
        assertNotEquals(idempotency.hash("move", of("a", "b")), idempotency.hash("stay", of("a", "b")));
    }
}
