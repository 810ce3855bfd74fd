package io.guike.tag;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Role;
import io.guike.coupon.CouponGiving;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Days;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tags are like, and who may do what with them. */
@QuarkusTest
class TagRuleTest {

    @Inject
    Newcomers newcomers;

    @Inject
    Chain chain;

    @Inject
    Clock clock;

    private String hq = "";

    @BeforeEach
    void signIn() {
        hq = chain.hq().token();
    }

    private static void refused(Response answer, int status, String code) {
        answer.then().statusCode(status).body("code", equalTo(code));
    }

    @Test
    void aTemplateIsOnlyForATagThatIsThere() {
        String retired = Tagging.tag(hq);
        Tagging.retire(hq, retired).then().statusCode(200);
        for (String tag : List.of(Tagging.code(), retired)) {
            Api.command(hq)
                    .body(Map.of(
                            "name", "没人能领", "terms", CouponGiving.amount(1_000, 0), "offer", TagTest.meantFor(tag)))
                    .post("/api/hq/coupon-templates")
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("coupon.template-invalid"))
                    .body("errors.field", contains("offer.audience.tag"));
        }
    }

    @Test
    void tagsAreNamedAnewAndListedByCode() {
        String key = UUID.randomUUID().toString();
        String code = Tagging.code();
        for (int i = 0; i < 2; i++) {
            Api.as(hq)
                    .header("Idempotency-Key", key)
                    .contentType("application/json")
                    .body(Map.of("code", code, "name", "爱茶客", "description", "喝过三次"))
                    .post("/api/hq/tags")
                    .then()
                    .statusCode(201)
                    .body("description", equalTo("喝过三次"))
                    .body("people", nullValue());
        }
        refused(Tagging.create(hq, code, "别的"), 409, "tag.code-taken");
        Api.as(hq)
                .contentType("application/json")
                .body(Map.of("name", " 老茶客 "))
                .put("/api/hq/tags/" + code)
                .then()
                .statusCode(200)
                .body("name", equalTo("老茶客"))
                .body("description", nullValue());
        String second = Tagging.tag(hq);
        List<String> listed = all("/api/hq/tags", "code", 3);
        assertTrue(listed.containsAll(List.of(code, second)), listed::toString);
        Api.as(hq).get("/api/hq/tags").then().body("items.people", everyItem(nullValue()));
        Api.as(hq)
                .queryParam("subject", "tag:" + code)
                .get("/api/hq/audit")
                .then()
                .body("items.action", contains("tag.change", "tag.create"));
    }

    /** Page by page, so many at a time. */
    private List<String> all(String path, String field, int size) {
        List<String> found = new ArrayList<>();
        String cursor = null;
        do {
            var request = Api.as(hq).queryParam("limit", size);
            var page = (cursor == null ? request : request.queryParam("cursor", cursor))
                    .get(path)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            found.addAll(page.getList("items." + field, String.class));
            cursor = page.getString("next");
        } while (cursor != null);
        return found;
    }

    @Test
    void onlyHeadOfficeKnowsTags() {
        Newcomer guest = newcomers.come();
        String code = Tagging.tag(hq);
        UUID store = chain.store().id();
        for (String token : List.of(
                guest.token(),
                chain.posted(store, Role.STORE_MANAGER).token(),
                chain.posted(store, Role.PROMOTER).token())) {
            refused(Tagging.create(token, Tagging.code(), "别的"), 403, "auth.forbidden");
            refused(Tagging.view(token, code), 403, "auth.forbidden");
            refused(Tagging.put(token, guest.person(), code, null), 403, "auth.forbidden");
            refused(Tagging.take(token, guest.person(), code), 403, "auth.forbidden");
            refused(Tagging.of(token, guest.person()), 403, "auth.forbidden");
            refused(Tagging.retire(token, code), 403, "auth.forbidden");
            refused(Tagging.putAll(token, code, "会员号\nX\n"), 403, "auth.forbidden");
        }
        refused(Tagging.view("", code), 401, "auth.required");
    }

    @Test
    void whatIsNoTagIsRefused() {
        for (String code : List.of("", "Tea", "茶", "-tea", "tea_lovers", "t".repeat(41))) {
            breaking(Map.of("code", code, "name", "茶"))
                    .post("/api/hq/tags")
                    .then()
                    .statusCode(400);
        }
        breaking(Map.of("code", Tagging.code(), "name", " "))
                .post("/api/hq/tags")
                .then()
                .statusCode(400);
        breaking(Map.of("code", Tagging.code(), "name", "茶".repeat(41)))
                .post("/api/hq/tags")
                .then()
                .statusCode(400);
        breaking(Map.of("code", Tagging.code(), "name", "茶", "description", "茶".repeat(201)))
                .post("/api/hq/tags")
                .then()
                .statusCode(400);
        String unknown = Tagging.code();
        refused(Tagging.view(hq, unknown), 404, "tag.unknown");
        refused(Tagging.retire(hq, unknown), 404, "tag.unknown");
        breaking(Map.of("name", "茶")).put("/api/hq/tags/" + unknown).then().statusCode(404);
        Api.as(hq).get("/api/hq/tags/" + unknown + "/people").then().statusCode(404);
    }

    private RequestSpecification breaking(Map<String, ?> body) {
        return Api.breaking(hq)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .body(body);
    }

    @Test
    void whatCannotBePutUnderATagIsRefused() {
        UUID person = newcomers.come().person();
        String code = Tagging.tag(hq);
        refused(Tagging.put(hq, person, Tagging.code(), null), 404, "tag.unknown");
        refused(Tagging.take(hq, person, Tagging.code()), 404, "tag.unknown");
        refused(Tagging.put(hq, UUID.randomUUID(), code, null), 404, "member.unknown");
        refused(Tagging.of(hq, UUID.randomUUID()), 404, "member.unknown");
        LocalDate today = Days.today(clock);
        refused(Tagging.put(hq, person, code, today.minusDays(1)), 400, "request.invalid");
        refused(Tagging.put(hq, person, code, today.plusYears(51)), 400, "request.invalid");
        String path = "/api/hq/people/" + person + "/tags/" + code;
        breaking(Map.of("reason", " ")).put(path).then().statusCode(400);
        breaking(Map.of("reason", "长".repeat(201))).put(path).then().statusCode(400);
        for (String day : List.of("2030-02-30", "tomorrow", "+999999999-12-31")) {
            refused(breaking(Map.of("reason", "好", "until", day)).put(path), 400, "request.invalid");
        }
        Tagging.of(hq, person).then().statusCode(200).body("items", empty());
        Tagging.put(hq, person, code, null).then().statusCode(200);
        Tagging.of(hq, person).then().body("items.code", hasItem(code));
    }
}
