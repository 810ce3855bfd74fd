package io.guike.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.simulator.Options;
import io.guike.simulator.WeChatPlatform;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Several replicas of the packaged service on one PostgreSQL, one Redis and one WeChat platform, each of which can be
 * killed. The platform lives in the test, so that it outlives everything else.
 */
public final class Fleet implements AutoCloseable {

    public static final String HQ_NAME = "FLEET";
    private static final String FIRST_PASSWORD = "korrekt-Pferd-29";
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
    private static final Pattern MANAGEMENT = Pattern.compile("Management interface listening on http://[^:]+:(\\d+)");

    /** Ready a third sooner; what runs for long takes {@link #FAST} instead. */
    static final String QUICK_TO_START = "-XX:TieredStopAtLevel=1";

    /** An option of a replica with much to do, compiled as well as it can be. */
    public static final String FAST = "-XX:TieredStopAtLevel=4";

    /** How many connections one replica may have. */
    public static final int POOL = 12;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final PostgresServer postgres;
    /** Null where the replicas use one that somebody else keeps. */
    private final RedisServer redis;

    private final WeChatPlatform platform;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Replica> replicas = new ArrayList<>();

    /** One process of the service. */
    public static final class Replica {

        private final Process process;
        private final Path output;

        Replica(Process process, Path output) {
            this.process = process;
            this.output = output;
        }

        /** As a power cut would end it. */
        public void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        /** SIGTERM, which is not waited for. */
        public void beginToEnd() {
            process.destroy();
        }

