package io.guike.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.simulator.Options;
import io.guike.simulator.WeChatPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The WeChat simulator in this JVM, with its state below the data directory and a port that stays while it is free.
 *
 * <p>It is known by its port and spoken to over HTTP, because in development mode the class loader that asks is not
 * always the one that started it.
 */
final class SimulatorServer {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /** What this class loader started; only it can stop that. */
    private static @Nullable WeChatPlatform started;

    private final Path home;

    SimulatorServer(Path home) {
        this.home = home;
    }

    void start() {
        Path state = home.resolve("simulator.json");
        boolean fresh = Files.notExists(state);
        DataDirectory.createDirectory(home);
        synchronized (SimulatorServer.class) {
            started = WeChatPlatform.start(Options.defaults()
                    .withPort(Ports.freeAndRemembered(portFile()))
                    .withStateFile(state));
        }
        if (fresh) {
            // Safe mode is what a shop should choose at WeChat; whoever wants another one changes it and it stays.
            for (JsonNode account : accounts()) {
                configure(account.path("appid").asText(), Map.of("mode", "safe"));
            }
        }
    }

    /** Stops the simulator if this class loader started it. */
    static void stop() {
        synchronized (SimulatorServer.class) {
            if (started != null) {
                started.close();
                started = null;
            }
        }
    }

    boolean isRunning() {
        if (Files.notExists(portFile())) {
            return false;
        }
        try {
            return send(HttpRequest.newBuilder(uri("/simulator/health"))).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Scheme, address and port: one host for everything the simulator serves, the phone in the browser included. */
    String baseUrl() {
        try {
            return "http://127.0.0.1:" + Files.readString(portFile()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the simulator of " + home + " was never started", e);
        }
    }

    /** The simulated account's value for one of the account keys. */
    String value(EmbeddedKey key) {
        boolean service = key.configName().startsWith("guike.wechat.service.");
        JsonNode account = account(service ? "service" : "mini-program");
        String field = switch (key) {
            case SERVICE_APP_ID, MINI_APP_ID -> "appid";
            case SERVICE_SECRET, MINI_SECRET -> "secret";
            case SERVICE_TOKEN, MINI_TOKEN -> "token";
            case SERVICE_AES_KEY, MINI_AES_KEY -> "encodingAesKey";
            case SERVICE_ORIGINAL_ID, MINI_ORIGINAL_ID -> "originalId";
            default -> throw new IllegalArgumentException(key + " is no value of an account");
        };
        return account.path(field).asText();
    }

    /** Tells the simulator where an account's messages go, as a shop does in WeChat's console. */
    void sendCallbacksTo(String appId, String url) {
        configure(appId, Map.of("callbacks", List.of(url)));
    }

    private JsonNode account(String kind) {
        for (JsonNode account : accounts()) {
            if (account.path("kind").asText().equals(kind)) {
                return account;
            }
        }
        throw new EmbeddedConfigException(
                "The WeChat simulator in %s has no %s account; delete simulator.json to get one."
                        .formatted(home, kind));
    }

    private JsonNode accounts() {
        return read(send(HttpRequest.newBuilder(uri("/simulator/accounts")))).path("accounts");
    }

    private void configure(String appId, Map<String, ?> fields) {
        try {
            String body = JSON.writeValueAsString(fields);
            read(send(HttpRequest.newBuilder(uri("/simulator/accounts/" + appId))
                    .header("Content-Type", "application/json")
                    .method("PATCH", BodyPublishers.ofString(body))));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static JsonNode read(HttpResponse<String> response) {
        try {
            if (response.statusCode() != 200) {
                throw new IllegalStateException(
                        "the simulator answers " + response.statusCode() + ": " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the simulator answers no JSON", e);
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("the simulator does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private URI uri(String path) {
        return URI.create(baseUrl() + path);
    }

    private Path portFile() {
        return home.resolve("simulator.port");
    }
}
