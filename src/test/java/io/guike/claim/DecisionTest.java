package io.guike.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.guike.claim.Decision.Had;
import io.guike.claim.Decision.Standing;
import io.guike.claim.Decision.Stock;
import io.guike.coupon.Offer;
import io.guike.coupon.OfferedTemplate;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.coupon.Terms;
import io.guike.coupon.Validity;
import io.guike.coupon.Way;
import io.guike.coupon.Window;
import io.guike.platform.Days;
import io.guike.selves.Earlier;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gets a coupon, decided in memory. */
class DecisionTest {

    private static final Instant NOW = Instant.parse("2026-11-22T04:00:00Z");
    private static final UUID TEMPLATE = UUID.randomUUID();
    private static final UUID PERSON = UUID.randomUUID();

    private static OfferedTemplate offered(State state, Terms terms, Offer offer) {
        return new OfferedTemplate(TEMPLATE, state, 1, "券", terms, offer);
    }

    private static Stock open(Offer offer, long taken) {
        return new Stock(offered(State.OPEN, Sales.terms(), offer), offer.stock(), taken);
    }

    private static Decision decision(Stock stock, Had... had) {
        return new Decision(NOW, Map.of(PERSON, PERSON), List.of(stock), Map.of(), List.of(had), Earlier.NOTHING);
    }

    private static Outcome after(Offer offer, Way way, Map<String, Long> earlier, Had... had) {
        return new Decision(
                        NOW,
                        Map.of(PERSON, PERSON),
                        List.of(open(offer, 0)),
                        Map.of(),
                        List.of(had),
                        new Earlier(Map.of(PERSON, earlier)))
                .decide(wish(PERSON, way, "2026:" + TEMPLATE))
                .outcome();
    }

    @Test
    void whatAnEarlierSelfHadCountsForTheLifeAndTheDay() {
        Had now = had(PERSON, PERSON, 1, NOW);
        Map<String, Long> two = Map.of(EarlierCoupons.ever(TEMPLATE), 2L);
        assertEquals(Outcome.LIMIT_REACHED, after(Sales.offer(10L, 3), Way.CLAIM, two, now));
        assertEquals(Outcome.GRANTED, after(Sales.offer(10L, 4), Way.CLAIM, two, now));
        Offer daily = Sales.offer(null, 9, 2, Offer.Audience.EVERYONE);
        LocalDate today = Days.of(NOW);
        Map<String, Long> onDay = Map.of(EarlierCoupons.day(TEMPLATE, today), 1L);
        assertEquals(Outcome.LIMIT_REACHED, after(daily, Way.CLAIM, onDay, now));
        assertEquals(Outcome.GRANTED, after(daily, Way.CLAIM, onDay));
        Map<String, Long> yesterday = Map.of(EarlierCoupons.day(TEMPLATE, today.minusDays(1)), 1L);
        assertEquals(Outcome.GRANTED, after(daily, Way.CLAIM, yesterday, now));
    }

    @Test
    void whatMayBeHadOnceByItsKeyIsNotHadAgainByALaterSelf() {
        Map<String, Long> key = Map.of(EarlierCoupons.key(Way.BIRTHDAY, "2026:" + TEMPLATE), 1L);
        assertEquals(Outcome.LIMIT_REACHED, after(Sales.offer(null, 9), Way.BIRTHDAY, key));
        assertEquals(Outcome.GRANTED, after(Sales.offer(null, 9), Way.CLAIM, key));
    }

    @Test
    void everyYearsBirthdayGivesOneBesideWhatOtherWaysGave() {
        Had last = new Had(UUID.randomUUID(), TEMPLATE, PERSON, PERSON, 1, Way.BIRTHDAY, "2025:" + TEMPLATE, NOW);
        assertEquals(Outcome.GRANTED, after(Sales.offer(null, 1), Way.BIRTHDAY, Map.of(), last));
        assertEquals(Outcome.LIMIT_REACHED, after(Sales.offer(null, 1), Way.CLAIM, Map.of(), last));
        Map<String, Long> before = Map.of(EarlierCoupons.birthdays(TEMPLATE), 1L);
        assertEquals(Outcome.GRANTED, after(Sales.offer(null, 1), Way.BIRTHDAY, before));
        assertEquals(Outcome.LIMIT_REACHED, after(Sales.offer(null, 1), Way.CLAIM, before));
        Had claimed = had(PERSON, PERSON, 1, NOW);
        assertEquals(Outcome.LIMIT_REACHED, after(Sales.offer(null, 1), Way.BIRTHDAY, Map.of(), claimed));
    }

    private static Wish wish(UUID origin, Way way, String key) {
        return Wish.of(TEMPLATE, origin, way, key, "test");
    }

