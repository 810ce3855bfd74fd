package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mini-program on the phone can send to its application, and what not. */
class MiniRequestTest {
    private record Received(String method, String target, com.sun.net.httpserver.Headers headers, String body) {}

    private static final List<Received> RECEIVED = new CopyOnWriteArrayList<>();
    private static final CountDownLatch END = new CountDownLatch(1);
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static WeChatPlatform platform;
    private static AdminClient client;
    private static HttpServer application;
    private Account program;
    private String user;

    @BeforeAll
    static void start() throws IOException {
        platform = WeChatPlatform.start(Options.defaults());
        client = new AdminClient(platform);
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/", MiniRequestTest::answer);
        application.setExecutor(THREADS);
        application.start();
    }

    @AfterAll
    static void stop() {
        END.countDown();
        application.stop(0);
        THREADS.shutdownNow();
        platform.close();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        RECEIVED.add(new Received(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body));
        switch (path) {
            case "/api/silent" -> await();
            case "/api/huge" -> send(exchange, 200, "x".repeat(MiniRequests.MAX_ANSWER + 1));
            case "/api/text" -> send(exchange, 200, "plain");
            case "/api/nothing" -> send(exchange, 204, "");
            case "/api/moved" -> {
                exchange.getResponseHeaders().add("Location", "/wechat");
                send(exchange, 302, "");
            }
            default -> send(exchange, 409, "{\"code\":\"membership.phone-taken\"}");
        }
    }

