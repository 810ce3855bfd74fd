package io.guike.signin;

import static io.guike.support.Shoppers.gate;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.attribution.Scans;
import io.guike.attribution.Scans.Code;
import io.guike.scancode.CodeKind;
import io.guike.staff.Postings;
import io.guike.staff.StaffMembers;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Chain.Person;
import io.guike.support.Run;
import io.guike.support.Shoppers;
import io.guike.support.Shoppers.Shopper;
import io.guike.support.Simulated;
import io.guike.wechat.Callbacks;
import io.guike.wechat.WeChatAccounts;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Staff link their own WeChat, sign in through it as promoters, and move nobody by their own scans. */
@QuarkusTest
class StaffWeChatSignInTest {

    @Inject
    Chain chain;

    @Inject
    Scans scans;

    @Inject
    Shoppers shoppers;

    @Inject
    StaffMembers members;

    @Inject
    Postings postings;

    @Inject
    WeChatAccounts accounts;

    @Inject
    Clock clock;

    private StoreView store;
    private Person promoter;
    private String user;

    @BeforeEach
    void begin() {
        store = chain.store();
        promoter = chain.posted(store.id(), Role.PROMOTER);
        user = shoppers.user();
    }

    @Test
    void whoLinkedTheServiceAccountSignsInFromTheMiniProgram() {
        linkServiceAccount();
        String token = signIn(user)
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("mustChangePassword", equalTo(false))
                .extract()
                .path("accessToken");
        Api.as(token).get("/api/staff/me").then().statusCode(200).body("number", equalTo(promoter.number()));
        Api.as(token).get("/api/promoter/customers").then().statusCode(200);
        assertEquals(403, gate(token));
    }

    @Test
    void theLinkScannedIntoTheMiniProgramLinksIt() {
        Shopper shopper = shoppers.signIn(user, link());
        assertTrue(shopper.notice().contains(promoter.number()), shopper.notice());
        signIn(user).then().statusCode(200);
        assertEquals(0, touches(), "a link is nobody's way into a store");
    }

    @Test
    void aLinkThatWasUsedLinksNobodyAndKeepsNobodyOut() {
        String link = link();
        shoppers.signIn(user, link);
        String other = shoppers.user();
        Shopper late = shoppers.signIn(other, link);
        assertTrue(late.notice().contains("失效"), late.notice());
        signIn(other).then().statusCode(403).body("code", equalTo("signin.staff-not-linked"));
    }

    @Test
    void aLostPhoneIsUnlinkedByHeadOffice() {
        linkServiceAccount();
        String token = signIn(user).path("accessToken");
        String hq = chain.hq().token();
        Api.as(hq).delete("/api/hq/staff/" + promoter.id() + "/wechat").then().statusCode(204);
        Api.as(token).get("/api/staff/me").then().statusCode(401);
        signIn(user).then().statusCode(403).body("code", equalTo("signin.staff-not-linked"));
        Api.as(hq)
                .delete("/api/hq/staff/" + java.util.UUID.randomUUID() + "/wechat")
                .then()
                .statusCode(404);
    }

