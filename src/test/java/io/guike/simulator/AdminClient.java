package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A platform seen over HTTP: the admin API as a test drives it, and the platform's API without any SDK. */
final class AdminClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String base;

    AdminClient(WeChatPlatform platform) {
        base = platform.baseUrl();
    }

    HttpResponse<byte[]> send(String method, String path, String body) {
        return send(method, path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<byte[]> send(String method, String path, String type, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", type)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An admin operation that must succeed. */
    JsonNode admin(String method, String path, Object body) {
        HttpResponse<byte[]> response =
                send(method, "/simulator" + path, new String(Json.bytes(body), StandardCharsets.UTF_8));
        String text = new String(response.body(), StandardCharsets.UTF_8);
        assertTrue(response.statusCode() < 300, method + " " + path + " " + response.statusCode() + " " + text);
        return text.isEmpty() ? Json.object() : read(response);
    }

    JsonNode get(String path) {
        HttpResponse<byte[]> response = send("GET", "/simulator" + path, "");
        assertEquals(200, response.statusCode(), path);
        return read(response);
    }

    int status(String method, String path, String body) {
        return send(method, "/simulator" + path, body).statusCode();
    }

    static JsonNode read(HttpResponse<byte[]> response) {
        JsonNode node = Json.parse(response.body());
        if (node == null) {
            throw new AssertionError("no JSON: " + new String(response.body(), StandardCharsets.UTF_8));
        }
        return node;
    }

    /** A call of the platform's API with the account's stable token. */
    JsonNode call(Account account, String method, String path, String body) {
        String separator = path.contains("?") ? "&" : "?";
        return read(send(method, path + separator + "access_token=" + token(account), body));
    }

    int errcode(Account account, String method, String path, String body) {
        return call(account, method, path, body).path("errcode").asInt(0);
    }

    String token(Account account) {
        return stableToken(account, false).path("access_token").asText();
    }

    JsonNode stableToken(Account account, boolean force) {
        ObjectNode body = Json.object()
                .put("grant_type", "client_credential")
                .put("appid", account.appid)
                .put("secret", account.secret)
                .put("force_refresh", force);
        return read(send("POST", "/cgi-bin/stable_token", body.toString()));
    }

    Account newAccount(String kind) {
        return newAccount(Json.object().put("kind", kind));
    }

    Account newAccount(ObjectNode wanted) {
        return Json.read(admin("POST", "/accounts", wanted), Account.class);
    }

    /** A new person; the answer is their id. */
    String newUser() {
        return admin("POST", "/users", Json.object().put("nickname", "小林").put("phone", "13800000000"))
                .path("id")
                .asText();
    }

    String openid(String user, Account account) {
        return admin("POST", "/users/" + user + "/openid", Json.object().put("appid", account.appid))
                .path("openid")
                .asText();
    }

    /** A user's action, answered when its pushes are settled. */
    JsonNode act(String user, String action, ObjectNode body) {
        return admin("POST", "/users/" + user + "/" + action, body.put("wait", true));
    }

    JsonNode act(String user, String action, Account account) {
        return act(user, action, Json.object().put("appid", account.appid));
    }

    JsonNode conversation(String user, Account account) {
        return get("/users/" + user + "/conversations/" + account.appid).path("messages");
    }

    void advance(String duration) {
        admin("POST", "/clock/advance", Json.object().put("by", duration));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
