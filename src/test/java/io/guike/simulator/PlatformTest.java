package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts, faults, limits of the socket, and what outlives a restart. */
class PlatformTest {
    private static WeChatPlatform platform;
    private static AdminClient client;

    @BeforeAll
    static void start() {
        platform = WeChatPlatform.start(Options.defaults());
        client = new AdminClient(platform);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    /** A request written by hand; the answer up to the end of the connection. */
    private static String raw(String... lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), platform.port())) {
            socket.setSoTimeout(5000);
            String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void hostsAreToldApart() throws Exception {
        assertTrue(raw("GET /cgi-bin/getcallbackip HTTP/1.1", "Host: api.weixin.qq.com")
                .contains("41001"));
        assertTrue(raw("GET /cgi-bin/getcallbackip HTTP/1.1", "Host: mp.weixin.qq.com")
                .contains("40066"));
        assertTrue(raw("GET /cgi-bin/showqrcode?ticket=x HTTP/1.1", "Host: mp.weixin.qq.com:80")
                .contains("404"));
        assertTrue(raw("GET /cgi-bin/getcallbackip HTTP/1.1", "Host: localhost").contains("41001"));
        assertTrue(raw("GET /simulator/accounts HTTP/1.1", "Host: api.weixin.qq.com")
                .startsWith("HTTP/1.1 404"));
        assertTrue(raw("GET /simulator/accounts HTTP/1.1", "Host: evil.example").startsWith("HTTP/1.1 421"));
    }

    @Test
    void absoluteTargetOfAProxyDecides() throws Exception {
        String host = "Host: 127.0.0.1";

        assertTrue(raw("GET http://api.weixin.qq.com/cgi-bin/getcallbackip HTTP/1.1", host)
                .contains("41001"));
        assertTrue(raw("GET http://mp.weixin.qq.com/cgi-bin/getcallbackip HTTP/1.1", host)
                .contains("40066"));
        assertTrue(
                raw("GET http://evil.example/simulator/accounts HTTP/1.1", host).startsWith("HTTP/1.1 421"));
    }

    @Test
    void pagesOfOtherOriginsAreRefused() throws Exception {
        assertTrue(raw("GET /simulator/accounts HTTP/1.1", "Host: 127.0.0.1", "Origin: https://evil.example")
                .startsWith("HTTP/1.1 403"));
        assertTrue(raw("GET /simulator/health HTTP/1.1", "Host: 127.0.0.1", "Origin: http://127.0.0.1:99")
                .startsWith("HTTP/1.1 200"));
    }

    @Test
    void bodyOverOneMegabyteIsRefused() {
        byte[] large = new byte[(1 << 20) + 1];

        assertEquals(
                413,
                client.send("POST", "/cgi-bin/stable_token", "text/plain", large)
                        .statusCode());
    }

    @Test
    void jsonIsReadUnderAnyContentType() {
        byte[] body = "{\"grant_type\":\"client_credential\"}".getBytes(StandardCharsets.UTF_8);

        HttpResponse<byte[]> form =
                client.send("POST", "/cgi-bin/stable_token", "application/x-www-form-urlencoded", body);

        assertEquals(41002, AdminClient.read(form).path("errcode").asInt());
        assertEquals(200, form.statusCode());
        assertTrue(form.headers().firstValue("Content-Type").orElse("").startsWith("application/json"));
    }

    private static long fault(ObjectNode fault) {
        return client.admin("POST", "/faults", fault).path("id").asLong();
    }

    @Test
    void faultsAnswerInThePlatformsPlace() {
        Account account = client.newAccount("service");
        String path = "/cgi-bin/getcallbackip?access_token=" + client.token(account);
        ObjectNode here = Json.object().put("path", "/cgi-bin/getcallbackip").put("appid", account.appid);

        fault(here.deepCopy().put("errcode", 48004).put("times", 1));
        assertEquals(
                48004,
                AdminClient.read(client.send("GET", path, "")).path("errcode").asInt());
        fault(here.deepCopy().put("status", 502).put("times", 1));
        assertEquals(502, client.send("GET", path, "").statusCode());
        fault(here.deepCopy().put("truncate", true).put("times", 1));
        String half = new String(client.send("GET", path, "").body(), StandardCharsets.UTF_8);
        assertTrue(half.startsWith("{\"ip_list") && !half.endsWith("}"), half);
        long lasting = fault(here.deepCopy().put("delayMs", 150));
        long start = System.nanoTime();
        assertEquals(200, client.send("GET", path, "").statusCode());
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(150).toNanos());
        assertEquals(1, client.get("/faults").path("faults").size());
        assertEquals(204, client.status("DELETE", "/faults/" + lasting, ""));
        assertEquals(404, client.status("DELETE", "/faults/" + lasting, ""));
    }

    @Test
    void connectionIsCutBeforeOrAfterTheCallTakesEffect() {
        Account account = client.newAccount("service");
        String user = client.newUser();
        client.act(user, "follow", account);
        ObjectNode message =
                Json.object().put("touser", client.openid(user, account)).put("msgtype", "text");
        message.putObject("text").put("content", "在");
        String path = "/cgi-bin/message/custom/send?access_token=" + client.token(account);
        ObjectNode here = Json.object()
                .put("path", "/cgi-bin/message/custom/send")
                .put("appid", account.appid)
                .put("times", 2);

        // The client of the test repeats nothing: it sees the cut as an error.
        fault(here.deepCopy().put("cut", "before").put("times", 1));
        assertThrows(RuntimeException.class, () -> client.send("POST", path, message.toString()));
        assertEquals(0, client.conversation(user, account).size());
        fault(here.deepCopy().put("cut", "after").put("times", 1));
        assertThrows(RuntimeException.class, () -> client.send("POST", path, message.toString()));
        assertEquals(1, client.conversation(user, account).size());
    }

    @Test
    void waitingReadersSeeTheNextMessageAtOnce() {
        Account account = client.newAccount("service");
        String user = client.newUser();
        client.act(user, "follow", account);
        String path = "/users/" + user + "/conversations/" + account.appid;

        for (int seq = 0; seq < 20; seq++) {
            String next = path + "?wait=15&since=" + seq;
            List<CompletableFuture<JsonNode>> readers = List.of(
                    CompletableFuture.supplyAsync(() -> client.get(next)),
                    CompletableFuture.supplyAsync(() -> client.get(next)));
            client.act(
                    user, "messages", Json.object().put("appid", account.appid).put("text", "第" + seq));
            for (CompletableFuture<JsonNode> reader : readers) {
                JsonNode seen = reader.orTimeout(5, TimeUnit.SECONDS).join();
                assertEquals(
                        "第" + seq, seen.path("messages").path(0).path("text").asText());
                assertEquals(seq + 1, seen.path("seq").asInt());
            }
        }
        assertEquals(0, client.get(path + "?since=20").path("messages").size());
    }

    @Test
    void conversationsAreBounded() {
        Account account = client.newAccount("service");
        String user = client.newUser();
        client.act(user, "follow", account);
        for (int i = 0; i < 205; i++) {
            client.act(
                    user, "messages", Json.object().put("appid", account.appid).put("text", "第" + i));
        }

        JsonNode kept = client.conversation(user, account);

        assertEquals(200, kept.size());
        assertEquals("第204", kept.path(199).path("text").asText());
    }

    @Test
    void adminRefusesWhatItCannotRead() {
        assertEquals(404, client.status("GET", "/accounts/wx0", ""));
        assertEquals(404, client.status("GET", "/users/nobody", ""));
        assertEquals(404, client.status("GET", "/nothing", ""));
        assertEquals(400, client.status("POST", "/users", "[]"));
        assertEquals(400, client.status("POST", "/clock/advance", "{\"by\":\"tomorrow\"}"));
        assertEquals(400, client.status("POST", "/accounts", "{\"kind\":\"oven\"}"));
        assertEquals(400, client.status("POST", "/accounts", "{\"secrett\":\"x\"}"));
        assertEquals(400, client.status("POST", "/accounts", "{\"encodingAesKey\":\"short\"}"));
        assertEquals(
                422,
                client.send("POST", "/simulator/decode", "image/png", new byte[10])
                        .statusCode());
    }

    @Test
    void phoneFolderIsServed() {
        assertEquals(302, client.send("GET", "/", "").statusCode());
        HttpResponse<byte[]> page = client.send("GET", "/phone/", "");
        assertEquals(200, page.statusCode());
        assertEquals(
                "text/html; charset=utf-8",
                page.headers().firstValue("Content-Type").orElse(""));
        assertEquals(
                404,
                client.send("GET", "/phone/..%2Fapplication.properties", "").statusCode());
        assertEquals(404, client.send("GET", "/phone/missing.js", "").statusCode());
    }

    @Test
    void stateOutlivesARestart(@TempDir Path folder) {
        Path file = folder.resolve("platform.json");
        Options options = Options.defaults().withStateFile(file);
        String accounts;
        String user;
        String openid;
        String token;
        String url;
        Account account;
        try (WeChatPlatform first = WeChatPlatform.start(options)) {
            AdminClient before = new AdminClient(first);
            accounts = first.accounts();
            account = Json.read(before.get("/accounts").path("accounts").path(0), Account.class);
            user = before.newUser();
            url = before.call(
                            account,
                            "POST",
                            "/cgi-bin/qrcode/create",
                            "{\"action_name\":\"QR_LIMIT_STR_SCENE\",\"action_info\":{\"scene\":{\"scene_str\":\"s\"}}}")
                    .path("url")
                    .asText();
            before.act(user, "scan", Json.object().put("text", url));
            before.act(
                    user, "messages", Json.object().put("appid", account.appid).put("text", "你好"));
            before.advance("PT10M");
            openid = before.openid(user, account);
            token = before.token(account);
        }
        try (WeChatPlatform second = WeChatPlatform.start(options)) {
            AdminClient after = new AdminClient(second);
            assertEquals(accounts, second.accounts());
            assertEquals(openid, after.openid(user, account));
            assertEquals(token, after.token(account));
            assertEquals(
                    "你好", after.conversation(user, account).path(0).path("text").asText());
            assertEquals(
                    "SCAN",
                    after.act(user, "scan", Json.object().put("text", url))
                            .path("event")
                            .asText());
            assertEquals(1, after.get("/codes").path("permanent").asInt());
            assertTrue(
                    Duration.parse(after.get("/clock").path("offset").asText()).toMinutes() == 10);
        }
    }

    @Test
    void changesReachTheFileWithoutAClose(@TempDir Path folder) {
        Path file = folder.resolve("platform.json");
        Options options = Options.defaults().withStateFile(file).withSaveDelay(Duration.ofMillis(10));
        try (WeChatPlatform running = WeChatPlatform.start(options)) {
            new AdminClient(running).admin("POST", "/users", Json.object().put("nickname", "阿桂"));

            Awaitility.await()
                    .until(() -> Files.exists(file) && Files.readString(file).contains("阿桂"));
        }
    }

    @Test
    void corruptFileIsSetAside(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("platform.json");
        Files.writeString(file, "{\"accounts\":[{\"appid\":\"wx1\"");

        try (WeChatPlatform running = WeChatPlatform.start(Options.defaults().withStateFile(file))) {
            assertEquals(
                    2,
                    new AdminClient(running).get("/accounts").path("accounts").size());
        }

        try (var files = Files.list(folder)) {
            assertTrue(files.anyMatch(f -> f.getFileName().toString().contains(".corrupt-")));
        }
        assertTrue(Files.readString(file).startsWith("{"));
    }

    @Test
    void wantedAccountsAreLaidOverTheKeptOnes(@TempDir Path folder) {
        Options options = Options.defaults()
                .withStateFile(folder.resolve("platform.json"))
                .withAccounts(
                        "[{\"appid\":\"wxaaaaaaaaaaaaaaaa\",\"secret\":\"s1\",\"callbacks\":[\"http://127.0.0.1:1/x\"]}]");
        WeChatPlatform.start(options).close();

        try (WeChatPlatform again =
                WeChatPlatform.start(options.withAccounts("[{\"appid\":\"wxaaaaaaaaaaaaaaaa\",\"secret\":\"s2\"}]"))) {
            again.configure("wxaaaaaaaaaaaaaaaa", "{\"mode\":\"safe\"}");
            JsonNode account = new AdminClient(again).get("/accounts/wxaaaaaaaaaaaaaaaa");

            assertEquals("s2", account.path("secret").asText());
            assertEquals("safe", account.path("mode").asText());
            assertEquals(
                    "http://127.0.0.1:1/x", account.path("callbacks").path(0).asText());
            again.close();
        }
    }

    @Test
    void takenPortIsAnError() {
        assertThrows(
                RuntimeException.class,
                () -> WeChatPlatform.start(Options.defaults().withPort(platform.port())));
        assertFalse(client.get("/health").path("status").asText().isEmpty());
    }
}
