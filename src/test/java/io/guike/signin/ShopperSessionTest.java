package io.guike.signin;

import static io.guike.support.Shoppers.gate;
import static io.guike.support.Shoppers.refresh;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.guike.access.Role;
import io.guike.attribution.Scans;
import io.guike.session.Audience;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.support.Shoppers;
import io.guike.support.Shoppers.Shopper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shopper's tokens are good for, and when they no longer are. */
@QuarkusTest
class ShopperSessionTest {

    private static final int ADMITTED = 404;

    @Inject
    Chain chain;

    @Inject
    Scans scans;

    @Inject
    Shoppers shoppers;

    @Inject
    MovableClock clock;

    @Test
    void refreshTokenRotates() {
        Shopper shopper = shoppers.signIn();
        var next = refresh(shopper.refreshToken())
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .extract()
                .jsonPath();
        assertEquals(ADMITTED, gate(next.getString("accessToken")));
        refresh(next.getString("refreshToken")).then().statusCode(200);
    }

    @Test
    void aStolenRefreshTokenEndsTheFamilyWhenItComesBack() {
        Shopper shopper = shoppers.signIn();
        String thiefs = refresh(shopper.refreshToken()).path("refreshToken");
        refresh(shopper.refreshToken()).then().statusCode(401).body("code", equalTo("signin.session-over"));
        refresh(thiefs).then().statusCode(401);
        assertEquals(401, gate(shopper.token()));
        assertEquals(ADMITTED, gate(shoppers.signIn(shopper.user(), null).token()), "a new sign-in is free");
    }

    @Test
    void ofParallelRefreshesOneWinsAndTheSessionIsOver() {
        Shopper shopper = shoppers.signIn();
        List<Integer> came =
                Run.together(8, number -> refresh(shopper.refreshToken()).statusCode());
        assertEquals(1, came.stream().filter(status -> status == 200).count(), came::toString);
        assertEquals(401, gate(shopper.token()));
    }

    @Test
    void signingOutEndsThisSessionOnly() {
        String user = shoppers.user();
        Shopper here = shoppers.signIn(user, null);
        Shopper elsewhere = shoppers.signInOnPage(user, true);
        Api.as(here.token()).delete("/api/me/session").then().statusCode(204);
        assertEquals(401, gate(here.token()));
        refresh(here.refreshToken()).then().statusCode(401);
        assertEquals(ADMITTED, gate(elsewhere.token()));
    }

    @Test
    void signingOutEverywhereEndsThemAllAndNobodyElses() {
        String user = shoppers.user();
        Shopper here = shoppers.signIn(user, null);
        Shopper elsewhere = shoppers.signInOnPage(user, true);
        Shopper stranger = shoppers.signIn();
        Api.as(here.token()).delete("/api/me/sessions").then().statusCode(204);
        for (Shopper session : List.of(here, elsewhere)) {
            assertEquals(401, gate(session.token()));
            refresh(session.refreshToken()).then().statusCode(401);
        }
        assertEquals(ADMITTED, gate(stranger.token()));
    }

    @Test
    void accessTokenExpiresAfterHalfAnHourAndTheSessionGoesOn() {
        Shopper shopper = shoppers.signIn();
        clock.move(Audience.SHOPPER.life().access());
        assertEquals(401, gate(shopper.token()));
        assertEquals(ADMITTED, gate(refresh(shopper.refreshToken()).path("accessToken")));
    }

    @Test
    void sessionLapsesWithoutUse() {
        Shopper shopper = shoppers.signIn();
        clock.move(Audience.SHOPPER.life().idle());
        refresh(shopper.refreshToken()).then().statusCode(401).body("code", equalTo("signin.session-over"));
    }

