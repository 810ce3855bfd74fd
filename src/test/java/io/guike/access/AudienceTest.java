package io.guike.access;

import static io.guike.access.AudienceTest.Who.ELSEWHERE;
import static io.guike.access.AudienceTest.Who.HQ;
import static io.guike.access.AudienceTest.Who.MANAGER;
import static io.guike.access.AudienceTest.Who.NEWCOMER;
import static io.guike.access.AudienceTest.Who.NOBODY;
import static io.guike.access.AudienceTest.Who.PROMOTER;
import static io.guike.access.AudienceTest.Who.SHOPPER;
import static io.guike.access.AudienceTest.Who.TILL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.platform.Database;
import io.guike.pos.Right;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Contract;
import io.guike.support.Contract.Operation;
import io.guike.support.Placeholders;
import io.guike.support.Run;
import io.guike.support.Shoppers;
import io.guike.support.Till;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Walks the contract: each operation is asked for by everybody there is, and only those whom the table names are let
 * through. An operation that is added is tested without anybody thinking of it.
 */
@QuarkusTest
class AudienceTest {

    /** Everybody there is. A manager manages the store that stands in the path. */
    enum Who {
        NOBODY,
        SHOPPER,
        PROMOTER,
        MANAGER,
        /** Manager of another store. */
        ELSEWHERE,
        HQ,
        /** Of head office, with a first password that was not changed yet. */
        NEWCOMER,
        /** A client with every right in every store. */
        TILL
    }

    private static final Set<Who> EVERYBODY = EnumSet.allOf(Who.class);
    private static final Set<Who> STAFF = EnumSet.of(PROMOTER, MANAGER, ELSEWHERE, HQ);
    private static final Set<Who> STAFF_AND_NEWCOMERS = EnumSet.of(PROMOTER, MANAGER, ELSEWHERE, HQ, NEWCOMER);

    /** What the contract names a scheme by. */
    private static final String SIGNED = "posSignature";

    private record Row(String start, Set<Who> admitted, String scheme) {

        boolean covers(Operation operation) {
            return start.startsWith("/")
                    ? operation.path().startsWith(start)
                    : operation.toString().startsWith(start);
        }
    }

    /** First match wins. An operation in no row is an error. */
    private static final List<Row> TABLE = List.of(
            new Row("POST /api/me/session", EVERYBODY, ""),
            new Row("/api/me", EnumSet.of(SHOPPER), "shopper"),
            new Row("POST /api/staff/session", EVERYBODY, ""),
            new Row("DELETE /api/staff/session", STAFF_AND_NEWCOMERS, "staff"),
            new Row("/api/staff/password", STAFF_AND_NEWCOMERS, "staff"),
            new Row("/api/staff/", STAFF, "staff"),
            new Row("/api/promoter/", EnumSet.of(PROMOTER), "staff"),
            new Row("/api/store/{storeId}/", EnumSet.of(MANAGER), "staff"),
            new Row("/api/hq/", EnumSet.of(HQ), "staff"),
            new Row("POST /api/counter/{storeId}/coupon-redemptions/{id}/undo", EnumSet.of(MANAGER), "staff"),
            new Row("POST /api/counter/{storeId}/coupon-redemptions/{id}/refunds", EnumSet.of(MANAGER), "staff"),
            new Row("/api/counter/{storeId}/", EnumSet.of(PROMOTER, MANAGER), "staff"),
            new Row("/api/pos/", EnumSet.of(TILL), SIGNED),
            new Row("/api/open/", EVERYBODY, ""),
            new Row("/wechat/", EVERYBODY, ""),
            new Row("/s/", EVERYBODY, ""));

    /** By these the gate, or the scope of a store, refuses. */
    private static final Set<String> REFUSALS = Set.of(
            "auth.required",
            "auth.forbidden",
            "auth.password-change-required",
            "pos.signature-invalid",
            "pos.right-missing",
            "pos.store-out-of-scope");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final List<Operation> OPERATIONS = Contract.definitions();

    @Inject
    Chain chain;

    @Inject
    Shoppers shoppers;

    @Inject
    Database database;

    @Inject
    Clock clock;

    @Inject
    ObjectMapper json;

    private UUID store;
    private Till till;
    private String shopper;
    private final Map<Who, String> numbers = new EnumMap<>(Who.class);
    private final Map<Who, String> tokens = new EnumMap<>(Who.class);
    private final List<String> tags = new ArrayList<>();

    @BeforeEach
    void gather() {
        store = chain.store().id();
        employ(PROMOTER, chain.posted(store, Role.PROMOTER));
        employ(MANAGER, chain.posted(store, Role.STORE_MANAGER));
        employ(ELSEWHERE, chain.posted(chain.store().id(), Role.STORE_MANAGER));
        employ(HQ, chain.hq());
        Chain.Person newcomer = chain.hq();
        Run.now(() -> database.sql("update staff set must_change_password = true where id = :id")
                .with("id", newcomer.id())
                .run());
        employ(NEWCOMER, newcomer);
        till = Till.opened(
                chain.hq().token(),
                clock,
                Arrays.stream(Right.values()).map(Right::name).toList());
        tags.add("pos:" + till.client());
        shopper = shoppers.user();
        signIn(SHOPPER);
        tags.add("shopper:" + Api.as(tokens.get(SHOPPER)).get("/api/me/export").path("personId"));
    }

    private void employ(Who who, Chain.Person person) {
        numbers.put(who, person.number());
        tokens.put(who, person.token());
        tags.add("staff:" + person.id());
    }

    private void signIn(Who who) {
        tokens.put(
                who,
                who == SHOPPER
                        ? shoppers.signIn(shopper, null).token()
                        : chain.signIn(numbers.get(who)).token());
    }

