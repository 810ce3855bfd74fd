package io.guike.claim;

import io.guike.coupon.Issue;
import io.guike.coupon.Offer;
import io.guike.coupon.Offer.Audience;
import io.guike.coupon.OfferedTemplate;
import io.guike.coupon.Way;
import io.guike.coupon.Window;
import io.guike.platform.Days;
import io.guike.selves.Earlier;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides about wishes one after the other, each with what the ones before it left. Pure: all that it knows was read
 * under the locks of one transaction, which then writes what was granted.
 */
final class Decision {

    private final Instant now;
    private final Map<UUID, UUID> people;
    private final Map<UUID, Shelf> shelves = new HashMap<>();
    private final Map<UUID, Standing> standings;
    private final Map<Hand, List<Had>> hands = new HashMap<>();
    private final Map<Key, Had> keys = new HashMap<>();
    private final Earlier earlier;
    private final List<Issue> issues = new ArrayList<>();

    /**
     * A template's row, locked.
     *
     * @param stock null for as many as are asked for
     */
    record Stock(OfferedTemplate offered, @Nullable Long stock, long taken) {}

    /** What chooses people as an audience; whoever is no member has no row. */
    record Standing(Instant memberSince, String level, Set<String> tags) {}

    /**
     * A coupon that was got before.
     *
     * @param person whose it is; {@code claimedBy}: who got it
     */
    record Had(
            UUID coupon, UUID template, UUID person, UUID claimedBy, int nth, Way way, String wayKey, Instant gotAt) {}

    private record Hand(UUID person, UUID template) {}

    private record Key(UUID person, Way way, String wayKey) {}

    /** What is left of a template while the wishes are gone through. */
    private static final class Shelf {

        private final OfferedTemplate offered;
        private @Nullable Long left;
        private long given;

        Shelf(Stock stock) {
            this.offered = stock.offered();
            Long whole = stock.stock();
            this.left = whole == null ? null : whole - stock.taken();
        }

        boolean isEmpty() {
            return left != null && left <= 0;
        }

        void give() {
            given++;
            left = left == null ? null : left - 1;
        }
    }

    /**
     * @param people the living person of each origin
     * @param standings by person; only needed where a template has an audience
     * @param had all that these people have of these templates, or got under one of the wishes' keys
     * @param earlier what these people had of these templates, and by these keys, before they were erased and came back
     */
    Decision(
            Instant now,
            Map<UUID, UUID> people,
            List<Stock> stocks,
            Map<UUID, Standing> standings,
            Collection<Had> had,
            Earlier earlier) {
        this.now = now;
        this.people = people;
        this.standings = standings;
        this.earlier = earlier;
        stocks.forEach(stock -> shelves.put(stock.offered().template(), new Shelf(stock)));
        had.forEach(this::remember);
    }

    private void remember(Had one) {
        keys.put(new Key(one.person(), one.way(), one.wayKey()), one);
        keys.put(new Key(one.claimedBy(), one.way(), one.wayKey()), one);
        hand(one.person(), one.template()).add(one);
        if (!one.claimedBy().equals(one.person())) {
            hand(one.claimedBy(), one.template()).add(one);
        }
    }

    private List<Had> hand(UUID person, UUID template) {
        return hands.computeIfAbsent(new Hand(person, template), ignored -> new ArrayList<>());
    }

    List<Verdict> decideAll(List<Wish> wishes) {
        return wishes.stream().map(this::decide).toList();
    }

    Verdict decide(Wish wish) {
        UUID person = people.get(wish.origin());
        if (person == null) {
            return Verdict.of(Outcome.GONE);
        }
        Had same = keys.get(new Key(person, wish.way(), wish.wayKey()));
        if (same != null) {
            boolean isSame = same.template().equals(wish.template());
            return isSame ? Verdict.of(Outcome.HAD, same.coupon()) : Verdict.of(Outcome.KEY_REUSED);
        }
        Shelf shelf = shelves.get(wish.template());
        return shelf == null ? Verdict.of(Outcome.TEMPLATE_UNKNOWN) : decide(wish, person, shelf);
    }

    private Verdict decide(Wish wish, UUID person, Shelf shelf) {
        Wish.Handed handed = wish.handed();
        OfferedTemplate offered = handed == null ? shelf.offered : handed.template();
        Window window = handed == null ? offered.terms().window(now) : handed.window();
        Outcome closed = handed == null ? closed(wish, person, offered) : null;
        if (closed != null) {
            return Verdict.of(closed);
        }
        if (!now.isBefore(window.until())) {
            return Verdict.of(Outcome.OVER);
        }
        List<Had> held = hand(person, wish.template());
        if (isLimited(held, person, wish, offered)) {
            return Verdict.of(Outcome.LIMIT_REACHED, latest(held, person));
        }
        if (handed == null && shelf.isEmpty()) {
            return Verdict.of(Outcome.SOLD_OUT);
        }
        if (handed == null) {
            shelf.give();
        }
        return grant(wish, person, offered, window, held);
    }