    private static Had had(UUID person, UUID claimedBy, int nth, Instant at) {
        return new Had(UUID.randomUUID(), TEMPLATE, person, claimedBy, nth, Way.CLAIM, "earlier" + nth, at);
    }

    @Test
    void theFirstInLineGetTheLastCoupons() {
        List<UUID> people = Stream.generate(UUID::randomUUID).limit(5).toList();
        Decision decision = new Decision(
                NOW,
                Map.of(
                        people.get(0),
                        people.get(0),
                        people.get(1),
                        people.get(1),
                        people.get(2),
                        people.get(2),
                        people.get(3),
                        people.get(3),
                        people.get(4),
                        people.get(4)),
                List.of(open(Sales.offer(10L, 1), 8)),
                Map.of(),
                List.of(),
                Earlier.NOTHING);
        List<Outcome> outcomes =
                decision
                        .decideAll(people.stream()
                                .map(person -> wish(person, Way.CLAIM, "k"))
                                .toList())
                        .stream()
                        .map(Verdict::outcome)
                        .toList();
        assertEquals(
                List.of(Outcome.GRANTED, Outcome.GRANTED, Outcome.SOLD_OUT, Outcome.SOLD_OUT, Outcome.SOLD_OUT),
                outcomes);
        assertEquals(Map.of(TEMPLATE, 2L), decision.taken());
        assertEquals(2, decision.issues().size());
    }

    @Test
    void theLimitCountsWhatTheSameBatchGranted() {
        Decision decision = decision(open(Sales.offer(null, 2), 0));
        assertEquals(
                Outcome.GRANTED, decision.decide(wish(PERSON, Way.CLAIM, "a")).outcome());
        Verdict second = decision.decide(wish(PERSON, Way.EXCHANGE, "b"));
        assertEquals(Outcome.GRANTED, second.outcome());
        Verdict third = decision.decide(wish(PERSON, Way.CLAIM, "c"));
        assertEquals(Outcome.LIMIT_REACHED, third.outcome());
        assertEquals(
                List.of(1, 2),
                decision.issues().stream().map(issue -> issue.nth()).toList());
    }

    @Test
    void theSameGettingIsTheSameCouponAlsoWithinOneBatchAndWhenNothingIsLeft() {
        Decision decision = decision(open(Sales.offer(1L, 1), 0));
        Verdict first = decision.decide(wish(PERSON, Way.CLAIM, "a"));
        Verdict again = decision.decide(wish(PERSON, Way.CLAIM, "a"));
        assertEquals(Outcome.HAD, again.outcome());
        assertEquals(first.coupon(), again.coupon());
        assertEquals(1, decision.issues().size());
    }

    @Test
    void aKeyOfAnotherTemplateIsRefused() {
        Had other = new Had(UUID.randomUUID(), UUID.randomUUID(), PERSON, PERSON, 1, Way.CLAIM, "a", NOW);
        assertEquals(
                Outcome.KEY_REUSED,
                decision(open(Sales.offer(null, 1), 0), other)
                        .decide(wish(PERSON, Way.CLAIM, "a"))
                        .outcome());
    }

    @Test
    void whatAPartedPersonTookAlongLeavesItsNumberTaken() {
        // Got by PERSON through an account that is somebody else's again.
        Had gone = had(UUID.randomUUID(), PERSON, 1, NOW.minusSeconds(60));
        Decision decision = decision(open(Sales.offer(null, 1), 1), gone);
        assertEquals(
                Outcome.GRANTED, decision.decide(wish(PERSON, Way.CLAIM, "a")).outcome());
        assertEquals(2, decision.issues().get(0).nth());
    }

    @Test
    void afterAMergeWhatBothHaveCounts() {
        Had others = had(PERSON, UUID.randomUUID(), 1, NOW.minusSeconds(60));
        Verdict verdict = decision(open(Sales.offer(null, 1), 1), others).decide(wish(PERSON, Way.CLAIM, "a"));
        assertEquals(Outcome.LIMIT_REACHED, verdict.outcome());
        assertEquals(others.coupon(), verdict.coupon());
    }

    @Test
    void theLimitOfADayEndsAtMidnightInShanghai() {
        Offer offer = Sales.offer(null, 5, 1, Offer.Audience.EVERYONE);
        Instant midnight = Days.start(LocalDate.of(2026, 11, 22));
        Had yesterday = had(PERSON, PERSON, 1, midnight.minusMillis(1));
        Had today = had(PERSON, PERSON, 1, midnight);
        assertEquals(
                Outcome.GRANTED,
                decision(open(offer, 1), yesterday)
                        .decide(wish(PERSON, Way.CLAIM, "a"))
                        .outcome());
        assertEquals(
                Outcome.LIMIT_REACHED,
                decision(open(offer, 1), today)
                        .decide(wish(PERSON, Way.CLAIM, "a"))
                        .outcome());
    }

