package io.guike.embedded;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;

/** The embedded values inside the running service, where nothing was configured but the data directory. */
@QuarkusTest
class EmbeddedServiceTest {
    @Inject
    JWTParser parser;

    @Test
    void aTokenSignedWithTheEmbeddedKeyIsVerifiedByTheEmbeddedSetAndNamesItsKey() throws Exception {
        String token = Jwt.subject("u1").groups("hq").sign();
        JsonWebToken read = parser.parse(token);

        assertEquals("u1", read.getSubject());
        String header = new String(
                Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))), StandardCharsets.UTF_8);
        String kid = SigningKeys.keptIn(Path.of(System.getProperty("guike.data.dir"), "keys", "jwt.json"))
                .keyIds()
                .get(0);
        assertTrue(header.contains("\"kid\":\"" + kid + "\""), header);
    }

    @Test
    void databaseAndRedisOfTheServiceAreTheEmbeddedOnes() {
        assertTrue(EmbeddedServers.postgres().isRunning());
        assertTrue(EmbeddedServers.redis().isRunning());
        String address = ConfigProvider.getConfig().getValue("guike.db.address", String.class);
        assertTrue(address.matches("127\\.0\\.0\\.1:\\d+/guike"), address);
    }

    @Test
    void theSimulatorKnowsWhereTheServiceListens() {
        Config config = ConfigProvider.getConfig();
        String simulator = config.getValue("guike.wechat.api-host", String.class);
        for (String account : List.of("service", "mini")) {
            String appId = config.getValue("guike.wechat." + account + ".app-id", String.class);
            String callback =
                    RestAssured.baseURI.replace("localhost", "127.0.0.1") + ":" + RestAssured.port + "/wechat/" + appId;

            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() -> RestAssured.given()
                            .baseUri(simulator)
                            .port(URI.create(simulator).getPort())
                            .get("/simulator/accounts/" + appId)
                            .then()
                            .statusCode(200)
                            .body("callbacks", contains(callback))
                            .body("token", equalTo(config.getValue("guike.wechat." + account + ".token", String.class)))
                            .body(
                                    "encodingAesKey",
                                    equalTo(config.getValue("guike.wechat." + account + ".aes-key", String.class)))
                            .body(
                                    "secret",
                                    equalTo(config.getValue("guike.wechat." + account + ".secret", String.class))));
        }
    }
}
