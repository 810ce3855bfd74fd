package io.guike.counter;

import static org.hamcrest.Matchers.equalTo;

import io.guike.support.Api;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Somebody of the staff at a store's counter. */
record Desk(String token, UUID store) {

    /** The code that somebody's screen shows for their coupon. */
    static String shown(String shopper, UUID coupon) {
        return Api.as(shopper)
                .get("/api/me/coupons/" + coupon + "/code")
                .then()
                .statusCode(200)
                .extract()
                .path("code");
    }

    /** @param shown {@code code}, and where it matters {@code basket} */
    Response check(Map<String, ?> shown) {
        return Api.as(token).contentType("application/json").body(shown).post(path("coupon-checks"));
    }

    /** Of something that applies. */
    String proof(Map<String, ?> shown) {
        return check(shown)
                .then()
                .statusCode(200)
                .body("quote.applicable", equalTo(true))
                .extract()
                .path("confirmation.proof");
    }

    Response confirm(Map<String, ?> shown, String proof) {
        return confirm(UUID.randomUUID().toString(), shown, proof);
    }

    Response confirm(String key, Map<String, ?> shown, String proof) {
        Map<String, Object> seen = new HashMap<>(shown);
        seen.put("proof", proof);
        return Api.as(token)
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(seen)
                .post(path("coupon-redemptions"));
    }

    /** Looks, and confirms what was seen. */
    Response verify(Map<String, ?> shown) {
        return confirm(shown, proof(shown));
    }

    String path(String what) {
        return "/api/counter/" + store + "/" + what;
    }

    static void isUnknown(Response answer) {
        answer.then().statusCode(422).body("code", equalTo("coupon.code-invalid"));
    }
}