    @Test
    void aWeChatThatIsClosedIsNobodysAnyMore() {
        linkServiceAccount();
        assertEquals(1, linked());
        close(clock.instant().minusSeconds(60));
        assertEquals(1, linked(), "the one who closed it was there before");
        close(clock.instant());
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> linked() == 0);
        signIn(user).then().statusCode(403).body("code", equalTo("signin.staff-not-linked"));
    }

    private long linked() {
        return scans.count("select count(*) from staff_wechat where staff_id = :x", promoter.id());
    }

    private void close(Instant at) {
        Callbacks callbacks = new Callbacks(accounts.service(), clock.instant());
        callbacks
                .safe(callbacks.privacy("user_authorization_cancellation", shoppers.serviceOpenid(user), "", at))
                .then()
                .statusCode(200);
    }

    @Test
    void aWeChatOfNobodyIsRefusedAndLeavesNoPerson() {
        signIn(user).then().statusCode(403).body("code", equalTo("signin.staff-not-linked"));
        assertNull(scans.personOf(shoppers.miniOpenid(user)));
    }

    @Test
    void throughWeChatEverybodyIsAPromoterAndNoMore() {
        Run.now(() -> postings.assign(Caller.SYSTEM, promoter.id(), store.id(), Role.STORE_MANAGER, null, null));
        int version = Run.now(() -> members.get(promoter.id())).version();
        Run.now(() -> members.change(Caller.SYSTEM, promoter.id(), version, "兼职总部", true));
        shoppers.signIn(user, link());
        String token = signIn(user).path("accessToken");
        Api.as(token)
                .get("/api/staff/me")
                .then()
                .statusCode(200)
                .body("hq", equalTo(false))
                .body("stores", hasSize(1))
                .body("stores[0].roles", equalTo(List.of("PROMOTER")));
        Api.as(token).get("/api/hq/stores").then().statusCode(403);
        Api.as(token).get("/api/store/" + store.id() + "/customers").then().statusCode(403);
        Api.as(token).get("/api/promoter/customers").then().statusCode(200);
        Api.as(chain.signIn(promoter.number()).token())
                .get("/api/hq/stores")
                .then()
                .statusCode(200);
    }

    @Test
    void theRoleStaysNarrowThroughARefresh() {
        Person hq = chain.hq();
        String openid = shoppers.miniOpenid(user);
        Run.now(() -> members.linkWeChat(hq.id(), accounts.mini().appid(), openid));
        String refresh = signIn(user).path("refreshToken");
        String token = Api.anyone()
                .contentType("application/json")
                .body(Map.of("refreshToken", refresh))
                .post("/api/staff/session/refresh")
                .then()
                .statusCode(200)
                .extract()
                .path("accessToken");
        Api.as(token).get("/api/hq/stores").then().statusCode(403);
    }

    @Test
    void theSignInIsAudited() {
        shoppers.signIn(user, link());
        signIn(user).then().statusCode(200);
        Api.as(chain.hq().token())
                .queryParam("subject", "staff:" + promoter.id())
                .get("/api/hq/audit")
                .then()
                .body("items[0].action", equalTo("staff.sign-in"))
                .body("items[0].detail.by", equalTo("wechat"));
    }

    @Test
    void whoLeftIsNobody() {
        shoppers.signIn(user, link());
        String token = signIn(user).path("accessToken");
        Run.now(() -> postings.leave(Caller.SYSTEM, promoter.id(), null));
        Api.as(token).get("/api/staff/me").then().statusCode(401);
        signIn(user).then().statusCode(403).body("code", equalTo("signin.staff-not-linked"));
    }

    @Test
    void theirOwnScansMoveNobodyByWhicheverAccount() {
        Code code = scans.code(CodeKind.PROMOTER, store.id(), promoter.id());
        shoppers.signIn(user, link());
        shoppers.signIn(user, code.scene());
        shoppers.signInOnPage(user, true);
        scans.follow(shoppers.serviceOpenid(user), code.scene()).then().statusCode(200);
        JsonPath attribution = scans.attribution(chain.hq().token(), shoppers.serviceOpenid(user));
        assertEquals(List.of("STAFF_SCAN", "STAFF_SCAN"), attribution.getList("touches.verdict"));
        assertNull(attribution.getString("customer.storeId"));
    }

    /** The page with consent comes first: from then on the service account's identity has its unionid. */
    private void linkServiceAccount() {
        shoppers.signInOnPage(user, true);
        String openid = shoppers.serviceOpenid(user);
        Run.now(() -> members.linkWeChat(promoter.id(), accounts.service().appid(), openid));
    }

    private String link() {
        String url = Api.as(promoter.token())
                .post("/api/staff/wechat-links")
                .then()
                .statusCode(201)
                .extract()
                .path("url");
        return Simulated.sceneOf(url);
    }

    private Response signIn(String who) {
        return Api.anyone()
                .contentType("application/json")
                .body(Map.of("code", shoppers.loginCode(who)))
                .post("/api/staff/session/wechat");
    }

    private long touches() {
        UUID person = scans.personOf(shoppers.miniOpenid(user));
        return scans.count("select count(*) from touch where person_id = :x", person);
    }
}
