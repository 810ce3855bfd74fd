package io.guike.claim;

import io.guike.claim.Decision.Standing;
import io.guike.coupon.Offer;
import io.guike.coupon.OfferedTemplate;
import io.guike.coupon.Templates;
import io.guike.coupon.Terms;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What somebody can claim at this moment (领券中心). What is open is read once a second for all who ask, also by many at once. */
@ApplicationScoped
class Offers {

    private static final Duration REMEMBERED = Duration.ofSeconds(1);
    private static final int MOST_OPEN = 5_000;
    private static final int MOST_SHOWN = 200;

    @Inject
    Database database;

    @Inject
    Templates templates;

    @Inject
    Standings standings;

    @Inject
    Clock clock;

    private volatile Board board = new Board(List.of(), Long.MIN_VALUE);

    /** The reading under way; null where there is none. */
    private final AtomicReference<@Nullable CompletableFuture<List<Open>>> underWay = new AtomicReference<>();

    /**
     * A template that can be claimed.
     *
     * @param percentOff 20 takes a fifth off (八折)
     * @param left roughly: exact up to ten, then rounded down to its first digit; null where there is no end of it
     * @param closesAt null where it stays open
     */
    record OfferView(
            UUID templateId,
            String name,
            Terms.Kind kind,
            long amountFen,
            int percentOff,
            @Nullable Long ceilingFen,
            @Nullable String giftName,
            long thresholdFen,
            @Nullable String note,
            @Nullable Long left,
            @Nullable Instant closesAt) {}

    private record Open(OfferedTemplate offered, @Nullable Long left) {}

    private record Board(List<Open> open, long at) {}

    private record Got(UUID template, int ever, int today) {}

    /** Soonest to close first. */
    Uni<List<OfferView>> of(UUID person) {
        return open().map(this::claimable).chain(open -> meant(open, person));
    }

    private Uni<List<Open>> open() {
        Board known = board;
        return known.at() != Long.MIN_VALUE && System.nanoTime() - known.at() < REMEMBERED.toNanos()
                ? Uni.createFrom().item(known.open())
                : Uni.createFrom().deferred(this::readOnce);
    }

    /** On a context of its own, because it belongs to none of those who wait for it; each goes on upon theirs. */
    private Uni<List<Open>> readOnce() {
        CompletableFuture<List<Open>> mine = new CompletableFuture<>();
        CompletableFuture<List<Open>> first = underWay.compareAndExchange(null, mine);
        if (first == null) {
            database.apart(this::read)
                    .onTermination()
                    .invoke(() -> underWay.set(null))
                    .subscribe()
                    .with(open -> remember(open, mine), mine::completeExceptionally);
        }
        Context theirs = Vertx.currentContext();
        Uni<List<Open>> answer = Uni.createFrom().completionStage(first == null ? mine : first);
        return theirs == null ? answer : answer.emitOn(next -> theirs.runOnContext(ignored -> next.run()));
    }

    private void remember(List<Open> open, CompletableFuture<List<Open>> answer) {
        board = new Board(open, System.nanoTime());
        answer.complete(open);
    }

    private Uni<List<Open>> read() {
        return database.sql("""
                        select template_id, stock - taken from coupon_stock
                        where state = 'OPEN' and (stock is null or taken < stock)
                        order by template_id desc limit :most""")
                .with("most", MOST_OPEN)
                .list(row -> new Left(row.uuid(0), row.isNull(1) ? null : row.number(1)))
                .chain(this::worded);
    }

    private record Left(UUID template, @Nullable Long left) {}

    private Uni<List<Open>> worded(List<Left> rows) {
        return templates.offered(rows.stream().map(Left::template).toList()).map(offered -> {
            List<Open> open = new ArrayList<>();
            for (Left row : rows) {
                OfferedTemplate template = offered.get(row.template());
                if (template != null) {
                    open.add(new Open(template, row.left()));
                }
            }
            return open;
        });
    }

    /** The cheap half first: for everybody. */
    private List<Open> claimable(List<Open> open) {
        Instant now = clock.instant();
        return open.stream()
                .filter(one -> {
                    Offer offer = one.offered().offer();
                    return offer.claimable() && offer.opened(now) && !offer.closed(now);
                })
                .filter(one -> now.isBefore(one.offered().terms().window(now).until()))
                .toList();
    }

    private Uni<List<OfferView>> meant(List<Open> open, UUID person) {
        if (open.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        List<Offer.Audience> audiences =
                open.stream().map(one -> one.offered().offer().audience()).toList();
        return standings
                .of(List.of(person), audiences)
                .chain(standing -> got(open, person).map(got -> meant(open, standing.get(person), got)));
    }

    private List<OfferView> meant(List<Open> open, @Nullable Standing standing, Map<UUID, Got> got) {
        Instant now = clock.instant();
        return open.stream()
                .filter(one -> Decision.unclaimable(one.offered().offer(), standing, now) == null)
                .filter(one -> isWithinLimit(
                        one.offered().offer(), got.get(one.offered().template())))
                .map(Offers::view)
                .sorted(Comparator.comparing(
                        OfferView::closesAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder())))
                .limit(MOST_SHOWN)
                .toList();
    }

    private static boolean isWithinLimit(Offer offer, @Nullable Got got) {
        Integer perDay = offer.perDay();
        return got == null || (got.ever() < offer.perPerson() && (perDay == null || got.today() < perDay));
    }

    private Uni<Map<UUID, Got>> got(List<Open> open, UUID person) {
        return database.sql("""
                        select template_id, count(*), count(*) filter (where got_at >= :today) from coupon
                        where person_id = :person and template_id in (:templates) group by template_id""")
                .with("today", Days.start(Days.today(clock)))
                .with("person", person)
                .with(
                        "templates",
                        open.stream().map(one -> one.offered().template()).toList())
                .list(Offers::got)
                .map(rows -> rows.stream().collect(Collectors.toMap(Got::template, one -> one)));
    }

    private static Got got(Row row) {
        return new Got(row.uuid(0), row.integer(1), row.integer(2));
    }

    private static OfferView view(Open open) {
        Terms terms = open.offered().terms();
        Terms.Gift gift = terms.gift();
        return new OfferView(
                open.offered().template(),
                open.offered().name(),
                terms.kind(),
                terms.amountFen(),
                terms.percentOff(),
                terms.ceilingFen(),
                gift == null ? null : gift.name(),
                terms.thresholdFen(),
                terms.note(),
                roughly(open.left()),
                open.offered().offer().closesAt());
    }

    static @Nullable Long roughly(@Nullable Long left) {
        if (left == null || left <= 10) {
            return left;
        }
        long unit = 1;
        while (left / unit >= 10) {
            unit *= 10;
        }
        return left / unit * unit;
    }
}