    private static Row row(Operation operation) {
        return TABLE.stream()
                .filter(row -> row.covers(operation))
                .findFirst()
                .orElseThrow(() -> new AssertionError(operation + " stands in no row"));
    }

    /** Complete: were anybody let through who must not be, it would do what it says. */
    private HttpResponse<String> ask(Operation operation, Who who) {
        Placeholders.Body body = Placeholders.body(operation);
        String target = Placeholders.path(operation, Map.of("storeId", store)) + Placeholders.query(operation);
        Map<String, String> headers = new HashMap<>();
        headers.put("Idempotency-Key", UUID.randomUUID().toString());
        if (body.contentType() != null) {
            headers.put("Content-Type", body.contentType());
        }
        return send(operation.method(), target, who, headers, text(body.content()));
    }

    /** Without what it needs, so that whoever is let through does nothing. */
    private HttpResponse<String> askInVain(Operation operation, Who who) {
        boolean reads = operation.definition().getRequestBody() != null;
        String target = Placeholders.path(operation, Map.of("storeId", store));
        Map<String, String> headers = reads ? Map.of("Content-Type", "application/json") : Map.of();
        return send(operation.method(), target, who, headers, reads ? "{" : "");
    }

    private HttpResponse<String> send(String method, String target, Who who, Map<String, String> headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + target))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        if (who == TILL) {
            till.headers(method, target, body).forEach(request::header);
        } else if (who != NOBODY) {
            request.header("Authorization", "Bearer " + tokens.get(who));
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String text(Object content) {
        try {
            return content == null || content instanceof String
                    ? String.valueOf(content == null ? "" : content)
                    : json.writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String code(HttpResponse<String> response) {
        boolean isProblem = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/problem+json"))
                .isPresent();
        try {
            return isProblem ? json.readTree(response.body()).path("code").asText() : "";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String refusal(Who who, Row row) {
        if (row.scheme().equals(SIGNED)) {
            return "401 pos.signature-invalid";
        }
        return switch (who) {
            case NOBODY, TILL -> "401 auth.required";
            case NEWCOMER -> "403 auth.password-change-required";
            default -> "403 auth.forbidden";
        };
    }

    @Test
    void whoeverIsNotTheAudienceIsRefusedBeforeAnythingHappens() {
        long before = deeds();
        Set<String> wrong = new TreeSet<>();
        for (Operation operation : OPERATIONS) {
            Row row = row(operation);
            for (Who who : EnumSet.complementOf(EnumSet.copyOf(row.admitted()))) {
                check(wrong, operation, who, ask(operation, who), refusal(who, row));
                if (isRefusedUnread(operation, who)) {
                    check(wrong, operation, who, askInVain(operation, who), refusal(who, row));
                }
            }
        }
        assertEquals(Set.of(), wrong);
        assertEquals(before, deeds());
        Till.opened(tokens.get(HQ), clock, List.of("MEMBER_LOOKUP"));
        assertTrue(deeds() > before, "what head office does is seen");
    }

    /** Which store it is about, and who does what at its counter, is asked once the request was read. */
    private static boolean isRefusedUnread(Operation operation, Who who) {
        boolean asksForStore = operation.path().startsWith("/api/store/") && who == ELSEWHERE
                || operation.path().startsWith("/api/counter/") && (who == ELSEWHERE || who == PROMOTER);
        return operation.definition().getRequestBody() != null && !asksForStore;
    }

    private void check(Set<String> wrong, Operation operation, Who who, HttpResponse<String> answer, String expected) {
        String found = answer.statusCode() + " " + code(answer);
        if (!found.equals(expected)) {
            wrong.add(operation + " by " + who + ": " + found + " instead of " + expected);
        }
    }

    /** What any of them did, or was answered for doing. */
    private long deeds() {
        return Run.now(() -> database.sql("""
                        select (select count(*) from audit_entry where actor in (:tags))
                          + (select count(*) from idempotency_key where caller in (:tags))""").with("tags", tags).one(row -> row.number(0)));
    }

    @Test
    void theAudienceIsLetThrough() {
        Set<String> wrong = new TreeSet<>();
        for (Operation operation : OPERATIONS) {
            for (Who who : row(operation).admitted()) {
                HttpResponse<String> answer =
                        operation.method().equals("GET") ? ask(operation, who) : askInVain(operation, who);
                if (REFUSALS.contains(code(answer))) {
                    wrong.add(operation + " by " + who + ": " + answer.statusCode() + " " + code(answer));
                }
                if (operation.toString().matches("DELETE /api/(me|staff)/sessions?")) {
                    signIn(who);
                }
            }
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    void theContractNamesTheSameAudience() {
        Set<String> wrong = new TreeSet<>();
        for (Operation operation : OPERATIONS) {
            List<SecurityRequirement> security = operation.definition().getSecurity();
            boolean open = security != null && security.isEmpty();
            Set<String> schemes = security == null
                    ? Set.of("staff")
                    : security.stream().collect(TreeSet::new, (all, one) -> all.addAll(one.keySet()), Set::addAll);
            String wanted = row(operation).scheme();
            if (wanted.isEmpty() ? !open : !schemes.contains(wanted)) {
                wrong.add(operation + " is for " + wanted + ", and the contract says " + schemes);
            }
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    void everyRowIsAboutSomething() {
        Set<String> idle = new TreeSet<>();
        TABLE.forEach(row -> idle.add(row.start()));
        OPERATIONS.forEach(operation -> idle.remove(row(operation).start()));
        assertEquals(Set.of(), idle);
    }
}
