package io.guike.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Meters of both servers have the same tags, whichever ports were chosen. */
class HttpServerTagsTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();

    HttpServerTagsTest() {
        registry.config().meterFilter(new HttpServerTags().filter());
    }

    private @Nullable String port(String name, String... tags) {
        Meter meter = registry.counter(name, tags);
        return meter.getId().getTag(HttpServerTags.PORT);
    }

    @Test
    void aServerWhosePortTheSystemChoosesHasTheTagToo() {
        assertEquals("0", port("http.server.bytes.read"));
        assertEquals("0", port("http.server.active.requests", "url.scheme", "http"));
        assertEquals("8080", port("http.server.bytes.read", HttpServerTags.PORT, "8080"));
    }

    @Test
    void metersOfRequestsAndOfOthersStayAsTheyAre() {
        assertNull(port("http.server.requests", "uri", "/s/{scene}"));
        assertNull(port("guike.idempotency.replays"));
    }
}