    @ParameterizedTest
    @CsvSource({"DRAFT,NOT_YET", "PAUSED,PAUSED", "ENDED,OVER"})
    void onlyAnOpenTemplateIsGivenOutByAnyWay(State state, Outcome expected) {
        Stock stock = new Stock(offered(state, Sales.terms(), Sales.offer(null, 9)), null, 0);
        for (Way way : List.of(Way.CLAIM, Way.HQ_ISSUE, Way.WELCOME, Way.PROMOTER)) {
            assertEquals(
                    expected, decision(stock).decide(wish(PERSON, way, "a")).outcome());
        }
    }

    @Test
    void theHoursOfTheOfferBindThoseWhoClaimAndNobodyElse() {
        Stock early = open(Sales.between(NOW.plusMillis(1), null), 0);
        Stock late = open(Sales.between(null, NOW), 0);
        Stock inTime = open(Sales.between(NOW, NOW.plusMillis(1)), 0);
        assertEquals(
                Outcome.NOT_YET,
                decision(early).decide(wish(PERSON, Way.CLAIM, "a")).outcome());
        assertEquals(
                Outcome.OVER,
                decision(late).decide(wish(PERSON, Way.CLAIM, "a")).outcome());
        assertEquals(
                Outcome.GRANTED,
                decision(inTime).decide(wish(PERSON, Way.CLAIM, "a")).outcome());
        assertEquals(
                Outcome.GRANTED,
                decision(late).decide(wish(PERSON, Way.BIRTHDAY, "a")).outcome());
    }

    @Test
    void aCouponThatWouldBeOverIsGivenToNobody() {
        Terms past = Sales.terms(Validity.fixed(NOW.minusSeconds(9), NOW));
        Stock stock = new Stock(offered(State.OPEN, past, Sales.offer(null, 1)), null, 0);
        assertEquals(
                Outcome.OVER,
                decision(stock).decide(wish(PERSON, Way.HQ_ISSUE, "a")).outcome());
    }

    @Test
    void anAudienceIsAskedForByThoseWhoClaim() {
        Offer.Audience silver = new Offer.Audience(Offer.Audience.Kind.LEVELS, 0, Set.of("SILVER"), null);
        Offer.Audience fresh = new Offer.Audience(Offer.Audience.Kind.NEW_MEMBERS, 3, Set.of(), null);
        Offer.Audience tag = new Offer.Audience(Offer.Audience.Kind.TAG, 0, Set.of(), "咖啡");
        LocalDate today = Days.of(NOW);
        Standing lastDay = new Standing(Days.start(today.minusDays(2)), "SILVER", Set.of("咖啡"));
        Standing dayAfter = new Standing(Days.start(today.minusDays(3)), "GOLD", Set.of("茶"));
        for (Offer.Audience audience : List.of(silver, fresh, tag)) {
            assertEquals(Outcome.GRANTED, claimed(audience, Map.of(PERSON, lastDay)));
            assertEquals(Outcome.NOT_FOR_YOU, claimed(audience, Map.of(PERSON, dayAfter)));
            assertEquals(Outcome.NOT_FOR_YOU, claimed(audience, Map.of()));
        }
    }

    private static Outcome claimed(Offer.Audience audience, Map<UUID, Standing> standings) {
        Stock stock = open(Sales.offer(null, 1, null, audience), 0);
        return new Decision(NOW, Map.of(PERSON, PERSON), List.of(stock), standings, List.of(), Earlier.NOTHING)
                .decide(wish(PERSON, Way.CLAIM, "a"))
                .outcome();
    }

    @Test
    void aGiftComesOutOfNoStockAndKeepsItsDays() {
        Offer offer = Sales.offer(1L, 1);
        Window window = new Window(NOW.minusSeconds(5), NOW.plusSeconds(5));
        Decision decision = decision(new Stock(offered(State.ENDED, Sales.terms(), offer), 1L, 1));
        Wish gift = wish(PERSON, Way.GIFT, "gift")
                .handing(new Wish.Handed(offered(State.OPEN, Sales.terms(), offer), window));
        assertEquals(Outcome.GRANTED, decision.decide(gift).outcome());
        assertEquals(Map.of(), decision.taken());
        assertEquals(window.until(), decision.issues().get(0).validUntil());
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void everyRefusalHasWords(Outcome outcome) {
        if (outcome.isRefusal()) {
            assertNotEquals("", Verdict.of(outcome).problem().code().zh());
        }
    }
}