    @Test
    void forgedTokensAreRefused() {
        Shopper shopper = shoppers.signIn();
        Shopper other = shoppers.signIn();
        String token = shopper.token();
        String claims = Jwts.claims(token);
        String anotherPerson = claims.replace(Jwts.claim(token, "sub"), Jwts.claim(other.token(), "sub"));
        assertEquals(401, gate(Jwts.withClaims(token, anotherPerson)));
        assertEquals(401, gate(Jwts.unsigned(token)));
        assertEquals(401, gate(Jwts.underForeignKey(token)));
        assertEquals(401, gate(Jwts.forAudience(token, "staff")));
        assertEquals(401, gate(Jwts.forAudience(token, "nobody")));
        assertEquals(401, gate(Jwts.forSubject(token, Jwts.claim(other.token(), "sub"))));
        assertEquals(401, gate("not-a-token"));
        assertEquals(ADMITTED, gate(token));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/staff/me",
                "/api/hq/stores",
                "/api/store/00000000-0000-0000-0000-000000000000/customers",
                "/api/promoter/customers"
            })
    void shoppersStayOnTheirSide(String path) {
        Api.breaking(shoppers.signIn().token())
                .get(path)
                .then()
                .statusCode(403)
                .body("code", equalTo("auth.forbidden"));
    }

    @Test
    void staffHaveNoBusinessOnTheSideOfShoppers() {
        StoreView store = chain.store();
        for (String token : List.of(
                chain.hq().token(),
                chain.posted(store.id(), Role.PROMOTER).token(),
                chain.posted(store.id(), Role.STORE_MANAGER).token())) {
            assertEquals(403, gate(token));
            Api.as(token).delete("/api/me/sessions").then().statusCode(403).body("code", equalTo("auth.forbidden"));
        }
    }

    @Test
    void theTokensOfOneSideAreNothingToTheOther() {
        String staffs = chain.person().refreshToken();
        String shoppersOwn = shoppers.signIn().refreshToken();
        refresh(staffs).then().statusCode(401).body("code", equalTo("signin.session-over"));
        Api.anyone()
                .contentType("application/json")
                .body(Map.of("refreshToken", shoppersOwn))
                .post("/api/staff/session/refresh")
                .then()
                .statusCode(401)
                .body("code", equalTo("staff.session-over"));
        refresh(shoppersOwn).then().statusCode(200);
    }

    @Test
    void aSessionOutlivesTheMergeOfItsPersonAndBelongsToTheSurvivor() {
        String user = shoppers.user();
        Shopper page = shoppers.signInOnPage(user, false);
        Shopper mini = shoppers.signIn(user, null);
        assertNotEquals(
                scans.personOf(shoppers.serviceOpenid(user)),
                scans.personOf(shoppers.miniOpenid(user)),
                "no consent yet");
        shoppers.signInOnPage(user, true);
        assertEquals(
                scans.personOf(shoppers.serviceOpenid(user)), scans.personOf(shoppers.miniOpenid(user)), "one person");
        assertEquals(ADMITTED, gate(page.token()));
        assertEquals(ADMITTED, gate(mini.token()));
        Api.as(mini.token()).get("/api/me/export").then().statusCode(200).body("sections.signIns", hasSize(3));
        Api.as(mini.token()).delete("/api/me/sessions").then().statusCode(204);
        assertEquals(401, gate(page.token()));
    }

    @Test
    void whoeverErasesThemselvesIsSignedOutEverywhereAndComesBackAsANewPerson() {
        String user = shoppers.user();
        Shopper here = shoppers.signIn(user, null);
        Shopper elsewhere = shoppers.signInOnPage(user, true);
        UUID before = scans.personOf(shoppers.miniOpenid(user));
        Api.as(here.token())
                .queryParam("confirm", "ERASE")
                .delete("/api/me")
                .then()
                .statusCode(204);
        assertEquals(401, gate(here.token()));
        refresh(elsewhere.refreshToken()).then().statusCode(401);
        assertEquals(0, scans.count("select count(*) from session where subject_id = :x", before));
        assertEquals(ADMITTED, gate(shoppers.signIn(user, null).token()));
        assertNotEquals(before, scans.personOf(shoppers.miniOpenid(user)));
    }

    @Test
    void signingOutNeedsAToken() {
        RestAssured.given().delete("/api/me/session").then().statusCode(401).body("code", equalTo("auth.required"));
        RestAssured.given().delete("/api/me/sessions").then().statusCode(401);
    }
}
