package io.guike.staff;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.access.RateLimits;
import io.guike.access.Role;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.session.Audience;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Chain.Person;
import io.guike.support.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StaffSignInTest {

    private static final String CHOSEN = "stille-Wasser-83";

    @Inject
    Chain chain;

    @Inject
    StaffMembers members;

    @Inject
    Postings postings;

    @Inject
    FirstHqAccount firstHq;

    @Inject
    Passwords passwords;

    @Inject
    RateLimits limits;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    @Test
    void signsInWithTheNumberInAnyCase() {
        String number = chain.hire(false);
        signIn(number.toLowerCase(java.util.Locale.ROOT), Chain.PASSWORD)
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("mustChangePassword", equalTo(false))
                .body("expiresInSeconds", equalTo(900));
    }

    @Test
    void saysWhoOneIsAndWhatOneMayDoWhere() {
        StoreView store = chain.store();
        Person promoter = chain.posted(store.id(), Role.PROMOTER);
        Api.as(promoter.token())
                .get("/api/staff/me")
                .then()
                .statusCode(200)
                .body("number", equalTo(promoter.number()))
                .body("hq", equalTo(false))
                .body("stores", hasSize(1))
                .body("stores[0].code", equalTo(store.code()))
                .body("stores[0].roles", equalTo(List.of("PROMOTER")));
    }

    @Test
    void wrongPasswordUnknownNameAndNoPasswordAreAnsweredAlike() {
        String number = chain.hire(false);
        String without = Chain.code();
        Chain.await(() -> members.hire(Caller.SYSTEM, without, "无密码", false));
        for (String name : List.of(number, Chain.code(), without)) {
            signIn(name, "wrong-password-1")
                    .statusCode(401)
                    .body("code", equalTo("staff.sign-in-refused"))
                    .body("title", equalTo("工号或密码不正确"));
        }
    }

    @Test
    void unknownNameTakesAsLongAsAWrongPassword() {
        String hash = Chain.await(() -> passwords.hash(CHOSEN));
        Chain.await(() -> passwords.matches("warm-up", null));
        long wrong = nanos(() -> Chain.await(() -> passwords.matches("wrong-password-1", hash)));
        long unknown = nanos(() -> Chain.await(() -> passwords.matches("wrong-password-1", null)));
        assertTrue(unknown > wrong / 4, () -> "unknown " + unknown + " ns, wrong " + wrong + " ns");
    }

    @Test
    void nameIsLockedOutAfterTenTriesAndFreeInTheNextWindow() {
        String number = chain.hire(false);
        for (int i = 0; i < StaffSessions.PER_NAME.most(); i++) {
            signIn(number, "wrong-password-1").statusCode(401);
        }
        signIn(number, Chain.PASSWORD).statusCode(429).body("code", equalTo("request.too-many"));
        clock.move(StaffSessions.PER_NAME.window());
        signIn(number, Chain.PASSWORD).statusCode(200);
    }

    @Test
    void successForgivesEarlierTries() {
        String number = chain.hire(false);
        for (int round = 0; round < 2; round++) {
            for (int i = 1; i < StaffSessions.PER_NAME.most(); i++) {
                signIn(number, "wrong-password-1").statusCode(401);
            }
            signIn(number, Chain.PASSWORD).statusCode(200);
        }
    }

    @Test
    void addressIsLimitedWhateverNamesItTries() {
        forgiveAddress();
        for (int i = 0; i < StaffSessions.PER_ADDRESS.most(); i++) {
            Chain.await(() -> limits.count(StaffSessions.PER_ADDRESS, "127.0.0.1"));
        }
        try {
            signIn(Chain.code(), "wrong-password-1").statusCode(429).body("code", equalTo("request.too-many"));
        } finally {
            forgiveAddress();
        }
        signIn(Chain.code(), "wrong-password-1").statusCode(401);
    }

    private void forgiveAddress() {
        Chain.await(() -> limits.forgive(StaffSessions.PER_ADDRESS, "127.0.0.1"));
    }

    @Test
    void firstPasswordIsGoodForChoosingAnotherOnly() {
        Person hq = chain.hq();
        String number = Chain.code();
        UUID id = Chain.await(() -> members.hire(Caller.SYSTEM, number, "新同事", false))
                .id();
        String first = Api.as(hq.token())
                .post("/api/hq/staff/{id}/first-password", id)
                .then()
                .statusCode(200)
                .extract()
                .path("password");
        String token = signIn(number, first)
                .statusCode(200)
                .body("mustChangePassword", equalTo(true))
                .extract()
                .path("accessToken");
        Api.as(token)
                .get("/api/staff/me")
                .then()
                .statusCode(403)
                .body("code", equalTo("auth.password-change-required"));
        change(token, first, "1234567890").statusCode(422).body("code", equalTo("staff.password-weak"));
        change(token, first, first).statusCode(422);
        change(token, "not-the-old-one", CHOSEN).statusCode(403).body("code", equalTo("staff.password-wrong"));
        change(token, first, CHOSEN).statusCode(204);
        Api.as(token).get("/api/staff/me").then().statusCode(200);
        signIn(number, first).statusCode(401);
        signIn(number, CHOSEN).statusCode(200).body("mustChangePassword", equalTo(false));
    }

    @Test
    void changingThePasswordEndsTheOtherSessions() {
        Person here = chain.person();
        Person elsewhere = chain.signIn(here.number());
        change(here.token(), Chain.PASSWORD, CHOSEN).statusCode(204);
        me(here.token()).statusCode(200);
        me(elsewhere.token()).statusCode(401);
        refresh(elsewhere.refreshToken()).statusCode(401);
    }

    @Test
    void newFirstPasswordEndsAllSessions() {
        Person person = chain.person();
        Chain.await(() -> members.issueFirstPassword(Caller.SYSTEM, person.id()));
        me(person.token()).statusCode(401);
        signIn(person.number(), Chain.PASSWORD).statusCode(401);
    }

    @Test
    void refreshTokenRotates() {
        Person person = chain.person();
        var tokens = refresh(person.refreshToken()).statusCode(200).extract().jsonPath();
        me(tokens.getString("accessToken")).statusCode(200);
        refresh(tokens.getString("refreshToken")).statusCode(200);
    }

    @Test
    void spentRefreshTokenEndsTheSessionAndIsAudited() {
        Person person = chain.person();
        String second = refresh(person.refreshToken()).statusCode(200).extract().path("refreshToken");
        refresh(person.refreshToken()).statusCode(401).body("code", equalTo("staff.session-over"));
        refresh(second).statusCode(401);
        me(person.token()).statusCode(401);
        Api.as(chain.hq().token())
                .queryParam("subject", "staff:" + person.id())
                .get("/api/hq/audit")
                .then()
                .body("items[0].action", equalTo("staff.refresh-token-reused"));
    }

    @Test
    void ofParallelRefreshesOneWinsAtMostAndTheSessionIsOver() {
        Person person = chain.person();
        List<CompletableFuture<Integer>> tries = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tries.add(CompletableFuture.supplyAsync(
                    () -> refresh(person.refreshToken()).extract().statusCode()));
        }
        long won = tries.stream()
                .map(CompletableFuture::join)
                .filter(status -> status == 200)
                .count();
        assertEquals(1, won);
        me(person.token()).statusCode(401);
    }

    @Test
    void unknownRefreshTokenIsRefused() {
        refresh("no-such-token").statusCode(401).body("code", equalTo("staff.session-over"));
    }

    @Test
    void sessionLapsesWithoutUse() {
        Person person = chain.person();
        clock.move(Audience.STAFF.life().idle());
        refresh(person.refreshToken()).statusCode(401);
    }

    @Test
    void signingOutEndsBothTokensOfThisSessionOnly() {
        Person here = chain.person();
        Person elsewhere = chain.signIn(here.number());
        Api.as(here.token()).delete("/api/staff/session").then().statusCode(204);
        me(here.token()).statusCode(401).body("code", equalTo("auth.required"));
        refresh(here.refreshToken()).statusCode(401);
        me(elsewhere.token()).statusCode(200);
    }

    @Test
    void signingOutNeedsAToken() {
        RestAssured.given().delete("/api/staff/session").then().statusCode(401);
    }

    @Test
    void departureEndsSessionsAndSignInForGood() {
        Person person = chain.person();
        Chain.await(() -> postings.leave(Caller.SYSTEM, person.id(), null));
        me(person.token()).statusCode(401);
        refresh(person.refreshToken()).statusCode(401);
        signIn(person.number(), Chain.PASSWORD).statusCode(401).body("code", equalTo("staff.sign-in-refused"));
    }

    @Test
    void accessTokenExpiresAfterFifteenMinutes() {
        Person person = chain.person();
        clock.move(Audience.STAFF.life().access());
        me(person.token()).statusCode(401);
        String fresh = refresh(person.refreshToken()).statusCode(200).extract().path("accessToken");
        me(fresh).statusCode(200);
    }

    @Test
    void tamperedTokenIsRefused() {
        Person person = chain.person();
        String[] parts = person.token().split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String forged = claims.replace(person.id().toString(), chain.hq().id().toString());
        me(parts[0] + "." + encode(forged) + "." + parts[2]).statusCode(401);
    }

    @Test
    void unsignedTokenIsRefused() {
        String[] parts = chain.person().token().split("\\.");
        me(encode("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + parts[1] + ".").statusCode(401);
    }

    @Test
    void tokenOfAForeignKeyIsRefused() throws Exception {
        Person person = chain.person();
        String session = new String(
                        Base64.getUrlDecoder().decode(person.token().split("\\.")[1]), StandardCharsets.UTF_8)
                .replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String foreign = Jwt.issuer("https://guike.io")
                .subject(person.id().toString())
                .audience(Audience.STAFF.claim())
                .claim("sid", session)
                .expiresIn(Duration.ofMinutes(5))
                .sign(generator.generateKeyPair().getPrivate());
        me(foreign).statusCode(401);
    }

    @Test
    void tokenOfAnotherAudienceIsRefused() {
        Person person = chain.person();
        String other = Jwt.subject(person.id().toString())
                .audience("nobody")
                .claim("sid", Ids.next().toString())
                .expiresIn(Duration.ofMinutes(5))
                .sign();
        me(other).statusCode(401);
    }

    @Test
    void tokenNamesItsKey() {
        String header = new String(
                Base64.getUrlDecoder().decode(chain.person().token().split("\\.")[0]), StandardCharsets.UTF_8);
        assertTrue(header.contains("\"kid\":"), header);
    }

    @Test
    void everyRoleStaysOnItsSide() {
        StoreView store = chain.store();
        Person manager = chain.posted(store.id(), Role.STORE_MANAGER);
        Api.as(manager.token()).get("/api/hq/stores").then().statusCode(403).body("code", equalTo("auth.forbidden"));
        Api.as(chain.posted(store.id(), Role.PROMOTER).token())
                .get("/api/hq/staff")
                .then()
                .statusCode(403);
        Api.as(chain.person().token()).get("/api/hq/regions").then().statusCode(403);
        Api.as(chain.hq().token()).get("/api/hq/stores").then().statusCode(200);
    }

    @Test
    void twoReplicasMakeOneFirstAccountAtMost() {
        List<CompletableFuture<Boolean>> starts = new ArrayList<>();
        String number = Chain.code();
        List<UUID> before = Chain.await(() -> database.sql("update staff set hq = false where hq returning id")
                .list(row -> row.uuid(0)));
        for (int i = 0; i < 4; i++) {
            starts.add(CompletableFuture.supplyAsync(() -> Chain.await(() -> firstHq.make(number, "first-Secret-77"))));
        }
        long made =
                starts.stream().map(CompletableFuture::join).filter(one -> one).count();
        if (!before.isEmpty()) {
            Chain.await(() -> database.sql("update staff set hq = true where id in (:ids)")
                    .with("ids", before)
                    .run());
        }
        assertEquals(1, made);
        signIn(number, "first-Secret-77").statusCode(200).body("mustChangePassword", equalTo(true));
        Boolean again = Chain.await(() -> firstHq.make(Chain.code(), "first-Secret-77"));
        assertEquals(false, again);
    }

    private static ValidatableResponse signIn(String name, String password) {
        return Api.anyone()
                .contentType("application/json")
                .body(Map.of("name", name, "password", password))
                .post("/api/staff/session")
                .then();
    }

    private static ValidatableResponse refresh(String token) {
        return Api.anyone()
                .contentType("application/json")
                .body(Map.of("refreshToken", token))
                .post("/api/staff/session/refresh")
                .then();
    }

    private static ValidatableResponse change(String token, String old, String chosen) {
        return Api.as(token)
                .contentType("application/json")
                .body(Map.of("oldPassword", old, "newPassword", chosen))
                .put("/api/staff/password")
                .then();
    }

    private static ValidatableResponse me(String token) {
        return Api.as(token).get("/api/staff/me").then();
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static long nanos(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }
}
