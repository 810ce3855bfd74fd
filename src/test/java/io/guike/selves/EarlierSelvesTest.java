package io.guike.selves;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.claim.Grants;
import io.guike.claim.Sales;
import io.guike.claim.Wish;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.coupon.Validity;
import io.guike.coupon.Way;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.support.Api;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is known of whoever comes back, and for how long. */
@QuarkusTest
class EarlierSelvesTest {

    @Inject
    EarlierSelves earlierSelves;

    @Inject
    Grants grants;

    @Inject
    Database database;

    @Inject
    Sales sales;

    @Inject
    Newcomers newcomers;

    @Inject
    MovableClock clock;

    private void gets(Newcomer person, UUID template) {
        Run.now(() -> database.tx(() -> grants.one(Wish.of(
                template, person.person(), Way.HQ_ISSUE, UUID.randomUUID().toString(), "test"))));
    }

    private Newcomer comesBack(Newcomer person) {
        Api.as(person.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        return newcomers.signIn(person.user(), person.phone(), null);
    }

    private Earlier of(Newcomer person, String subject) {
        return Run.now(() -> earlierSelves.of(List.of(person.person()), List.of(subject)));
    }

    private static String coupons(UUID template) {
        return "coupon:" + template;
    }

    private long marks(UUID template) {
        return newcomers.count("select count(*) from self_before where subject = :x", coupons(template));
    }

    private void forget() {
        Run.now(() -> earlierSelves.forget().replaceWith(true));
    }

    @Test
    void whatSeveralEarlierSelvesHadAddsUp() {
        UUID template = sales.open(Sales.offer(null, 9));
        Newcomer person = newcomers.come();
        gets(person, template);
        gets(person, template);
        Newcomer again = comesBack(person);
        assertEquals(2, of(again, coupons(template)).of(again.person(), coupons(template)));
        gets(again, template);
        Newcomer third = comesBack(again);
        assertEquals(3, of(third, coupons(template)).of(third.person(), coupons(template)));
        Newcomer other = newcomers.come();
        assertFalse(of(other, coupons(template)).has(other.person(), coupons(template)));
    }

    @Test
    void theNumberIsKnownAgainUnderAnotherAccount() {
        UUID template = sales.open(Sales.offer(null, 9));
        Newcomer member = newcomers.member();
        gets(member, template);
        Api.as(member.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        Newcomer other = newcomers.come(member.phone(), null);
        assertFalse(of(other, coupons(template)).has(other.person(), coupons(template)), "nothing was shown yet");
        newcomers.bind(other);
        assertEquals(1, of(other, coupons(template)).of(other.person(), coupons(template)));
    }

    @Test
    void aMarkThatEndsIsNotAskedForAfterItsEnd() {
        UUID template = sales.open(Sales.offer(null, 9));
        Newcomer person = newcomers.come();
        gets(person, template);
        Newcomer again = comesBack(person);
        String today = Run.now(() -> database.sql(
                        "select subject from self_before where subject like 'coupon-day:' || :template || ':%' limit 1")
                .with("template", template.toString())
                .one(row -> row.text(0)));
        assertTrue(of(again, today).has(again.person(), today));
        clock.move(Duration.ofDays(1));
        assertFalse(of(again, today).has(again.person(), today));
        forget();
        assertEquals(0, newcomers.count("select count(*) from self_before where subject = :x", today));
        assertEquals(1, of(again, coupons(template)).of(again.person(), coupons(template)), "this one stays");
    }

    @Test
    void marksGoWithTheirTemplateAndAMonthAfterItsWindow() {
        Instant now = clock.instant();
        Instant past = now.minus(Duration.ofDays(31));
        UUID open = sales.open(Sales.offer(null, 1));
        UUID ended = sales.open(Sales.offer(null, 1));
        UUID closed = sales.open(Sales.between(null, past));
        UUID lapsed = sales.lay(
                State.OPEN,
                Sales.terms(Validity.fixed(past.minusSeconds(60), now.plus(Duration.ofDays(3)))),
                Sales.offer(null, 1));
        Newcomer person = newcomers.come();
        List.of(open, ended, closed, lapsed).forEach(template -> gets(person, template));
        comesBack(person);
        sales.become(ended, State.ENDED);
        forget();
        assertEquals(1, marks(open));
        assertEquals(0, marks(ended));
        assertEquals(1, marks(closed), "codes and birthdays still give it");
        assertEquals(1, marks(lapsed));
        clock.move(Duration.ofDays(34));
        forget();
        assertEquals(1, marks(open));
        assertEquals(1, marks(closed));
        assertEquals(0, marks(lapsed));
    }
}
