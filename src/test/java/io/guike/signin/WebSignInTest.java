package io.guike.signin;

import static io.guike.support.Shoppers.begin;
import static io.guike.support.Shoppers.browser;
import static io.guike.support.Shoppers.finish;
import static io.guike.support.Shoppers.gate;
import static io.guike.support.Shoppers.tryBegin;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.attribution.Scans;
import io.guike.scancode.CodeKind;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.support.Shoppers;
import io.guike.support.Shoppers.Browser;
import io.guike.support.Simulated;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser on a page of the service account goes to WeChat and comes back signed in, and nobody in its place. */
@QuarkusTest
class WebSignInTest {

    private static final String EXCHANGE = "/sns/oauth2/access_token";

    @Inject
    Chain chain;

    @Inject
    Scans scans;

    @Inject
    Shoppers shoppers;

    @Inject
    MovableClock clock;

    @Inject
    OurPages pages;

    private final Browser browser = browser();

    private String publicUrl;

    @BeforeEach
    void whereWeAre() {
        String front = pages.address("/");
        publicUrl = front.substring(0, front.length() - 1);
    }

    @Test
    void aBrowserGoesToWeChatAndComesBackSignedIn() {
        String user = shoppers.user();
        String address = tryBegin(browser, "/h5/card?from=menu", false)
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .extract()
                .path("authorizeUrl");
        assertTrue(address.contains("scope=snsapi_base&"), address);
        String back = given().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .get(address.replace("#wechat_redirect", "") + "&simulated_user=" + user)
                .then()
                .statusCode(302)
                .extract()
                .header("Location");
        assertTrue(back.startsWith(publicUrl + "/h5/card?from=menu&code="), back);
        String token = finish(browser, parameter(back, "state"), parameter(back, "code"))
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("page", equalTo("/h5/card?from=menu"))
                .extract()
                .path("accessToken");
        assertEquals(404, gate(token), "admitted, to a path that is not there");
    }

    @Test
    void aStateWorksOnceAndItsReplayUsesUpNoCode() {
        String state = begin(browser, "/h5/", false);
        finish(browser, state, shoppers.webCode(shoppers.user(), false)).then().statusCode(200);
        String code = shoppers.webCode(shoppers.user(), false);
        refused(finish(browser, state, code));
        finish(browser, begin(browser, "/h5/", false), code).then().statusCode(200);
    }

    @Test
    void ofManyCallbacksWithOneStateOneIsSignedIn() {
        String state = begin(browser, "/h5/", false);
        List<String> codes = Stream.generate(() -> shoppers.webCode(shoppers.user(), false))
                .limit(8)
                .toList();
        List<Integer> came = Run.together(
                codes.size(),
                number -> finish(browser, state, codes.get(number)).statusCode());
        assertEquals(1, came.stream().filter(status -> status == 200).count(), came::toString);
    }

    @Test
    void anotherBrowserCannotFinishWhatThisOneBegan() {
        String state = begin(browser, "/h5/", false);
        String code = shoppers.webCode(shoppers.user(), false);
        refused(finish(browser(), state, code));
        refused(finish(new Browser(browser.challenge(), browser.challenge()), state, code));
        finish(browser, state, code).then().statusCode(200);
    }

    @Test
    void aStateThatWasNeverGivenIsRefused() {
        refused(finish(browser, "0123456789abcdef", shoppers.webCode(shoppers.user(), false)));
    }

