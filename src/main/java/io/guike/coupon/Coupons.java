package io.guike.coupon;

import io.guike.coupon.Wording.Key;
import io.guike.coupon.Wording.Words;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.platform.Sql;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The coupons people hold. All calls join the caller's transaction. */
@ApplicationScoped
public class Coupons {

    /** Lists, and not one JSON: the driver sends arrays in binary, and a flash sale makes hundreds in one statement. */
    private static final String ISSUE = """
            with made as (
              insert into coupon (id, template_id, version, origin_id, person_id, claimed_by, nth, state, valid_from,
                  valid_until, way, way_key, store_id, staff_id, got_at, changes)
              select id, template, version, origin, person, person, nth, 'ISSUED', valid_from, valid_until, way, way_key,
                  cast(nullif(store, '') as uuid), cast(nullif(staff, '') as uuid), at, 1
              from unnest(cast(:ids as uuid[]), cast(:templates as uuid[]), cast(:versions as integer[]),
                  cast(:origins as uuid[]), cast(:people as uuid[]), cast(:nths as integer[]),
                  cast(:froms as timestamptz[]), cast(:untils as timestamptz[]), cast(:ways as text[]),
                  cast(:keys as text[]), cast(:stores as text[]), cast(:staff as text[]), cast(:ats as timestamptz[]))
                as asked(id, template, version, origin, person, nth, valid_from, valid_until, way, way_key, store,
                  staff, at)
              returning id, way, got_at, store_id)
            insert into coupon_entry (coupon_id, number, from_state, to_state, cause, at, actor, store_id)
            select made.id, 1, null, 'ISSUED', made.way, made.got_at, said.actor, made.store_id
            from made join unnest(cast(:ids as uuid[]), cast(:actors as text[])) as said(id, actor) on said.id = made.id""";

    /** Of which a person's wallet shows and a quote looks at this many, those that lapse first. */
    public static final int MOST_USABLE = 200;

    private static final String CHANGE = """
            with asked as (
              select * from unnest(cast(:ids as uuid[]), cast(:froms as text[]), cast(:tos as text[]),
                  cast(:causes as text[]), cast(:actors as text[]), cast(:stores as text[]), cast(:redemptions as text[]),
                  cast(:reserved as text[]), cast(:untils as text[]), cast(:details as text[]))
                as said(id, was, becomes, cause, actor, store, redemption, reserved, until, detail)),
            changed as (
              update coupon c set state = asked.becomes, changes = c.changes + 1,
                  redemption_id = coalesce(cast(nullif(asked.redemption, '') as uuid), c.redemption_id),
                  reserved_until = cast(nullif(asked.reserved, '') as timestamptz),
                  valid_until = coalesce(cast(nullif(asked.until, '') as timestamptz), c.valid_until)
              from asked where c.id = asked.id and c.state = asked.was
              returning c.id, c.changes)
            insert into coupon_entry (coupon_id, number, from_state, to_state, cause, at, actor, store_id, detail)
            select asked.id, changed.changes, asked.was, asked.becomes, asked.cause, :now, asked.actor,
                cast(nullif(asked.store, '') as uuid), nullif(asked.detail, '')
            from changed join asked on asked.id = changed.id""";

    @Inject
    Database database;

    @Inject
    Wording wording;

    @Inject
    Clock clock;

    /**
     * Makes coupons, each with the first entry of its history, in one statement. Checks nothing but the keys: that the
     * template is open, its stock and the limits are the caller's business, who holds the row of {@code coupon_stock}.
     *
     * @return the ids, in the order of the list; fails as a duplicate ({@link Database#isDuplicate}) where one of the
     *     keys exists, and then makes none
     */
    public Uni<List<UUID>> issue(List<Issue> issues) {
        List<UUID> ids = column(issues, Issue::id);
        return issues.isEmpty()
                ? Uni.createFrom().item(ids)
                : database.sql(ISSUE)
                        .with("ids", ids)
                        .with(
                                "templates",
                                column(issues, issue -> issue.template().template()))
                        .with(
                                "versions",
                                column(issues, issue -> issue.template().version()))
                        .with("origins", column(issues, Issue::origin))
                        .with("people", column(issues, Issue::person))
                        .with("nths", column(issues, Issue::nth))
                        .with("froms", column(issues, Issue::validFrom))
                        .with("untils", column(issues, Issue::validUntil))
                        .with("ways", column(issues, issue -> issue.way().name()))
                        .with("keys", column(issues, Issue::wayKey))
                        .with("stores", column(issues, issue -> text(issue.storeId())))
                        .with("staff", column(issues, issue -> text(issue.staffId())))
                        .with("ats", column(issues, Issue::at))
                        .with("actors", column(issues, Issue::actor))
                        .run()
                        .replaceWith(ids);
    }

