package io.guike.wallet;

import io.guike.coupon.Cause;
import io.guike.coupon.CouponProblem;
import io.guike.coupon.CouponState;
import io.guike.coupon.CouponView;
import io.guike.coupon.Coupons;
import io.guike.coupon.HeldCoupon;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.guike.store.Stores;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people hold, and what became of each. Reads alone. */
@ApplicationScoped
public class Wallet {

    @Inject
    Database database;

    @Inject
    Coupons coupons;

    @Inject
    Stores stores;

    @Inject
    Clock clock;

    /**
     * One change, oldest first.
     *
     * @param text its cause, zh-CN
     * @param actor told to head office alone
     */
    public record EntryView(
            int number,
            Instant at,
            @Nullable CouponState from,
            CouponState to,
            Cause cause,
            String text,
            @Nullable String storeName,
            @Nullable String detail,
            @Nullable String actor) {

        EntryView forShopper() {
            return new EntryView(number, at, from, to, cause, text, storeName, null, null);
        }
    }

    /**
     * A coupon and its history.
     *
     * @param storeNames of the stores that its terms name
     */
    public record HistoryView(
            CouponView coupon, UUID personId, List<EntryView> history, Map<UUID, String> storeNames) {}

    private record Entry(EntryView view, @Nullable UUID store) {}

    /** From new to old; of one state, or all. A page is shorter by those that this version of the service cannot read. */
    Uni<Page<CouponView>> of(UUID person, @Nullable CouponState state, @Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        Instant now = clock.instant();
        return database.sql("""
                        select id, got_at from coupon where person_id = :person and (got_at, id) < (:at, :id)
                          and (:state = '' or :state = case
                            when state = 'ISSUED' or state = 'RESERVED' and reserved_until <= :now
                            then case when valid_until > :now then 'ISSUED' else 'EXPIRED' end
                            else state end)
                        order by got_at desc, id desc limit :size""")
                .with("person", person)
                .with("at", from.time())
                .with("id", from.id())
                .with("state", state == null ? "" : state.name())
                .with("now", now)
                .with("size", size + 1)
                .list(row -> Cursor.at(row.instant(1), row.uuid(0)))
                .map(places -> Page.of(places, size, place -> place).map(Cursor::id))
                .chain(page -> coupons.readable(page.items())
                        .map(found -> new Page<>(inOrder(page.items(), found, now), page.next())));
    }

    private static List<CouponView> inOrder(List<UUID> ids, List<HeldCoupon> found, Instant now) {
        var byId = found.stream().collect(Collectors.toMap(HeldCoupon::id, coupon -> CouponView.of(coupon, now)));
        return ids.stream().map(byId::get).filter(Objects::nonNull).toList();
    }

    /**
     * A coupon of this very person.
     *
     * @throws io.guike.platform.Problem {@code coupon.unknown}, also for somebody else's
     */
    public Uni<HeldCoupon> own(UUID person, UUID coupon) {
        return get(coupon).invoke(found -> {
            if (!found.person().equals(person)) {
                throw CouponProblem.UNKNOWN.problem();
            }
        });
    }

    /** @throws io.guike.platform.Problem {@code coupon.unknown} */
    public Uni<HeldCoupon> get(UUID coupon) {
        return coupons.find(List.of(coupon)).map(found -> {
            if (found.isEmpty()) {
                throw CouponProblem.UNKNOWN.problem();
            }
            return found.get(0);
        });
    }

    /** What became of a coupon: for screens that wait for it. */
    record StateView(CouponState state) {}

    /** @throws io.guike.platform.Problem {@code coupon.unknown}, also for somebody else's */
    Uni<StateView> ownState(UUID person, UUID coupon) {
        return own(person, coupon).map(held -> new StateView(held.at(clock.instant())));
    }

    Uni<HistoryView> ownHistory(UUID person, UUID coupon) {
        return own(person, coupon)
                .chain(this::history)
                .map(view -> new HistoryView(
                        view.coupon(),
                        view.personId(),
                        view.history().stream().map(EntryView::forShopper).toList(),
                        view.storeNames()));
    }

    /** @throws io.guike.platform.Problem {@code coupon.unknown} */
    Uni<HistoryView> history(UUID coupon) {
        return get(coupon).chain(this::history);
    }

    private Uni<HistoryView> history(HeldCoupon coupon) {
        return database.sql("""
                        select number, at, from_state, to_state, cause, detail, actor, store_id from coupon_entry
                        where coupon_id = :coupon order by number""")
                .with("coupon", coupon.id())
                .list(Wallet::entry)
                .chain(entries -> stores.names(named(coupon, entries)).map(names -> view(coupon, entries, names)));
    }

    private static Set<UUID> named(HeldCoupon coupon, List<Entry> entries) {
        Set<UUID> named = inTerms(coupon);
        entries.stream().map(Entry::store).filter(Objects::nonNull).forEach(named::add);
        return named;
    }

    private static Set<UUID> inTerms(HeldCoupon coupon) {
        Set<UUID> named = new TreeSet<>(coupon.terms().stores().only());
        named.addAll(coupon.terms().stores().except());
        return named;
    }

    private HistoryView view(HeldCoupon coupon, List<Entry> entries, Map<UUID, String> names) {
        Map<UUID, String> inTerms = new TreeMap<>(names);
        inTerms.keySet().retainAll(inTerms(coupon));
        return new HistoryView(
                CouponView.whole(coupon, clock.instant()),
                coupon.person(),
                entries.stream()
                        .map(entry -> at(entry.view(), entry.store() == null ? null : names.get(entry.store())))
                        .toList(),
                inTerms);
    }

    private static Entry entry(Row row) {
        String from = row.textOrNull(2);
        Cause cause = Cause.valueOf(row.text(4));
        EntryView view = new EntryView(
                row.integer(0),
                row.instant(1),
                from == null ? null : CouponState.valueOf(from),
                CouponState.valueOf(row.text(3)),
                cause,
                cause.zh(),
                null,
                row.textOrNull(5),
                row.text(6));
        return new Entry(view, row.uuidOrNull(7));
    }

    private static EntryView at(EntryView view, @Nullable String storeName) {
        return new EntryView(
                view.number(),
                view.at(),
                view.from(),
                view.to(),
                view.cause(),
                view.text(),
                storeName,
                view.detail(),
                view.actor());
    }
}
