package io.guike.signin;

import static io.guike.support.Shoppers.gate;
import static io.guike.support.Shoppers.trySignIn;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.RateLimits;
import io.guike.access.Role;
import io.guike.attribution.Scans;
import io.guike.embedded.EmbeddedServers;
import io.guike.platform.Redis;
import io.guike.scancode.CodeKind;
import io.guike.store.StoreView;
import io.guike.support.Chain;
import io.guike.support.Run;
import io.guike.support.Shoppers;
import io.guike.support.Shoppers.Shopper;
import io.guike.support.Simulated;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Shoppers open the mini-program and are signed in; the scan that brought them counts. */
@QuarkusTest
class SignInTest {

    private static final String LOGIN = "/sns/jscode2session";

    @Inject
    Chain chain;

    @Inject
    Scans scans;

    @Inject
    Shoppers shoppers;

    @Inject
    RateLimits limits;

    @Inject
    Redis redis;

    @Inject
    SignIns signIns;

    @Test
    void whoeverOpensTheMiniProgramIsSignedIn() {
        String user = shoppers.user();
        String token = trySignIn(shoppers.loginCode(user), null)
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("expiresInSeconds", equalTo(1800))
                .body("notice", nullValue())
                .extract()
                .path("accessToken");
        assertEquals(404, gate(token), "admitted, to a path that is not there");
    }

    @Test
    void theSamePersonComesBackHoweverOften() {
        String user = shoppers.user();
        shoppers.signIn(user, null);
        UUID person = scans.personOf(shoppers.miniOpenid(user));
        shoppers.signIn(user, null);
        assertEquals(person, scans.personOf(shoppers.miniOpenid(user)));
        assertEquals(0, touches(person));
    }

    @Test
    void theScanThatOpenedThePageBecomesOneTouchAndDecidesTheOwner() {
        Chain.Person hq = chain.hq();
        StoreView store = chain.store();
        Chain.Person promoter = chain.posted(store.id(), Role.PROMOTER);
        Scans.Code code = scans.code(CodeKind.PROMOTER, store.id(), promoter.id());
        String user = shoppers.user();

        Shopper shopper = shoppers.signIn(user, code.scene());

        assertTrue(shopper.notice().contains(store.name()), shopper.notice());
        JsonPath attribution = scans.attribution(hq.token(), shoppers.miniOpenid(user));
        assertEquals(1, attribution.getList("touches").size());
        assertEquals(promoter.id().toString(), attribution.getString("customer.staffId"));
        assertEquals(store.id().toString(), attribution.getString("customer.storeId"));
        assertEquals("PROMOTER", attribution.getString("customer.source"));
        assertEquals(attribution.getString("touches[0].id"), attribution.getString("why.factId"));
        shoppers.signIn(user, null);
        assertEquals(1, touches(scans.personOf(shoppers.miniOpenid(user))));
    }

    @Test
    void aSceneThatMeansNothingIsNoReasonToKeepAnyoneOut() {
        String user = shoppers.user();
        Shopper shopper = shoppers.signIn(user, "what-somebody-made-up");
        assertEquals(404, gate(shopper.token()));
        UUID person = scans.personOf(shoppers.miniOpenid(user));
        assertEquals(1, touches(person));
        assertEquals(
                0, scans.count("select count(*) from ownership where person_id = :x and store_id is not null", person));
    }

    @Test
    void aCodeThatWasUsedSignsNobodyInAndCountsNothing() {
        StoreView store = chain.store();
        Scans.Code scanned = scans.code(CodeKind.STORE, store.id(), null);
        String user = shoppers.user();
        String code = shoppers.loginCode(user);
        trySignIn(code, scanned.scene()).then().statusCode(200);
        trySignIn(code, scanned.scene()).then().statusCode(422).body("code", equalTo("wechat.code-invalid"));
        UUID person = scans.personOf(shoppers.miniOpenid(user));
        assertEquals(1, touches(person));
        assertEquals(1, sessionsOf(person));
        trySignIn("0never-issued", null).then().statusCode(422).body("code", equalTo("wechat.code-invalid"));
    }

    @Test
    void ofManyWithOneCodeOneIsSignedIn() {
        String user = shoppers.user();
        String code = shoppers.loginCode(user);
        List<Integer> came = Run.together(8, number -> trySignIn(code, null).statusCode());
        assertEquals(1, came.stream().filter(status -> status == 200).count(), came::toString);
        assertEquals(1, sessionsOf(scans.personOf(shoppers.miniOpenid(user))));
    }

