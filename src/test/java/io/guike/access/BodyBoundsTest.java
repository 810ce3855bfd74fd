package io.guike.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.support.Chain;
import io.guike.support.Shoppers;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much of a body is listened to over HTTP/2, where nobody has to say beforehand how much is coming. */
@QuarkusTest
class BodyBoundsTest {

    private static final String TOO_LARGE = "413 request.too-large";
    private static final String IMPORT = "/api/hq/imports/stores";
    private static final int LARGE = 300 * 1024;
    private static final int LARGER_THAN_IMPORTS = 17 * 1024 * 1024;

    @Inject
    Chain chain;

    @Inject
    Shoppers shoppers;

    private final HttpClient client = HttpClient.newBuilder()
            .version(Version.HTTP_2)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    /** In clear this client begins with HTTP/1.1 and changes over; what follows on the connection is HTTP/2. */
    @BeforeEach
    void changeOver() throws Exception {
        HttpResponse<String> answer =
                client.send(to("/api/open/card-keys").GET().build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(Version.HTTP_2, answer.version());
        assertEquals(200, answer.statusCode());
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .timeout(Duration.ofSeconds(60));
    }

    private static BodyPublisher untold(byte[] bytes) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
    }

    private static byte[] json(int size) {
        return ("{\"name\":\"nobody\",\"password\":\"" + "x".repeat(size) + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(Version.HTTP_2, answer.version());
        assertTrue(
                answer.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json"),
                answer.body());
        return answer.statusCode() + " "
                + io.restassured.path.json.JsonPath.from(answer.body()).getString("code");
    }

    private HttpRequest.Builder signIn(BodyPublisher body) {
        return to("/api/staff/session")
                .header("Content-Type", "application/json")
                .POST(body);
    }

    @Test
    void aLargeBodyOfUntoldLengthIsRefusedOnAnOpenPath() throws Exception {
        assertEquals(TOO_LARGE, send(signIn(untold(json(LARGE)))));
        assertEquals("401 staff.sign-in-refused", send(signIn(untold(json(10)))), "the connection goes on");
    }

    @Test
    void aLargeBodyThatIsAnnouncedIsRefused() throws Exception {
        assertEquals(TOO_LARGE, send(signIn(BodyPublishers.ofByteArray(json(LARGE)))));
    }

    @Test
    void aLargeBodyOfSomebodyWhoSignedInIsRefused() throws Exception {
        assertEquals(
                TOO_LARGE,
                send(to("/api/hq/merges")
                        .header("Authorization", "Bearer " + chain.hq().token())
                        .header("Content-Type", "application/json")
                        .POST(untold(json(LARGE)))));
    }

    @Test
    void whoMayNotSendIsRefusedWithoutBeingListenedTo() throws Exception {
        assertEquals(
                "401 auth.required",
                send(to("/api/hq/merges")
                        .header("Content-Type", "application/json")
                        .POST(untold(json(10)))));
    }

    @Test
    void importsHaveTheirOwnLimit() throws Exception {
        String hq = chain.hq().token();
        assertEquals("422 import.refused", send(importing(hq, IMPORT, LARGE)), "it was read");
        assertEquals(TOO_LARGE, send(importing(hq, IMPORT, LARGER_THAN_IMPORTS)));
    }

    @Test
    void listsOfHeadOfficeHaveTheLimitOfImports() throws Exception {
        String hq = chain.hq().token();
        String list = "/api/hq/tags/nobody/people?reason=list";
        assertEquals("404 tag.unknown", send(importing(hq, list, LARGE)), "it was read");
        assertEquals(TOO_LARGE, send(importing(hq, list, LARGER_THAN_IMPORTS)));
        assertEquals(TOO_LARGE, send(importing(hq, "/api/staff/password", LARGE)), "only theirs");
    }

    private static HttpRequest.Builder importing(String hq, String path, int size) {
        return to(path).header("Authorization", "Bearer " + hq)
                .header("Content-Type", "text/csv")
                .header("Idempotency-Key", "large-" + size + "-" + System.nanoTime())
                .POST(untold("x".repeat(size).getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aRequestWithoutABodyNeedsNone() throws Exception {
        String token = shoppers.signIn(shoppers.user(), null).token();
        assertEquals(
                "400 member.not-confirmed",
                send(to("/api/me").header("Authorization", "Bearer " + token).DELETE()));
    }
}
