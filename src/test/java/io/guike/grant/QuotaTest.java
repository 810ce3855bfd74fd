package io.guike.grant;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.attribution.Owners;
import io.guike.claim.Sales;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.platform.Database;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What promoters give to their customers. */
@QuarkusTest
class QuotaTest {

    @Inject
    Sales sales;

    @Inject
    Chain chain;

    @Inject
    Owners owners;

    @Inject
    Database database;

    @Inject
    Clock clock;

    private Caller customer(StoreView store, Chain.Person promoter) {
        Caller caller = sales.people(1).get(0);
        Run.now(() -> owners.imported(caller.id(), store.id(), promoter.id(), clock.instant(), "test", "测试"));
        return caller;
    }

    private Response put(UUID template, int monthly, List<?> exceptions) {
        return Api.as(chain.hq().token())
                .contentType("application/json")
                .body(Map.of("monthly", monthly, "exceptions", exceptions))
                .put("/api/hq/coupon-quotas/" + template);
    }

    private static Response give(Chain.Person promoter, Caller customer, UUID template, String key) {
        return Api.as(promoter.token())
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(Map.of("templateId", template))
                .post("/api/promoter/customers/" + customer.name() + "/coupons");
    }

    private static Response give(Chain.Person promoter, Caller customer, UUID template) {
        return give(promoter, customer, template, Sales.key());
    }

    private static void refused(Response answer, int status, String code) {
        answer.then().statusCode(status).body("code", equalTo(code));
    }

    @Test
    void aPromoterGivesToTheirOwnCustomersAndNobodyElses() {
        StoreView store = chain.store();
        Chain.Person promoter = chain.posted(store.id(), Role.PROMOTER);
        Chain.Person other = chain.posted(store.id(), Role.PROMOTER);
        Caller customer = customer(store, promoter);
        UUID template = sales.open(Sales.offer(null, 2));
        refused(give(promoter, customer, template), 409, "grant.no-quota");
        put(template, 5, List.of()).then().statusCode(200).body("monthly", equalTo(5));
        String key = Sales.key();
        String coupon = give(promoter, customer, template, key)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        give(promoter, customer, template, key).then().statusCode(201).body("id", equalTo(coupon));
        refused(give(other, customer, template), 404, "grant.customer-unknown");
        refused(give(promoter, sales.people(1).get(0), template), 404, "grant.customer-unknown");
        assertEquals(
                1, sales.number("select count(*) from coupon where staff_id = :x and way = 'PROMOTER'", promoter.id()));
        assertEquals(
                1,
                sales.number(
                        "select count(*) from audit_entry where action = 'grant.give' and actor = :x",
                        "staff:" + promoter.id()));
        Api.as(promoter.token())
                .get("/api/promoter/coupon-quotas")
                .then()
                .statusCode(200)
                .body("items.find { it.templateId == '" + template + "' }.used", equalTo(1));
    }

    @Test
    void theQuotaHoldsUnderParallelRequestsAndARefusalUsesNothingUp() {
        StoreView store = chain.store();
        Chain.Person promoter = chain.posted(store.id(), Role.PROMOTER);
        UUID template = sales.open(Sales.offer(null, 1));
        put(template, 100, List.of(Map.of("staffId", promoter.id(), "monthly", 3)))
                .then()
                .statusCode(200);
        List<Caller> customers = java.util.stream.IntStream.range(0, 8)
                .mapToObj(i -> customer(store, promoter))
                .toList();
        sales.become(template, State.PAUSED);
        refused(give(promoter, customers.get(0), template), 409, "claim.paused");
        sales.become(template, State.OPEN);
        List<Integer> answers =
                Run.together(8, i -> give(promoter, customers.get(i), template).statusCode());
        assertEquals(3, answers.stream().filter(status -> status == 201).count(), answers.toString());
        refused(give(promoter, customers.get(0), template), 409, "grant.quota-used");
        sales.mustBeSound(template, 3, 1);
        Api.as(chain.hq().token())
                .get("/api/hq/coupon-quotas")
                .then()
                .statusCode(200)
                .body("items.find { it.templateId == '" + template + "' }.exceptions[0].monthly", equalTo(3));
    }

    @Test
    void quotasAreReadPageByPageEachWithItsOwnExceptions() {
        Chain.Person promoter = chain.posted(chain.store().id(), Role.PROMOTER);
        List<String> put = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            UUID template = sales.open(Sales.offer(null, 1));
            put(
                            template,
                            10,
                            List.of(
                                    Map.of("staffId", promoter.id(), "monthly", 90),
                                    Map.of("staffId", UUID.randomUUID(), "monthly", 7),
                                    Map.of("staffId", promoter.id(), "monthly", i)))
                    .then()
                    .statusCode(200);
            put.add(0, template + " " + i);
        }
        List<String> read = new ArrayList<>();
        String cursor = null;
        while (read.size() < 3) {
            var request = Api.as(chain.hq().token()).queryParam("limit", 1);
            var page = (cursor == null ? request : request.queryParam("cursor", cursor))
                    .get("/api/hq/coupon-quotas")
                    .then()
                    .statusCode(200)
                    .body("items", hasSize(1))
                    .body("items[0].exceptions", hasSize(2))
                    .extract()
                    .jsonPath();
            read.add(page.getString("items[0].templateId") + " "
                    + page.getInt("items[0].exceptions.find { it.staffId == '" + promoter.id() + "' }.monthly"));
            cursor = page.getString("next");
        }
        assertEquals(put, read);
    }

    @Test
    void theSameRequestAfterItsAnswerWasForgottenGivesTheSameCouponAndCountsOnce() {
        StoreView store = chain.store();
        Chain.Person promoter = chain.posted(store.id(), Role.PROMOTER);
        Caller customer = customer(store, promoter);
        UUID template = sales.open(Sales.offer(null, 2));
        put(template, 5, List.of()).then().statusCode(200);
        String key = Sales.key();
        String coupon = give(promoter, customer, template, key)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Run.now(() -> database.sql("delete from idempotency_key where key = :key")
                .with("key", key)
                .run());
        give(promoter, customer, template, key).then().statusCode(201).body("id", equalTo(coupon));
        assertEquals(1, sales.number("select used from grant_quota_use where template_id = :x", template));
    }
}
