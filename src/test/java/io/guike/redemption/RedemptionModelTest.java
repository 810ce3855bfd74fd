package io.guike.redemption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.coupon.Channel;
import io.guike.coupon.CouponGiving;
import io.guike.member.Members;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.member.Partings;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Problem;
import io.guike.points.Purses;
import io.guike.redemption.RedemptionView.LineView;
import io.guike.redemption.Redemptions.Wish;
import io.guike.redemption.Refunds.LineRefund;
import io.guike.redemption.Refunds.Refund;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Many at once do anything at all with a few coupons, at the counter, at the till and for orders, while coupons and
 * reservations lapse and their people are merged and parted: whatever comes out, {@link UseProofs} find nothing wrong. The
 * seed and the steps are told where they do; {@code -Dredemption.seed=…} draws the same, {@code -Dredemption.rounds=…} more.
 */
@QuarkusTest
class RedemptionModelTest {

    private static final int PEOPLE = 4;
    private static final int ROUNDS = Integer.getInteger("redemption.rounds", 40);
    private static final int AT_ONCE = 10;
    private static final int EPOCH = 8;
    private static final Basket BASKET =
            new Basket(List.of(new Basket.Line("1", "A", 1, 6_000), new Basket.Line("2", "B", 3, 4_001)), 500);

    @Inject
    CouponGiving giving;

    @Inject
    Members members;

    @Inject
    Merges merges;

    @Inject
    Partings partings;

    @Inject
    Chain chain;

    @Inject
    Redemptions redemptions;

    @Inject
    UseProofs proofs;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    /** Something to be done, in words and as a command. */
    private record Deed(String words, Runnable work) {}

    private Random random = new Random();
    private final List<UUID> templates = new ArrayList<>();
    private final List<UUID> people = new ArrayList<>();
    /** By whose they are; the last ones are the newest. */
    private final Map<UUID, List<UUID>> coupons = new HashMap<>();

    private final Map<Channel, String> clients = new HashMap<>();
    private final StringBuilder told = new StringBuilder();
    private UUID store;
    private int epoch;

    @Test
    void budgetsUsesCouponsAndHistoriesAgreeWhateverHappensAtOnce() {
        long seed = Long.getLong("redemption.seed", System.nanoTime());
        random = new Random(seed);
        told.append("seed ").append(seed);
        set();
        int done = 0;
        for (int round = 0; round < ROUNDS; round++) {
            told.append("\nround ").append(round);
            if (round % EPOCH == 0) {
                epoch++;
                people.forEach(this::give);
            }
            done += together(drawn());
            assertEquals(List.of(), proofs.flaws(people, templates), told::toString);
            pass();
        }
        int uses = done;
        assertTrue(uses > ROUNDS, () -> told + "\nhardly anything was done: " + uses);
    }

    private void set() {
        // Half past midnight, and only half days pass: nothing lapses while somebody looks.
        Instant midnight = Days.start(Days.today(clock).plusDays(1));
        clock.move(Duration.between(clock.instant(), midnight).plusMinutes(30));
        store = chain.store().id();
        String hq = chain.hq().token();
        clients.put(Channel.STORE, "counter:" + store);
        clients.put(Channel.POS, "pos:" + Chain.code());
        clients.put(Channel.MINI_PROGRAM, "order:" + Chain.code());
        templates.add(giving.template(
                hq, lasting(1, CouponGiving.amount(1_000, 0)), Map.of("perPerson", 9, "budgetFen", 5_500)));
        templates.add(giving.template(hq, lasting(3, CouponGiving.amount(777, 5_000)), Map.of("perPerson", 9)));
        Map<String, Object> tasting = CouponGiving.tasting();
        tasting.put("stackable", true);
        templates.add(giving.template(hq, lasting(2, tasting), Map.of("perPerson", 9, "budgetFen", 9_000)));
        while (people.size() < PEOPLE) {
            people.add(Run.now(() -> database.tx(() -> members.makeOffline(clock.instant())))
                    .id());
        }
    }

    private static Map<String, Object> lasting(int days, Map<String, Object> terms) {
        terms.put("validity", Map.of("kind", "DAYS", "days", days, "startsAfterDays", 0));
        return terms;
    }

    private void give(UUID person) {
        for (UUID template : templates) {
            UUID coupon = giving.give(template, person, Run.now(() -> members.living(person)));
            proofs.given(coupon);
            coupons.computeIfAbsent(person, key -> new ArrayList<>()).add(coupon);
        }
    }

    private String number(UUID person) {
        return "#" + people.indexOf(person);
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private List<Deed> drawn() {
        List<Deed> deeds = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            deeds.addAll(rush());
        }
        while (deeds.size() < AT_ONCE) {
            deeds.add(deed());
        }
        deeds.forEach(deed -> told.append("\n  ").append(deed.words()));
        return deeds;
    }

    /** Counter, till and order want the same coupon. */
    private List<Deed> rush() {
        UUID who = one(people);
        List<UUID> coupon = List.of(one(newest(who)));
        String reference = reference();
        return clients.keySet().stream()
                .sorted()
                .map(channel -> random.nextBoolean()
                        ? redeemNow(wish(who, channel, reference, coupon))
                        : reserve(wish(who, channel, reference, coupon)))
                .toList();
    }

    /** Old ones are used up. */
    private String reference() {
        return "R" + (3 * epoch + random.nextInt(6));
    }

