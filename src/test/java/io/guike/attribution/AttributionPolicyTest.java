package io.guike.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.guike.attribution.AttributionPolicy.Rule;
import io.guike.platform.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AttributionPolicyTest {

    private static final Instant START = Instant.parse("2026-01-31T16:00:00Z");
    private static final UUID STORE = new UUID(1, 1);
    private static final UUID OTHER_STORE = new UUID(1, 2);
    private static final UUID LI = new UUID(2, 1);
    private static final UUID HAN = new UUID(2, 2);

    private static final AttributionPolicy FIRST = new AttributionPolicy(1, Rule.FIRST_TOUCH, 0);
    private static final AttributionPolicy LAST = new AttributionPolicy(1, Rule.LAST_TOUCH, 0);
    private static final AttributionPolicy THIRTY = new AttributionPolicy(1, Rule.PROTECTED, 30);

    @Test
    void withoutFactsThereIsNoOwner() {
        assertNull(FIRST.ownerOf(List.of(), Map.of()));
    }

    @Test
    void theFirstTouchDecidesForGood() {
        assertEquals(LI, staff(FIRST, scan(LI, 0), scan(HAN, 400)));
    }

    @Test
    void theLatestTouchDecides() {
        assertEquals(HAN, staff(LAST, scan(LI, 0), scan(HAN, 1)));
    }

    @Test
    void anOwnerIsProtectedUntilTheDaysAreOver() {
        Fact.Scan before = scan(HAN, START.plus(Duration.ofDays(30)).minusSeconds(1));
        Fact.Scan after = scan(HAN, START.plus(Duration.ofDays(30)));
        assertEquals(LI, staff(THIRTY, scan(LI, 0), before));
        assertEquals(HAN, staff(THIRTY, scan(LI, 0), after));
    }

    @Test
    void theOwnersOwnTouchRenewsTheProtection() {
        assertEquals(LI, staff(THIRTY, scan(LI, 0), scan(LI, 20), scan(HAN, 40)));
        assertEquals(HAN, staff(THIRTY, scan(LI, 0), scan(LI, 20), scan(HAN, 50)));
    }

    @Test
    void theDecidingFactStaysTheFirstOneOfTheOwner() {
        Fact.Scan first = scan(LI, 0);
        assertEquals(
                first.id(), LAST.ownerOf(List.of(first, scan(LI, 5)), Map.of()).factId());
    }

    @Test
    void aRulingOverridesWhateverTheRule() {
        for (AttributionPolicy policy : List.of(FIRST, LAST, THIRTY)) {
            Owner owner = policy.ownerOf(List.of(scan(LI, 0), ruling(HAN, 1)), Map.of());
            assertEquals(HAN, owner.staffId());
            assertEquals("MOVE", owner.factKind());
        }
        assertEquals(LI, staff(LAST, scan(LI, 0), ruling(HAN, 1), scan(LI, 2)));
        assertEquals(HAN, staff(THIRTY, scan(LI, 0), ruling(HAN, 1), scan(LI, 30)));
        assertEquals(LI, staff(THIRTY, scan(LI, 0), ruling(HAN, 1), scan(LI, 31)));
    }

    @Test
    void theCustomersOfALeaverStayWithTheStore() {
        Owner owner = FIRST.ownerOf(List.of(scan(LI, 0)), Map.of(LI, START.plusSeconds(1)));
        assertEquals(STORE, owner.storeId());
        assertNull(owner.staffId());
        assertEquals(LI, owner.formerStaffId());
    }

    @Test
    void aSwitchToFirstTouchDoesNotBringALeaverBack() {
        Owner owner = FIRST.ownerOf(List.of(scan(LI, 0), scan(HAN, 1)), Map.of(LI, START.plusSeconds(1)));
        assertNull(owner.staffId());
        assertEquals(LI, owner.formerStaffId());
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        Random random = new Random(20261121);
        for (int round = 0; round < 500; round++) {
            List<Fact> facts = new ArrayList<>();
            for (int i = 0; i < random.nextInt(8) + 1; i++) {
                UUID who = random.nextBoolean() ? LI : HAN;
                int day = random.nextInt(60);
                facts.add(random.nextInt(5) == 0 ? ruling(who, day) : scan(who, day));
            }
            for (AttributionPolicy policy : List.of(FIRST, LAST, THIRTY)) {
                Owner expected = policy.ownerOf(facts, Map.of());
                Collections.shuffle(facts, random);
                assertEquals(expected, policy.ownerOf(facts, Map.of()));
            }
        }
    }

    @Test
    void onlyProtectionTakesDays() {
        assertEquals(7, AttributionPolicy.tried(Rule.PROTECTED, 7).days());
        assertThrows(Problem.class, () -> AttributionPolicy.tried(Rule.PROTECTED, null));
        assertThrows(Problem.class, () -> AttributionPolicy.tried(Rule.PROTECTED, 0));
        assertThrows(Problem.class, () -> AttributionPolicy.tried(Rule.LAST_TOUCH, 3));
    }

    private static UUID staff(AttributionPolicy policy, Fact... facts) {
        return policy.ownerOf(List.of(facts), Map.of()).staffId();
    }

    private static Fact.Scan scan(UUID staff, int day) {
        return scan(staff, START.plus(Duration.ofDays(day)));
    }

    private static Fact.Scan scan(UUID staff, Instant at) {
        return new Fact.Scan(UUID.randomUUID(), at, at, staff.equals(LI) ? STORE : OTHER_STORE, staff, "PROMOTER");
    }

    private static Fact.Ruling ruling(UUID staff, int day) {
        return new Fact.Ruling(UUID.randomUUID(), START.plus(Duration.ofDays(day)), Fact.Kind.MOVE, STORE, staff);
    }
}