    @Test
    void manyFirstSignInsAtOnceMakeOnePerson() {
        String user = shoppers.user();
        List<String> codes =
                Stream.generate(() -> shoppers.loginCode(user)).limit(8).toList();
        List<Integer> came = Run.together(
                codes.size(), number -> trySignIn(codes.get(number), null).statusCode());
        assertEquals(Collections.nCopies(8, 200), came);
        assertEquals(
                1,
                scans.count(
                        "select count(distinct person_id) from wechat_identity where openid = :x",
                        shoppers.miniOpenid(user)));
        assertEquals(8, sessionsOf(scans.personOf(shoppers.miniOpenid(user))));
    }

    @Test
    void whileWeChatIsAwayNothingChangesAndTheSameRequestWorksLater() {
        Scans.Code scanned = scans.code(CodeKind.STORE, chain.store().id(), null);
        String user = shoppers.user();
        String code = shoppers.loginCode(user);
        Simulated.fails(Map.of("path", LOGIN, "cut", "before"));
        try {
            trySignIn(code, scanned.scene()).then().statusCode(503).body("code", equalTo("wechat.unavailable"));
        } finally {
            Simulated.works();
        }
        assertNull(scans.personOf(shoppers.miniOpenid(user)));
        trySignIn(code, scanned.scene()).then().statusCode(200);
        assertEquals(1, touches(scans.personOf(shoppers.miniOpenid(user))));
    }

    @Test
    void whomWeChatHoldsForARiskIsToldSo() {
        String code = shoppers.loginCode(shoppers.user());
        Simulated.fails(Map.of("path", LOGIN, "errcode", 40226));
        try {
            trySignIn(code, null).then().statusCode(403).body("code", equalTo("wechat.user-blocked"));
        } finally {
            Simulated.works();
        }
    }

    @Test
    void theUnionidMakesTheMiniProgramAndThePagesOnePerson() {
        String user = shoppers.user();
        shoppers.signIn(user, null);
        shoppers.signInOnPage(user, true);
        assertEquals(scans.personOf(shoppers.miniOpenid(user)), scans.personOf(shoppers.serviceOpenid(user)));
        assertNotEquals(shoppers.miniOpenid(user), shoppers.serviceOpenid(user));
    }

    @Test
    void whoItIsAtWeChatStaysOnTheServer() {
        String user = shoppers.user();
        String openid = shoppers.miniOpenid(user);
        trySignIn(shoppers.loginCode(user), null)
                .then()
                .body(not(containsString(openid)))
                .body(not(containsString("session_key")));
        String claims = Jwts.claims(shoppers.signIn(user, null).token());
        assertFalse(claims.contains(openid), claims);
        assertEquals(
                List.of("aud", "exp", "iat", "iss", "jti", "sid", "sub"),
                new JsonPath(claims)
                        .getMap("").keySet().stream()
                                .map(String::valueOf)
                                .sorted()
                                .toList());
    }

    @Test
    void oneWhoSignsInWithoutEndIsHeldBack() {
        String user = shoppers.user();
        for (int i = 0; i < SignIns.PER_PERSON.most(); i++) {
            trySignIn(shoppers.loginCode(user), null).then().statusCode(200);
        }
        trySignIn(shoppers.loginCode(user), null).then().statusCode(429).body("code", equalTo("request.too-many"));
        shoppers.signIn();
    }

    @Test
    void anAddressIsHeldBackBeforeWeChatIsAsked() {
        Simulated.works();
        String code = shoppers.loginCode(shoppers.user());
        RateLimits.Limit limit = signIns.byAddress();
        Run.now(() -> limits.forgive(limit, "127.0.0.1"));
        for (int i = 0; i < limit.most(); i++) {
            Run.now(() -> limits.count(limit, "127.0.0.1"));
        }
        int asked = Simulated.calls(LOGIN);
        try {
            trySignIn(code, null).then().statusCode(429).body("code", equalTo("request.too-many"));
            assertEquals(asked, Simulated.calls(LOGIN));
        } finally {
            Run.now(() -> limits.forgive(limit, "127.0.0.1"));
        }
        trySignIn(code, null).then().statusCode(200);
    }

    @Test
    void withoutRedisPeopleSignInAndStaySignedIn() {
        Shopper before = shoppers.signIn();
        EmbeddedServers.Server server = EmbeddedServers.redis();
        server.kill();
        try {
            Shopper during = shoppers.signIn();
            assertEquals(404, gate(during.token()));
            assertEquals(404, gate(before.token()));
            Shoppers.refresh(before.refreshToken()).then().statusCode(200);
            Shoppers.refresh(before.refreshToken()).then().statusCode(401);
            assertEquals(401, gate(before.token()));
        } finally {
            server.startAgain();
            Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                Run.now(() -> redis.ping());
                return true;
            });
        }
        assertEquals(401, gate(before.token()));
    }

    private long touches(UUID person) {
        return scans.count("select count(*) from touch where person_id = :x", person);
    }

    private long sessionsOf(UUID person) {
        return scans.count("select count(*) from session where subject_id = :x", person);
    }
}
