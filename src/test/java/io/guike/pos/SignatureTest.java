package io.guike.pos;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.embedded.EmbeddedServers;
import io.guike.platform.Database;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.support.Till;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SignatureTest {

    private static final String ME = "/api/pos/client";
    private static final String ECHO = "/api/pos/test-echo/";
    private static final String BODY = "{\"text\":\"你好 till\"}";

    @Inject
    Chain chain;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    @Inject
    MeterRegistry metrics;

    @Inject
    Nonces nonces;

    @Inject
    Signers signers;

    private String hq;
    private StoreView store;
    private Till till;

    @BeforeEach
    void openATill() {
        hq = chain.hq().token();
        store = chain.store();
        till = Till.opened(hq, clock, List.of("MEMBER_LOOKUP"), store.id());
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static ValidatableResponse me(Map<String, String> headers) {
        return Api.breaking("no token").headers(headers).get(ME).then();
    }

    private ValidatableResponse echo(Map<String, String> headers, String body) {
        return echo(headers, store.id(), body);
    }

    private static ValidatableResponse echo(Map<String, String> headers, UUID store, String body) {
        return given().contentType("application/json")
                .headers(headers)
                .body(body)
                .post(ECHO + store)
                .then();
    }

    private Map<String, String> signedEcho(UUID store) {
        return till.headers("POST", ECHO + store, BODY);
    }

    private double refused(String reason) {
        return metrics.counter(PosMetrics.REFUSED, "reason", reason).count();
    }

    private static void refusedAs(ValidatableResponse answer, int status, String code) {
        answer.statusCode(status).body("code", equalTo(code));
    }

    @Test
    void aSignedRequestIsLetInAndKnowsItsClient() {
        till.request()
                .get(ME)
                .then()
                .statusCode(200)
                .body("rights", equalTo(List.of("MEMBER_LOOKUP")))
                .body("allStores", equalTo(false))
                .body("stores.code", equalTo(List.of(store.code())));
    }

    @Test
    void aSignedBodyStillReachesItsOperation() {
        echo(signedEcho(store.id()), BODY).statusCode(200).body("text", equalTo("你好 till"));
    }

    @Test
    void aClientThatWaitsToBeToldToSendItsBodyIsTold() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + ECHO + store.id()))
                .expectContinue(true)
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(BODY));
        signedEcho(store.id()).forEach(request::header);

        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());

        assertEquals(200, answer.statusCode(), answer.body());
    }

    @Test
    void aSignedBodyMayComeOverHttp2WithoutItsLength() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        // The first exchange upgrades the connection.
        assertEquals(
                200,
                client.send(overHttp2("GET", ME, "").build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode());
        HttpResponse<String> answer =
                client.send(overHttp2("POST", ECHO + store.id(), BODY).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(HttpClient.Version.HTTP_2, answer.version());

        HttpResponse<String> large = client.send(
                overHttp2("POST", ECHO + store.id(), "x".repeat(300 * 1024)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(413, large.statusCode(), large.body());
    }

    private HttpRequest.Builder overHttp2(String method, String target, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + target))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))));
        till.headers(method, target, body).forEach(request::header);
        return request;
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForForEver() throws Exception {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write("POST /api/pos/client HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{"
                            .getBytes(StandardCharsets.US_ASCII));

            assertEquals(-1, socket.getInputStream().read(), "the connection is closed");
        }
    }

    @Test
    void aQueryIsSignedAsItIsSent() {
        String target = ME + "?a=%E5%BD%92&b=1%2B1";
        given().urlEncodingEnabled(false)
                .headers(till.headers("GET", target, ""))
                .get(target)
                .then()
                .statusCode(200);
    }

    @Test
    void theSameRequestIsRefusedTheSecondTime() {
        Map<String, String> headers = till.headers("GET", ME, "");
        double before = refused("pos.nonce-used");
        me(headers).statusCode(200);

        refusedAs(me(headers), 409, "pos.nonce-used");
        refusedAs(me(headers), 409, "pos.nonce-used");
        assertEquals(before + 2, refused("pos.nonce-used"));
    }

    @Test
    void aNonceIsUsedUpAlsoForAnotherRequest() {
        String nonce = Till.nonce();
        me(till.headers("GET", ME, "", now(), nonce)).statusCode(200);

        refusedAs(me(till.headers("GET", ME, "", now() + 1, nonce)), 409, "pos.nonce-used");
        Till other = Till.opened(hq, clock, List.of("MEMBER_LOOKUP"));
        me(other.headers("GET", ME, "", now(), nonce)).statusCode(200);
    }

    @Test
    void ofManyReplaysAtOnceExactlyOnePasses() {
        Map<String, String> headers = till.headers("GET", ME, "");

        Map<Integer, Long> answers = Run.together(60, i -> me(headers).extract().statusCode()).stream()
                .collect(groupingBy(status -> status, counting()));

        assertEquals(Map.of(200, 1L, 409, 59L), answers);
    }

    @ParameterizedTest
    @ValueSource(longs = {-310, 310, -86_400, 86_400, 4_000_000_000L})
    void aRequestOutOfTimeIsRefused(long off) {
        refusedAs(me(till.headers("GET", ME, "", now() + off, Till.nonce())), 401, "pos.time-out-of-window");
    }

    @ParameterizedTest
    @ValueSource(longs = {-290, 290})
    void aClockThatIsALittleOffIsBorneWith(long off) {
        me(till.headers("GET", ME, "", now() + off, Till.nonce())).statusCode(200);
    }

    @Test
    void aRequestFromTheFutureIsNotLetInAgainWhenItsTimeHasCome() {
        Map<String, String> headers = till.headers("GET", ME, "", now() + 290, Till.nonce());
        me(headers).statusCode(200);
        clock.move(Duration.ofSeconds(580));
        Run.now(nonces::forgetOld);

        refusedAs(me(headers), 409, "pos.nonce-used");
        clock.move(Duration.ofSeconds(300));
        Run.now(nonces::forgetOld);

        refusedAs(me(headers), 401, "pos.time-out-of-window");
        assertEquals(0, kept());
    }

    private long kept() {
        return Run.now(() -> database.sql("select count(*) from pos_nonce where key_id = :key")
                .with("key", till.keyId())
                .one(row -> row.number(0)));
    }

    @Test
    void whateverWasSignedCannotBeChanged() {
        refusedAs(echo(signedEcho(store.id()), BODY.replace("till", "tilt")), 401, "pos.signature-invalid");
        refusedAs(echo(signedEcho(store.id()), BODY + " "), 401, "pos.signature-invalid");
        refusedAs(echo(signedEcho(chain.store().id()), BODY), 401, "pos.signature-invalid");
        refusedAs(me(till.headers("POST", ME, "")), 401, "pos.signature-invalid");
        refusedAs(me(till.headers("GET", ME + "?a=1", "")), 401, "pos.signature-invalid");
        refusedAs(given().headers(till.headers("GET", ME, "")).get(ME + "?a=1").then(), 401, "pos.signature-invalid");
        refusedAs(given().headers(till.headers("GET", ME, "")).delete(ME).then(), 401, "pos.signature-invalid");
    }

    @Test
    void noHeaderCanBeChanged() {
        Till other = Till.opened(hq, clock, List.of("MEMBER_LOOKUP"));
        Map<String, String> changes = Map.of(
                "Guike-Time", Long.toString(now() + 30),
                "Guike-Nonce", Till.nonce(),
                "Guike-Key-Id", other.keyId(),
                "Guike-Signature", "0".repeat(64));
        changes.forEach((name, value) -> {
            Map<String, String> headers = new HashMap<>(till.headers("GET", ME, ""));
            headers.put(name, value);
            refusedAs(me(headers), 401, "pos.signature-invalid");
        });
        assertEquals(0, kept(), "what was refused is not remembered");
    }

    @Test
    void anUnknownKeyAndAWrongSignatureGetTheSameAnswer() {
        Map<String, String> unknown =
                new Till(till.client(), "NOSUCHKEYATALL22", till.secret(), clock).headers("GET", ME, "");
        Map<String, String> wrong =
                new Till(till.client(), till.keyId(), "not the secret", clock).headers("GET", ME, "");

        assertEquals(told(unknown), told(wrong));
        refusedAs(me(wrong), 401, "pos.signature-invalid");
    }

    private static Map<String, Object> told(Map<String, String> headers) {
        Map<String, Object> body =
                new HashMap<>(me(headers).extract().jsonPath().getMap("$"));
        body.remove("traceId");
        return body;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Guike-Key-Id", "Guike-Time", "Guike-Nonce", "Guike-Signature"})
    void aMissingOrMalformedHeaderIsNamed(String name) {
        Map<String, String> headers = new HashMap<>(till.headers("GET", ME, ""));
        headers.put(name, "not, this");
        me(headers).statusCode(401).body("detail", containsString(name + " must match"));
        headers.remove(name);
        me(headers).statusCode(401).body("detail", equalTo(name + " is missing"));
    }

    @Test
    void aStaffTokenIsNoSignatureAndASignatureNoToken() {
        refusedAs(Api.breaking(hq).get(ME).then(), 401, "pos.signature-invalid");
        refusedAs(
                given().headers(till.headers("GET", "/api/hq/pos-clients", ""))
                        .get("/api/hq/pos-clients")
                        .then(),
                401,
                "auth.required");
    }

    @Test
    void aPathInDisguiseIsNotLetInUnsigned() {
        for (String path :
                List.of("/api/%70os/client", "/api//pos/client", "/api/pos/../pos/client", "/api/x/../pos/client")) {
            Response answer = given().urlEncodingEnabled(false).get(path);
            assertTrue(List.of(401, 404).contains(answer.statusCode()), path + " " + answer.statusCode());
        }
    }

    @Test
    void aStoreOutOfScopeIsRefused() {
        UUID foreign = chain.store().id();

        refusedAs(echo(signedEcho(foreign), foreign, BODY), 403, "pos.store-out-of-scope");
        till = Till.opened(hq, clock, List.of("MEMBER_LOOKUP"));
        echo(signedEcho(foreign), foreign, BODY).statusCode(200);
    }

    @Test
    void aMissingRightIsRefused() {
        double before = refused("pos.right-missing");
        Run.now(() -> database.sql("update pos_client set rights = 'SOMETHING_OF_TOMORROW' where id = :id")
                .with("id", till.client())
                .run());

        refusedAs(echo(signedEcho(store.id()), BODY), 403, "pos.right-missing");
        assertEquals(before + 1, refused("pos.right-missing"));
        till.request().get(ME).then().statusCode(200).body("rights", equalTo(List.of()));
    }

    @Test
    void tooLargeABodyIsRefused() {
        String large = "x".repeat(300 * 1024);

        refusedAs(echo(till.headers("POST", ECHO + store.id(), large), large), 413, "request.too-large");
    }

    @Test
    void withoutRedisEverythingIsCheckedAsStrictly() {
        Map<String, String> before = till.headers("GET", ME, "");
        me(before).statusCode(200);
        EmbeddedServers.Server redis = EmbeddedServers.redis();
        redis.kill();
        try {
            Map<String, String> without = till.headers("GET", ME, "");
            me(without).statusCode(200);
            refusedAs(me(without), 409, "pos.nonce-used");
            refusedAs(me(before), 409, "pos.nonce-used");
            refusedAs(echo(signedEcho(store.id()), "{}"), 401, "pos.signature-invalid");
        } finally {
            redis.startAgain();
        }
        refusedAs(me(before), 409, "pos.nonce-used");
        till.request().get(ME).then().statusCode(200);
    }

    @Test
    void aClientIsLimitedByWhatItSignedAlone() {
        Signers bean = ClientProxy.unwrap(signers);
        int usual = bean.mostPerMinute;
        Map<String, String> used = till.headers("GET", ME, "");
        try {
            bean.mostPerMinute = 3;
            me(used).statusCode(200);
            for (int i = 0; i < 5; i++) {
                me(used).statusCode(409);
                me(new Till(till.client(), till.keyId(), "guessed", clock).headers("GET", ME, ""))
                        .statusCode(401);
            }
            till.request().get(ME).then().statusCode(200);
            List<Integer> answers = Run.together(
                    12, i -> me(till.headers("GET", ME, "")).extract().statusCode());
            // A minute may end in between.
            assertTrue(answers.contains(429), answers.toString());
            assertTrue(answers.stream().filter(status -> status == 200).count() <= 6, answers.toString());
            Till other = Till.opened(hq, clock, List.of("MEMBER_LOOKUP"));
            other.request().get(ME).then().statusCode(200);
        } finally {
            bean.mostPerMinute = usual;
        }
    }

    @Test
    void theUseOfASecretIsNoted() {
        String path = "/api/hq/pos-clients/" + till.client();
        Api.as(hq).get(path).then().body("secrets[0].usedAt", nullValue());
        till.request().get(ME).then().statusCode(200);
        String first = Api.as(hq).get(path).jsonPath().getString("secrets[0].usedAt");
        till.request().get(ME).then().statusCode(200);

        Api.as(hq).get(path).then().body("secrets[0].usedAt", equalTo(first));
    }
}