    @Test
    void whoComesBackAfterTenMinutesBeginsAgain() {
        String state = begin(browser, "/h5/", false);
        clock.move(WebSignIns.LIFE);
        refused(finish(browser, state, shoppers.webCode(shoppers.user(), false)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example/",
                "https://evil.example/",
                "/\\evil.example",
                "\\/evil.example",
                "h5/",
                "@evil.example/",
                ":80@evil.example/",
                "/h5/#at",
                "/h5/\r\nLocation: https://evil.example/",
                "/h5/ x",
                "/h5/%zz"
            })
    void theWayBackLeadsToOurOwnPagesOnly(String page) {
        tryBegin(browser, page, false).then().statusCode(422).body("code", equalTo("signin.page-foreign"));
    }

    @Test
    void aChallengeMustBeOne() {
        Api.breaking("none")
                .contentType("application/json")
                .body(Map.of("challenge", "short", "page", "/h5/"))
                .post("/api/me/session/web/start")
                .then()
                .statusCode(400)
                .body("code", equalTo("request.invalid"));
    }

    @Test
    void thePreviewOfAPageSignsNobodyIn() {
        String user = shoppers.user();
        given().contentType("application/json")
                .body(Map.of("snapshot", true))
                .patch(Simulated.at("/users/" + user))
                .then()
                .statusCode(200);
        long people = people();
        finish(browser, begin(browser, "/h5/", false), shoppers.webCode(user, false))
                .then()
                .statusCode(403)
                .body("code", equalTo("signin.snapshot-user"));
        assertEquals(people, people());
    }

    @Test
    void whileWeChatIsAwayNothingChangesAndTheSameCallbackWorksLater() {
        String user = shoppers.user();
        String state = begin(browser, "/h5/", false);
        String code = shoppers.webCode(user, false);
        for (Map<String, Object> fault : List.<Map<String, Object>>of(
                Map.of("path", EXCHANGE, "cut", "before"), Map.of("path", EXCHANGE, "errcode", -1))) {
            Simulated.fails(fault);
            try {
                finish(browser, state, code).then().statusCode(503).body("code", equalTo("wechat.unavailable"));
            } finally {
                Simulated.works();
            }
        }
        assertNull(scans.personOf(shoppers.serviceOpenid(user)));
        finish(browser, state, code).then().statusCode(200);
    }

    @Test
    void aCodeThatWasUsedIsTheBrowsersFault() {
        String code = shoppers.webCode(shoppers.user(), false);
        finish(browser, begin(browser, "/h5/", false), code).then().statusCode(200);
        finish(browser, begin(browser, "/h5/", false), code)
                .then()
                .statusCode(422)
                .body("code", equalTo("wechat.code-invalid"));
    }

    @Test
    void theScanThatOpenedThePageBecomesOneTouch() {
        Scans.Code code = scans.code(CodeKind.STORE, chain.store().id(), null);
        String user = shoppers.user();
        finish(browser, begin(browser, "/h5/", false), shoppers.webCode(user, false), Map.of("scene", code.scene()))
                .then()
                .statusCode(200);
        assertEquals(
                1,
                scans.count(
                        "select count(*) from touch where person_id = :x",
                        scans.personOf(shoppers.serviceOpenid(user))));
    }

    @Test
    void withoutConsentTwoAccountsStayTwoPeople() {
        String user = shoppers.user();
        shoppers.signIn(user, null);
        shoppers.signInOnPage(user, false);
        assertNotEquals(scans.personOf(shoppers.miniOpenid(user)), scans.personOf(shoppers.serviceOpenid(user)));
    }

    @Test
    void ourOwnPagesAreSigned() {
        sign(publicUrl + "/h5/card?x=1")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("nonceStr.length()", greaterThan(8));
        sign(publicUrl.replace("http://localhost", "HTTP://LocalHost") + "/h5/#part")
                .then()
                .statusCode(200);
    }

    @Test
    void nobodyElsesPageIsSigned() {
        String port = publicUrl.replaceAll(".*:", "");
        for (String url : List.of(
                "http://evil.example/",
                "https://localhost:" + port + "/",
                "http://localhost:1/",
                "http://localhost/",
                publicUrl + "@evil.example/",
                "http://somebody@localhost:" + port + "/",
                publicUrl + ".evil.example/",
                "javascript:alert(1)",
                "/h5/",
                "http://[")) {
            sign(url).then().statusCode(422).body("code", equalTo("signin.page-foreign"));
        }
    }

    private static Response sign(String url) {
        return Api.anyone().queryParam("url", url).get("/api/open/page-signature");
    }

    private static void refused(Response answer) {
        answer.then().statusCode(422).body("code", equalTo("signin.state-invalid"));
    }

    private static String parameter(String address, String name) {
        return address.replaceAll(".*[?&]" + name + "=([^&#]*).*", "$1");
    }

    private long people() {
        return scans.count("select count(*) from person where 1 = :x", 1);
    }
}