    /**
     * Takes a coupon out of its owner's wallet for good, because a friend gets one in its place.
     *
     * @param detail goes into its history
     * @return whether that was possible: not where it is used, lapsed or somebody else's
     */
    public Uni<Boolean> giveAway(UUID coupon, UUID person, String actor, String detail) {
        return database.sql("""
                        with given as (
                          update coupon set state = 'GIVEN', changes = changes + 1
                          where id = :coupon and person_id = :person and state = 'ISSUED' and valid_until > :now
                          returning id, changes)
                        insert into coupon_entry (coupon_id, number, from_state, to_state, cause, at, actor, detail)
                        select id, changes, 'ISSUED', 'GIVEN', 'GIFT', :now, :actor, :detail from given""")
                .with("coupon", coupon)
                .with("person", person)
                .with("now", clock.instant())
                .with("actor", actor)
                .with("detail", detail)
                .run()
                .map(changed -> changed == 1);
    }

    /**
     * As {@link #find}, without those whose words cannot be read: for lists, where one must not take away the others. What
     * changes a coupon goes by {@link #hold}, which then fails.
     */
    public Uni<List<HeldCoupon>> readable(Collection<UUID> coupons) {
        return rows("id in (:coupons)", Map.of("coupons", List.copyOf(coupons))).chain(this::readable);
    }

    /** Those that exist, in no order; not locked. */
    public Uni<List<HeldCoupon>> find(Collection<UUID> coupons) {
        return read("id in (:coupons)", Map.of("coupons", List.copyOf(coupons)));
    }

    /** Those that exist, by id, held to the end of the transaction. Their people are held before. */
    public Uni<List<HeldCoupon>> hold(Collection<UUID> coupons) {
        return read("id in (:coupons) order by id for update", Map.of("coupons", List.copyOf(coupons)));
    }

    /**
     * What a person could use now or later, or has set aside, as far as it can be read; those that lapse first come first.
     * Not locked.
     */
    public Uni<List<HeldCoupon>> usable(UUID person) {
        return rows(
                        "person_id = :person and state in ('ISSUED', 'RESERVED') and valid_until > :now"
                                + " order by valid_until, id limit :most",
                        Map.of("person", person, "now", clock.instant(), "most", MOST_USABLE))
                .chain(this::readable);
    }

    /**
     * Changes coupons that the caller holds, each with an entry of its history.
     *
     * @throws io.guike.platform.Problem {@code coupon.changed} where one is no longer what it must be; then all is undone
     */
    public Uni<Void> change(List<Change> changes) {
        return changes.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.sql(CHANGE)
                        .with("ids", column(changes, Change::coupon))
                        .with("froms", column(changes, change -> change.from().name()))
                        .with("tos", column(changes, change -> change.to().name()))
                        .with("causes", column(changes, change -> change.cause().name()))
                        .with("actors", column(changes, Change::actor))
                        .with("stores", column(changes, change -> text(change.storeId())))
                        .with("redemptions", column(changes, change -> text(change.redemption())))
                        .with("reserved", column(changes, change -> text(change.reservedUntil())))
                        .with("untils", column(changes, change -> text(change.validUntil())))
                        .with("details", column(changes, change -> text(change.detail())))
                        .with("now", clock.instant())
                        .run()
                        .invoke(changed -> {
                            if (changed != changes.size()) {
                                throw CouponProblem.CHANGED.problem();
                            }
                        })
                        .replaceWithVoid();
    }

    private Uni<List<HeldCoupon>> read(String which, Map<String, Object> parameters) {
        return rows(which, parameters).chain(this::worded);
    }

    private Uni<List<Held>> rows(String which, Map<String, Object> parameters) {
        Sql sql = database.sql("""
                        select id, template_id, version, origin_id, person_id, state, valid_from, valid_until, way, got_at,
                          reserved_until, redemption_id from coupon where\s""" + which);
        parameters.forEach(sql::with);
        return sql.list(Held::of);
    }

    private Uni<List<HeldCoupon>> worded(List<Held> rows) {
        return wording.of(keys(rows))
                .map(words -> rows.stream().map(row -> row.as(words)).toList());
    }

    private Uni<List<HeldCoupon>> readable(List<Held> rows) {
        return wording.readable(keys(rows))
                .map(words -> rows.stream()
                        .filter(row -> words.containsKey(row.key()))
                        .map(row -> row.as(words))
                        .toList());
    }

    private static Set<Key> keys(List<Held> rows) {
        return rows.stream().map(Held::key).collect(Collectors.toSet());
    }

    private record Held(Key key, Function<Words, HeldCoupon> make) {

        static Held of(Row row) {
            return new Held(
                    new Key(row.uuid(1), row.integer(2)),
                    words -> new HeldCoupon(
                            row.uuid(0),
                            row.uuid(1),
                            row.integer(2),
                            words.name(),
                            words.terms(),
                            words.offer().shareable(),
                            row.uuid(3),
                            row.uuid(4),
                            CouponState.valueOf(row.text(5)),
                            new Window(row.instant(6), row.instant(7)),
                            Way.valueOf(row.text(8)),
                            row.instant(9),
                            row.instantOrNull(10),
                            row.uuidOrNull(11)));
        }

        HeldCoupon as(Map<Key, Words> words) {
            return make.apply(Objects.requireNonNull(words.get(key)));
        }
    }

    private static <S, T> List<T> column(List<S> all, Function<S, T> value) {
        return all.stream().map(value).toList();
    }

    /** Arrays hold no nulls here: the driver wants to know their type. */
    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