    private static void await() {
        try {
            END.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("X-Trace", "7");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @BeforeEach
    void connect() {
        RECEIVED.clear();
        program = program("http://127.0.0.1:" + application.getAddress().getPort() + "/wechat/somewhere");
        user = client.newUser();
    }

    private static Account program(String callback) {
        ObjectNode wanted = Json.object().put("kind", "mini-program");
        wanted.putArray("callbacks").add(callback);
        return client.newAccount(wanted);
    }

    private ObjectNode request(String method, String path) {
        return Json.object().put("appid", program.appid).put("method", method).put("path", path);
    }

    private JsonNode send(ObjectNode request) {
        return client.admin("POST", "/users/" + user + "/request", request);
    }

    private int status(ObjectNode request) {
        return client.status("POST", "/users/" + user + "/request", request.toString());
    }

    @Test
    void requestArrivesAsItWasMeantAndTheAnswerComesBack() {
        ObjectNode request = request("POST", "/api/me/membership");
        request.putObject("header").put("Authorization", "Bearer abc").put("Accept-Language", "zh-CN");
        request.putObject("data").put("phoneCode", "会员");

        JsonNode answer = send(request);

        assertEquals(409, answer.path("statusCode").asInt());
        assertEquals("membership.phone-taken", answer.path("data").path("code").asText());
        assertEquals("7", answer.path("header").path("X-trace").asText());
        Received received = RECEIVED.get(0);
        assertEquals("POST", received.method());
        assertEquals("/api/me/membership", received.target());
        assertEquals("{\"phoneCode\":\"会员\"}", received.body());
        assertEquals("Bearer abc", received.headers().getFirst("Authorization"));
        assertEquals("application/json", received.headers().getFirst("Content-Type"));
        assertTrue(received.headers().getFirst("Referer").contains(program.appid));
        assertFalse(received.headers().containsKey("Origin"));
        assertFalse(received.headers().containsKey("Cookie"));
    }

    @Test
    void dataOfAGetGoesIntoTheQuery() {
        ObjectNode request = request("get", "/api/open/stores/nearest?limit=3");
        request.putObject("data").put("name", "南京 西路&x=1");

        send(request);

        assertEquals(
                "/api/open/stores/nearest?limit=3&name=%E5%8D%97%E4%BA%AC%20%E8%A5%BF%E8%B7%AF%26x%3D1",
                RECEIVED.get(0).target());
        assertEquals("", RECEIVED.get(0).body());
    }

    @Test
    void textStaysTextAndNothingIsEmpty() {
        assertEquals("plain", send(request("GET", "/api/text")).path("data").asText());
        JsonNode nothing = send(request("DELETE", "/api/nothing"));
        assertEquals(204, nothing.path("statusCode").asInt());
        assertEquals("", nothing.path("data").asText());
        send(request("PUT", "/api/raw").put("data", "as=it&is"));
        assertEquals("as=it&is", RECEIVED.get(2).body());
    }

    @Test
    void redirectsAreNotFollowed() {
        assertEquals(302, send(request("GET", "/api/moved")).path("statusCode").asInt());
        assertEquals(1, RECEIVED.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/wechat/x",
                "/api",
                "/api/",
                "/apix/y",
                "/api/../wechat/x",
                "/api/./../x",
                "/api/%2e%2e/wechat",
                "/api//wechat",
                "/api/x/..",
                "/api\\..\\x",
                "/api/x#y",
                "/api/x y",
                "//evil.example/api/x",
                "http://evil.example/api/x",
                "@evil.example/api/x",
                "/api/x\r\nHost: evil.example"
            })
    void otherPathsAreRefused(String path) {
        assertEquals(400, status(request("GET", path)));
        assertEquals(List.of(), RECEIVED);
    }

    @Test
    void otherMethodsAndHeadersOfThePhoneItselfAreRefused() {
        assertEquals(400, status(request("CONNECT", "/api/x")));
        for (String name : List.of("Host", "Cookie", "Referer", "X-Forwarded-For", "Content-Length", "A B", "")) {
            ObjectNode request = request("GET", "/api/x");
            request.putObject("header").put(name, "1");
            assertEquals(400, status(request), name);
        }
        ObjectNode split = request("GET", "/api/x");
        split.putObject("header").put("X-A", "1\r\nHost: evil.example");
        assertEquals(400, status(split));
        ObjectNode many = request("GET", "/api/x");
        ObjectNode headers = many.putObject("header");
        for (int i = 0; i < 33; i++) {
            headers.put("X-" + i, "1");
        }
        assertEquals(400, status(many));
        assertEquals(List.of(), RECEIVED);
    }

    @Test
    void onlyTheApplicationOfAMiniProgramOnThisMachineIsReached() {
        for (String elsewhere :
                List.of("http://192.0.2.1/wechat", "http://127.0.0.1.example/x", "http://a@b.example/")) {
            program = program(elsewhere);
            assertEquals(409, status(request("GET", "/api/x")), elsewhere);
        }
        program = client.newAccount("mini-program");
        assertEquals(409, status(request("GET", "/api/x")));
        program = client.newAccount("service");
        assertEquals(400, status(request("GET", "/api/x")));
        user = "nobody";
        program = program("http://127.0.0.1:1/wechat");
        assertEquals(404, status(request("GET", "/api/x")));
    }

    @Test
    void applicationThatIsAwayFailsAsTheRealCallDoes() {
        program = program("http://127.0.0.1:1/wechat");
        var answer = client.send(
                "POST",
                "/simulator/users/" + user + "/request",
                request("GET", "/api/x").toString());
        assertEquals(502, answer.statusCode());
        assertTrue(AdminClient.read(answer).path("error").asText().startsWith("request:fail"));
    }

    @Test
    void answerThatIsTooLargeIsCut() {
        assertEquals(502, status(request("GET", "/api/huge")));
    }

    @Test
    void answerThatNeverComesIsGivenUp() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            var failure = new MiniRequests(vertx, Duration.ofMillis(200))
                    .send(program, request("GET", "/api/silent"))
                    .toCompletionStage()
                    .toCompletableFuture();
            AdminError error =
                    (AdminError) assertThrows(ExecutionException.class, () -> failure.get(20, TimeUnit.SECONDS))
                            .getCause();
            assertEquals(504, error.status());
            assertEquals("request:fail timeout", error.getMessage());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }
}