    /** Why nobody gets it now, or not this one; null where it is open to them. */
    private @Nullable Outcome closed(Wish wish, UUID person, OfferedTemplate offered) {
        return switch (offered.state()) {
            case DRAFT -> Outcome.NOT_YET;
            case ENDED -> Outcome.OVER;
            case PAUSED -> Outcome.PAUSED;
            case OPEN -> wish.way() == Way.CLAIM ? unclaimable(offered.offer(), standings.get(person), now) : null;
        };
    }

    /** Hours and audience bind those who claim; who is given a coupon was chosen by somebody. */
    static @Nullable Outcome unclaimable(Offer offer, @Nullable Standing standing, Instant now) {
        if (!offer.claimable()) {
            return Outcome.NOT_FOR_YOU;
        }
        if (!offer.opened(now)) {
            return Outcome.NOT_YET;
        }
        if (offer.closed(now)) {
            return Outcome.OVER;
        }
        return isMeant(offer.audience(), standing, now) ? null : Outcome.NOT_FOR_YOU;
    }

    private static boolean isMeant(Audience audience, @Nullable Standing standing, Instant now) {
        if (audience.kind() == Audience.Kind.EVERYONE) {
            return true;
        }
        if (standing == null) {
            return false;
        }
        return switch (audience.kind()) {
            case EVERYONE -> true;
            // The day they became a member counts as the first.
            case NEW_MEMBERS ->
                Days.of(now).isBefore(Days.of(standing.memberSince()).plusDays(audience.days()));
            case LEVELS -> audience.levels().contains(standing.level());
            case TAG -> audience.tag() != null && standing.tags().contains(audience.tag());
        };
    }

    /** Whether they get no more, in all or on this day; or had just this before they were erased and came back. */
    private boolean isLimited(List<Had> held, UUID person, Wish wish, OfferedTemplate offered) {
        Integer perDay = offered.offer().perDay();
        return earlier.has(person, EarlierCoupons.key(wish.way(), wish.wayKey()))
                || ever(held, person, wish) >= offered.offer().perPerson()
                || (perDay != null && today(held, person, wish.template()) >= perDay);
    }

    /** A birthday comes every year: what other years' brought does not count for it, and the key is the limit of its own. */
    private long ever(List<Had> held, UUID person, Wish wish) {
        boolean birthday = wish.way() == Way.BIRTHDAY;
        long now = theirs(held, person)
                .filter(one -> !birthday || one.way() != Way.BIRTHDAY)
                .count();
        long before = earlier.of(person, EarlierCoupons.ever(wish.template()));
        long birthdays = birthday ? 0 : earlier.of(person, EarlierCoupons.birthdays(wish.template()));
        return now + before + birthdays;
    }

    private long today(List<Had> held, UUID person, UUID template) {
        LocalDate day = Days.of(now);
        Instant begun = Days.start(day);
        return earlier.of(person, EarlierCoupons.day(template, day))
                + theirs(held, person)
                        .filter(one -> !one.gotAt().isBefore(begun))
                        .count();
    }

    private static @Nullable UUID latest(List<Had> held, UUID person) {
        return theirs(held, person)
                .max(Comparator.comparing(Had::gotAt))
                .map(Had::coupon)
                .orElse(null);
    }

    private static Stream<Had> theirs(List<Had> held, UUID person) {
        return held.stream().filter(one -> one.person().equals(person));
    }

    private Verdict grant(Wish wish, UUID person, OfferedTemplate offered, Window window, List<Had> held) {
        int nth = 1
                + held.stream()
                        .filter(one -> one.claimedBy().equals(person))
                        .mapToInt(Had::nth)
                        .max()
                        .orElse(0);
        Issue issue = new Issue(
                wish.id(),
                offered,
                wish.origin(),
                person,
                nth,
                wish.way(),
                wish.wayKey(),
                wish.storeId(),
                wish.staffId(),
                now,
                window.from(),
                window.until(),
                wish.actor());
        issues.add(issue);
        remember(new Had(wish.id(), wish.template(), person, person, nth, wish.way(), wish.wayKey(), now));
        return Verdict.granted(issue);
    }

    List<Issue> issues() {
        return issues;
    }

    /** How many came out of each stock, by template. */
    Map<UUID, Long> taken() {
        Map<UUID, Long> taken = new TreeMap<>();
        shelves.forEach((template, shelf) -> {
            if (shelf.given > 0) {
                taken.put(template, shelf.given);
            }
        });
        return taken;
    }
}
