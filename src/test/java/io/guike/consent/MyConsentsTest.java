package io.guike.consent;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Shoppers;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MyConsentsTest {

    @Inject
    Shoppers shoppers;

    @Inject
    Chain chain;

    private String me;

    @BeforeEach
    void signIn() {
        me = shoppers.signIn().token();
    }

    private static Map<String, ?> current(String purpose) {
        int version = Api.anyone()
                .get("/api/open/consent-texts")
                .jsonPath()
                .getInt("items.find { it.purpose == '" + purpose + "' }.version");
        return Map.of("purpose", purpose, "textVersion", version);
    }

    private ValidatableResponse give(Map<?, ?>... given) {
        return Api.as(me)
                .contentType("application/json")
                .body(Map.of("consents", List.of(given)))
                .post("/api/me/consents")
                .then();
    }

    @Test
    void theShopperSeesGivesAndWithdraws() {
        Api.as(me)
                .get("/api/me/consents")
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(4))
                .body("items[0].required", equalTo(true))
                .body("items[0].given", equalTo(false))
                .body("items[0].at", nullValue());
        give(current("MEMBERSHIP"), current("MARKETING"))
                .statusCode(200)
                .body("items.findAll { it.given }.purpose", equalTo(List.of("MEMBERSHIP", "MARKETING")))
                .body("items[2].at", notNullValue());
        Api.as(me).delete("/api/me/consents/MARKETING").then().statusCode(204);
        Api.as(me).delete("/api/me/consents/MARKETING").then().statusCode(204);
        Api.as(me)
                .get("/api/me/consents")
                .then()
                .body("items.findAll { it.given }.purpose", equalTo(List.of("MEMBERSHIP")));
        Api.as(me)
                .delete("/api/me/consents/MEMBERSHIP")
                .then()
                .statusCode(409)
                .body("code", equalTo("consent.membership-needed"));
    }

    @Test
    void whatCannotBeAgreedToIsNamed() {
        give(current("PROFILE")).statusCode(422).body("code", equalTo("consent.required-missing"));
        give(current("MEMBERSHIP"), Map.of("purpose", "PROFILE", "textVersion", 9999))
                .statusCode(409)
                .body("code", equalTo("consent.text-outdated"));
        Api.breaking(me)
                .contentType("application/json")
                .body(Map.of("consents", List.of(Map.of("purpose", "RESALE", "textVersion", 1))))
                .post("/api/me/consents")
                .then()
                .statusCode(422)
                .body("code", equalTo("consent.purpose-unknown"));
        Api.breaking(me)
                .contentType("application/json")
                .body(Map.of("consents", List.of()))
                .post("/api/me/consents")
                .then()
                .statusCode(400);
        Api.breaking(me).delete("/api/me/consents/RESALE").then().statusCode(422);
    }

    @Test
    void aGuardianStandsInTheChildsExport() {
        Api.as(me)
                .contentType("application/json")
                .body(Map.of(
                        "consents",
                        List.of(current("MEMBERSHIP")),
                        "guardian",
                        Map.of("name", "王美丽", "phone", "13800138000")))
                .post("/api/me/consents")
                .then()
                .statusCode(200);
        var export = Api.as(me)
                .get("/api/me/export")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertEquals("王美丽", export.getString("sections.consents.guardians[0].name"));
        assertEquals("OWN_PAGE", export.getString("sections.consents.consents[0].source"));
    }

    @Test
    void staffHaveNoConsentsOfTheirOwn() {
        Api.as(chain.hq().token()).get("/api/me/consents").then().statusCode(403);
    }
}