    private List<UUID> newest(UUID person) {
        List<UUID> all = coupons.get(person);
        return all.subList(Math.max(0, all.size() - 6), all.size());
    }

    /** Theirs, and sometimes one of somebody who may be the same person by now. */
    private List<UUID> some(UUID who) {
        List<UUID> own = new ArrayList<>(newest(who));
        if (random.nextInt(3) == 0) {
            own.addAll(newest(one(people)));
        }
        Collections.shuffle(own, random);
        return own.stream().distinct().limit(1 + random.nextInt(2)).toList();
    }

    private Wish wish(UUID who, Channel channel, String reference, List<UUID> some) {
        return new Wish(clients.get(channel), reference, who, channel, store, null, some, BASKET, "shopper:" + who);
    }

    private Deed deed() {
        Channel channel = one(List.of(Channel.values()));
        String client = clients.get(channel);
        String reference = reference();
        int dice = random.nextInt(100);
        if (dice < 45) {
            UUID who = one(people);
            Wish wish = wish(who, channel, reference, some(who));
            return dice < 30 ? reserve(wish) : redeemNow(wish);
        } else if (dice < 57) {
            return use("redeem " + client + " " + reference, () -> redemptions.redeem(client, reference, "test"));
        } else if (dice < 65) {
            return use("release " + client + " " + reference, () -> redemptions.release(client, reference, "test"));
        } else if (dice < 82) {
            return refund(client, reference, random.nextInt(4));
        } else if (dice < 88) {
            return use(
                    "undo at the counter " + reference,
                    () -> redemptions
                            .get(clients.get(Channel.STORE), reference)
                            .chain(view -> redemptions.undo(view.id(), store, "test")));
        }
        return dice < 95 ? merge(one(people), one(people)) : part(random.nextInt(2));
    }

    private Deed use(String words, java.util.function.Supplier<Uni<RedemptionView>> work) {
        return new Deed(words, () -> proofs.answered(Purses.now(work)));
    }

    private Deed reserve(Wish wish) {
        Duration life = random.nextInt(3) == 0 ? Duration.ofHours(30) : Duration.ofSeconds(60);
        return use(
                "reserve for " + life + words(wish),
                () -> redemptions.reserve(wish, clock.instant().plus(life)));
    }

    private Deed redeemNow(Wish wish) {
        return use("use at once" + words(wish), () -> redemptions.redeemNow(wish));
    }

    private String words(Wish wish) {
        return " %s %s of %s with %s"
                .formatted(
                        wish.client(),
                        wish.reference(),
                        number(wish.origin()),
                        wish.coupons().stream().map(this::coupon).collect(Collectors.joining(", ")));
    }

    private String coupon(UUID coupon) {
        return people.stream()
                .filter(person -> coupons.get(person).contains(coupon))
                .map(person -> "coupon " + coupons.get(person).indexOf(coupon) + " of " + number(person))
                .findFirst()
                .orElseThrow();
    }

    private Deed refund(String client, String reference, int kind) {
        String words = List.of("half of a line of", "all that is left of", "a line of", "a piece of")
                .get(kind);
        return use(
                "refund " + words + " " + client + " " + reference,
                () -> redemptions
                        .get(client, reference)
                        .chain(view -> redemptions.returned(client, reference, refund(view, kind), "test")));
    }

    /** @param kind 0 for half of the first line, 1 for all that is left, 2 for the second line, 3 for a piece of it */
    private static Refund refund(RedemptionView view, int kind) {
        return new Refund(
                "F" + kind,
                view.lines().stream()
                        .filter(line -> kind == 1 || line.line().equals(kind == 0 ? "1" : "2"))
                        .map(line -> back(line, kind))
                        .toList());
    }

    private static LineRefund back(LineView line, int kind) {
        return switch (kind) {
            case 0 -> new LineRefund(line.line(), line.payableFen() / 2, null);
            case 3 -> new LineRefund(line.line(), line.payableFen() / 3, 1);
            default ->
                new LineRefund(
                        line.line(), line.payableFen() - line.refundedFen(), line.quantity() - line.quantityBack());
        };
    }

    private Deed merge(UUID one, UUID other) {
        return new Deed(
                "merge " + number(one) + " and " + number(other),
                () -> Purses.now(() -> merges.merge(one, other, Merge.Cause.HEAD_OFFICE, Caller.SYSTEM, "模型")));
    }

    private Deed part(int nth) {
        return new Deed(
                "undo merge " + nth + " of those that stand",
                () -> live().stream().skip(nth).findFirst().ifPresent(partings::undo));
    }

    private List<UUID> live() {
        return Run.now(() -> database.sql("""
                        select id from person_merge where undone_at is null and loser_id in (:people) order by merged_at, id""").with("people", people).list(row -> row.uuid(0)));
    }

    /** @return how many were not refused */
    private int together(List<Deed> deeds) {
        List<Boolean> done = Run.together(deeds.size(), i -> {
            try {
                deeds.get(i).work().run();
                return true;
            } catch (Problem refused) {
                return false;
            }
        });
        return Collections.frequency(done, true);
    }

    /** Reservations lapse, and now and then coupons do, some of them in a reservation. */
    private void pass() {
        int dice = random.nextInt(6);
        if (dice < 3) {
            Duration passed = dice == 0 ? Duration.ofHours(12) : Duration.ofSeconds(61);
            told.append("\n  ").append(passed).append(" go by");
            clock.move(passed);
        }
    }
}