        /** SIGTERM, unless it has had one, and until it is gone. */
        public void end() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("does not end:\n" + said());
            }
        }

        public long pid() {
            return process.pid();
        }

        public boolean isAlive() {
            return process.isAlive();
        }

        public String said() {
            try {
                return Files.readString(output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public int port() {
            return port(LISTENING);
        }

        private int port(Pattern told) {
            Matcher matcher = told.matcher(said());
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        }

        public String url() {
            return "http://127.0.0.1:" + port();
        }

        /** Where health and metrics are. */
        public String managementUrl() {
            return "http://127.0.0.1:" + port(MANAGEMENT);
        }
    }

    public Fleet(Path directory) throws IOException {
        this(directory, new RedisServer(directory.resolve("redis")), null);
    }

    /** On a Redis, or a cluster, that somebody else keeps. */
    public Fleet(Path directory, String redisUrl) throws IOException {
        this(directory, null, redisUrl);
    }

    private Fleet(Path directory, RedisServer redis, String redisUrl) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.redis = redis;
        postgres = new PostgresServer(directory.resolve("postgres"));
        postgres.start();
        if (redis != null) {
            redis.start();
        }
        platform = WeChatPlatform.start(Options.defaults());
        configure(redis == null ? redisUrl : redis.url());
    }

    private void configure(String redisUrl) throws IOException {
        put("guike.embedded", "off");
        put("guike.data.dir", directory.resolve("replica").toString());
        put("guike.db.address", postgres.address());
        put("guike.db.user", PostgresServer.USER);
        put("guike.db.password", postgres.password());
        put("guike.db.pool-size", String.valueOf(POOL));
        put("guike.redis.url", redisUrl);
        put("guike.wechat.api-host", platform.baseUrl());
        put("guike.wechat.mp-host", platform.baseUrl());
        put("guike.wechat.open-host", platform.baseUrl());
        for (JsonNode account : JSON.readTree(platform.accounts())) {
            String prefix = "guike.wechat." + (account.get("kind").asText().equals("service") ? "service." : "mini.");
            put(prefix + "app-id", account.get("appid").asText());
            put(prefix + "secret", account.get("secret").asText());
            put(prefix + "token", account.get("token").asText());
            put(prefix + "aes-key", account.get("encodingAesKey").asText());
            put(prefix + "original-id", account.get("originalId").asText());
        }
        SigningKeys keys = SigningKeys.keptIn(directory.resolve("jwt.json"));
        put("guike.jwt.sign-key", keys.signKey());
        put("guike.jwt.verify-keys", keys.verifyKeys());
        put("guike.scene.keys", "1:" + Base64.getEncoder().encodeToString(Secrets.bytes(32)));
        put("guike.vault.master-keys", "1:" + Secrets.base64(Secrets.bytes(32)));
        put("guike.vault.index-key", Secrets.base64(Secrets.bytes(32)));
        put("guike.hq.name", HQ_NAME);
        put("guike.hq.password", FIRST_PASSWORD);
    }

    private void put(String name, String value) {
        environment.put(variable(name), value);
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** Scheme, address and port of the platform. */
    public String platformUrl() {
        return platform.baseUrl();
    }

    public String serviceAppid() {
        return setting("guike.wechat.service.app-id");
    }

    /** What every replica is configured with. */
    public String setting(String name) {
        return environment.get(variable(name));
    }

    /** Starts one more replica, waits until it listens, and lets WeChat push to all that are alive. */
    public Replica startReplica(String... options) throws IOException {
        Path output = directory.resolve("output-" + replicas.size() + ".txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", QUICK_TO_START, "-Dquarkus.http.port=0", "-Dquarkus.management.port=0"));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", System.getProperty("guike.jar")));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("GUIKE_"));
        builder.environment().putAll(environment);
        Replica replica = new Replica(builder.start(), output);
        replicas.add(replica);
        Awaitility.await().atMost(120, TimeUnit.SECONDS).until(() -> {
            if (!replica.isAlive()) {
                throw new IllegalStateException(replica.said());
            }
            return replica.port() > 0;
        });
        registerCallbacks();
        return replica;
    }

    /** Tells WeChat where the living replicas are. */
    public void registerCallbacks() {
        registerCallbacks(serviceAppid());
        registerCallbacks(setting("guike.wechat.mini.app-id"));
    }

    private void registerCallbacks(String appid) {
        List<String> callbacks = replicas.stream()
                .filter(Replica::isAlive)
                .map(replica -> replica.url() + "/wechat/" + appid)
                .toList();
        simulator()
                .body(Map.of("callbacks", callbacks, "mode", "safe"))
                .patch("/simulator/accounts/" + appid)
                .then()
                .statusCode(200);
    }

    /** Requests to the platform's admin API. */
    public RequestSpecification simulator() {
        return RestAssured.given().baseUri(platform.baseUrl()).contentType("application/json");
    }

    /** The first HQ account, its password changed; a token for it. */
    public String hqToken(Replica replica) {
        String token = signIn(replica, FIRST_PASSWORD);
        String chosen = "another-Pferd-30";
        RestAssured.given()
                .baseUri(replica.url())
                .header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .body(Map.of("oldPassword", FIRST_PASSWORD, "newPassword", chosen))
                .put("/api/staff/password")
                .then()
                .statusCode(204);
        return signIn(replica, chosen);
    }

    private static String signIn(Replica replica, String password) {
        return RestAssured.given()
                .baseUri(replica.url())
                .contentType("application/json")
                .body(Map.of("name", HQ_NAME, "password", password))
                .post("/api/staff/session")
                .then()
                .statusCode(200)
                .extract()
                .path("accessToken");
    }

    /** How many milliseconds WeChat waited for each answer so far. */
    public List<Integer> callbackAttempts() {
        return simulator()
                .queryParam("limit", 1000)
                .get("/simulator/pushes")
                .jsonPath()
                .getList("pushes.attempts.durationMs.flatten()", Integer.class);
    }

    public EmbeddedServers.Server postgres() {
        return new EmbeddedServers.Server(postgres.process(), postgres::start);
    }

    public EmbeddedServers.Server redis() {
        return new EmbeddedServers.Server(redis.process(), redis::start);
    }

    /** One number from the database, over a connection of its own. */
    public long number(String sql, Object... values) {
        try (Connection connection = postgres.connect(PostgresServer.USER, PostgresServer.DATABASE);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Changes something behind the service's back. */
    public void change(String sql, Object... values) {
        try (Connection connection = postgres.connect(PostgresServer.USER, PostgresServer.DATABASE);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of every row. */
    public List<String> texts(String sql) {
        try (Connection connection = postgres.connect(PostgresServer.USER, PostgresServer.DATABASE);
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        for (Replica replica : replicas) {
            replica.kill();
        }
        platform.close();
        if (redis != null) {
            redis.stop();
        }
        postgres.stop();
    }
}
