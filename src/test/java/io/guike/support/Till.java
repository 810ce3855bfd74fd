package io.guike.support;

import io.restassured.filter.FilterContext;
import io.restassured.filter.OrderedFilter;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A till system that signs what it sends, with code of its own: the service's must not confirm itself. */
public final class Till implements OrderedFilter {

    private final UUID client;
    private final String keyId;
    private final String secret;
    private final Clock clock;

    public Till(UUID client, String keyId, String secret, Clock clock) {
        this.client = client;
        this.keyId = keyId;
        this.secret = secret;
        this.clock = clock;
    }

    /**
     * A client that head office has just made.
     *
     * @param stores those it reaches; none for all
     */
    public static Till opened(String hqToken, Clock clock, List<String> rights, UUID... stores) {
        Map<String, Object> facts = new HashMap<>();
        facts.put("name", "收银 " + UUID.randomUUID());
        facts.put("rights", rights);
        facts.put("allStores", stores.length == 0);
        facts.put("stores", List.of(stores));
        var made = Api.as(hqToken)
                .contentType("application/json")
                .body(facts)
                .post("/api/hq/pos-clients")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        return new Till(
                UUID.fromString(made.getString("client.id")), made.getString("keyId"), made.getString("secret"), clock);
    }

    public UUID client() {
        return client;
    }

    public String keyId() {
        return keyId;
    }

    public String secret() {
        return secret;
    }

    /** A request that keeps to the contract and is signed, with a nonce of its own each time it is sent. */
    public RequestSpecification request() {
        return Api.anyone().filter(this);
    }

    /** As {@link #request} with a fresh idempotency key. */
    public RequestSpecification command() {
        return request().header("Idempotency-Key", UUID.randomUUID().toString()).contentType("application/json");
    }

    /** The headers of a request of this moment. */
    public Map<String, String> headers(String method, String target, String body) {
        return headers(method, target, body, clock.instant().getEpochSecond(), nonce());
    }

    public Map<String, String> headers(String method, String target, String body, long time, String nonce) {
        String text = String.join("\n", method, target, Long.toString(time), nonce, sha256(body));
        return Map.of(
                "Guike-Key-Id",
                keyId,
                "Guike-Time",
                Long.toString(time),
                "Guike-Nonce",
                nonce,
                "Guike-Signature",
                hmac(text));
    }

    public static String nonce() {
        return UUID.randomUUID().toString();
    }

    /** Before the contract is checked, which wants to see the signature. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification response, FilterContext context) {
        URI uri = URI.create(request.getURI());
        String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        Object body = request.getBody();
        headers(request.getMethod(), target, body == null ? "" : body.toString())
                .forEach(request::replaceHeader);
        return context.next(request, response);
    }

    private String hmac(String text) {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(hmac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
