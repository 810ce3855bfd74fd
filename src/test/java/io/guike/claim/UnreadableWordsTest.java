package io.guike.claim;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.claim.Claims.GotView;
import io.guike.claim.Sales.Result;
import io.guike.coupon.Coupons;
import io.guike.coupon.Issue;
import io.guike.coupon.OfferedTemplate;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.coupon.Way;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.support.Api;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** While a newer version of the service stands beside this one, it may offer what this one has never heard of. */
@QuarkusTest
class UnreadableWordsTest {

    @Inject
    Sales sales;

    @Inject
    Claims claims;

    @Inject
    Grants grants;

    @Inject
    Offers offers;

    @Inject
    Coupons coupons;

    @Inject
    Newcomers newcomers;

    @Inject
    Database database;

    @Inject
    Clock clock;

    private final List<UUID> unheardOf = new CopyOnWriteArrayList<>();

    /** Open, of a kind that this version does not know. */
    private UUID unheardOf() {
        UUID readable = sales.open(Sales.offer(null, 1));
        UUID id = Ids.next();
        unheardOf.add(id);
        Run.now(() -> database.tx(() -> database.sql("""
                        insert into coupon_template (id, name, created_at, created_by)
                        values (:id, '来自将来的券', now(), 'test')""")
                .with("id", id)
                .run()
                .chain(() -> database.sql("""
                                insert into coupon_template_version (template_id, version, terms, offer, at, by)
                                select :id, 1, replace(cast(terms as text), '"AMOUNT"', '"UNHEARD_OF"'), offer, at, by
                                from coupon_template_version where template_id = :readable""")
                        .with("id", id)
                        .with("readable", readable)
                        .run())
                .chain(() -> database.sql("""
                                insert into coupon_stock (template_id, state, version, stock, taken, budget_fen, used_fen)
                                values (:id, 'OPEN', 1, null, 0, null, 0)""").with("id", id).run())));
        return id;
    }

    /** Nothing else is to stumble over them. */
    @AfterEach
    void end() {
        unheardOf.forEach(id -> sales.become(id, State.ENDED));
    }

    @Test
    void whoWantsWhatCannotBeReadComesAgainAndNobodyElseNeeds() {
        UUID good = sales.open(Sales.offer(null, 1));
        UUID bad = unheardOf();
        List<Caller> people = sales.people(60);
        List<Result> results = sales.together(
                120,
                120,
                i -> Result.of(claims.claim(people.get(i / 2), Sales.key(), i % 2 == 0 ? good : bad), GotView::id));
        assertEquals(60, results.stream().filter(one -> one.coupon() != null).count());
        assertEquals(
                60,
                results.stream()
                        .filter(one -> "claim.try-again".equals(one.problem()))
                        .count());
        sales.mustBeSound(good, 60, 1);
    }

    @Test
    void whoIsGivenWhatCannotBeReadIsNotTakenForDealtWith() {
        UUID bad = unheardOf();
        Wish wish = Wish.of(bad, sales.people(1).get(0).origin(), Way.HQ_ISSUE, Sales.key(), "test");
        assertThrows(IllegalStateException.class, () -> Run.now(() -> database.tx(() -> grants.grant(List.of(wish)))));
    }

    @Test
    void itIsLeftOutOfOffersAndWallets() {
        UUID bad = unheardOf();
        Newcomer person = newcomers.come();
        UUID good = sales.open(Sales.offer(null, 1));
        Result got = sales.together(
                        1,
                        1,
                        i -> Result.of(
                                claims.claim(
                                        Caller.shopper(person.person(), person.person(), "test"), Sales.key(), good),
                                GotView::id))
                .get(0);
        assertNull(got.problem());
        UUID unreadable = give(bad, person.person());
        Api.as(person.token())
                .get("/api/me/coupons")
                .then()
                .statusCode(200)
                .body("items.id", contains(got.coupon().toString()));
        // The next page is found beyond it, though this one is empty.
        String next = Api.as(person.token())
                .queryParam("limit", 1)
                .get("/api/me/coupons")
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(0))
                .extract()
                .path("next");
        Api.as(person.token())
                .queryParam("limit", 1)
                .queryParam("cursor", next)
                .get("/api/me/coupons")
                .then()
                .statusCode(200)
                .body("items.id", contains(got.coupon().toString()));
        assertTrue(Run.now(() -> coupons.usable(person.person())).stream()
                .noneMatch(coupon -> coupon.id().equals(unreadable)));
        assertFalse(Run.now(() -> offers.of(person.person())).stream()
                .anyMatch(offer -> offer.templateId().equals(bad)));
    }

    private UUID give(UUID template, UUID person) {
        Instant now = clock.instant().plusSeconds(1);
        Issue issue = new Issue(
                Ids.next(),
                new OfferedTemplate(template, State.OPEN, 1, "来自将来的券", Sales.terms(), Sales.offer(null, 1)),
                person,
                person,
                1,
                Way.HQ_ISSUE,
                Sales.key(),
                null,
                null,
                now,
                now,
                now.plus(Duration.ofDays(9)),
                "test");
        return Run.now(() -> database.tx(() -> coupons.issue(List.of(issue)))).get(0);
    }
}
