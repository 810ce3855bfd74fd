package io.guike.wechat;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Simulated;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MenuTest {

    private static final Map<String, Object> MENU = Map.of(
            "buttons",
            List.of(
                    Map.of("name", "我的导购", "action", "CLICK", "target", "MY_PROMOTER"),
                    Map.of("name", "会员卡", "action", "MINI_PROGRAM", "target", "pages/index/index"),
                    Map.of(
                            "name",
                            "门店",
                            "below",
                            List.of(Map.of("name", "官网", "action", "VIEW", "target", "https://example.com/")))));

    @Inject
    Chain chain;

    @Inject
    WeChatAccounts accounts;

    private String hq;

    @BeforeEach
    void headOffice() {
        hq = chain.hq().token();
    }

    @Test
    void thePublishedMenuIsWhatPeopleSee() {
        publish(MENU).then().statusCode(200).body("buttons[0].name", equalTo("我的导购"));
        String user = given().contentType("application/json")
                .body(Map.of("nickname", "菜单"))
                .post(Simulated.at("/users"))
                .path("id");
        given().get(Simulated.at(
                        "/users/" + user + "/menus/" + accounts.service().appid()))
                .then()
                .statusCode(200)
                .body("buttons[0].name", equalTo("我的导购"))
                .body("buttons[1].type", equalTo("miniprogram"))
                .body("buttons[1].appid", equalTo(accounts.mini().appid()))
                .body("buttons[1].pagepath", equalTo("pages/index/index"))
                .body("buttons[2].sub_button[0].url", equalTo("https://example.com/"));
    }

    @Test
    void whatWeChatDoesNotAcceptIsToldWithItsReason() {
        publish(Map.of("buttons", List.of(Map.of("name", "空", "action", "VIEW", "target", "no address"))))
                .then()
                .statusCode(422)
                .body("code", equalTo("wechat.menu-refused"));
    }

    @Test
    void whileWeChatIsAwayTheMenuStaysAndTheCallerMayTryAgain() {
        Simulated.fails(Map.of("path", "/cgi-bin/menu/create", "errcode", -1));
        try {
            publish(MENU).then().statusCode(503).body("code", equalTo("wechat.unavailable"));
        } finally {
            Simulated.works();
        }
    }

    private io.restassured.response.Response publish(Map<String, Object> menu) {
        return Api.as(hq).contentType("application/json").body(menu).put("/api/hq/wechat/menu");
    }
}
