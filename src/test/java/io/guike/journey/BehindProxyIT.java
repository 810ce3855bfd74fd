package io.guike.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.embedded.Fleet;
import io.guike.embedded.Fleet.Replica;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose address a limit counts: the one a proxy tells, where there is one, and else the caller's own. */
class BehindProxyIT {

    /** Two whole windows of the limit on links: one of them is used up, wherever they begin. */
    private static final int MOST_TRIES = 1_300;

    @TempDir
    static Path directory;

    private static Fleet fleet;
    private static Replica behindProxy;
    private static Replica open;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void startBoth() throws Exception {
        fleet = new Fleet(directory);
        behindProxy = fleet.startReplica("-Dguike.behind-proxy=true");
        open = fleet.startReplica();
    }

    @AfterAll
    static void stopBoth() throws Exception {
        fleet.close();
    }

    @Test
    void behindAProxyEachForwardedAddressIsCountedByItself() throws Exception {
        useUp(behindProxy, number -> "203.0.113.7");
        assertEquals(200, status(behindProxy, "203.0.113.8"));
        assertEquals(200, status(behindProxy, null), "without the header it is the caller's own");
    }

    @Test
    void withoutAProxyAHeaderThatSaysOtherwiseIsNotBelieved() throws Exception {
        useUp(open, number -> "198.51.100." + number % 250);
        assertEquals(429, status(open, "203.0.113.9"));
    }

    /** Whose address is told by the number of the request. */
    private interface Told {
        String by(int number);
    }

    private void useUp(Replica replica, Told address) throws Exception {
        for (int number = 0; number < MOST_TRIES; number++) {
            if (status(replica, address.by(number)) == 429) {
                return;
            }
        }
        throw new AssertionError("never refused");
    }

    private int status(Replica replica, String forwardedFor) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(replica.url() + "/s/nowhere"));
        if (forwardedFor != null) {
            request.header("X-Forwarded-For", forwardedFor);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
