package io.guike.coupon;

import io.guike.member.Belongings;
import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.member.MergePart;
import io.guike.membership.CardPart;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of coupons when people are merged, parted or erased, what a person may know of them, and what the card
 * shows. Rows are locked in the order of their ids, as by everybody else.
 */
@ApplicationScoped
class CouponData implements MergePart, ErasePart, ExportPart, CardPart {

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** One coupon with its last change. */
    record CouponExport(
            String coupon,
            String state,
            String gotBy,
            Instant gotAt,
            Instant validFrom,
            Instant validUntil,
            @Nullable Instant changedAt,
            @Nullable String store) {}

    @Override
    public List<Belongings> belongings() {
        return List.of(Belongings.locked("coupon"));
    }

    /**
     * The history stays for the counts, without what staff wrote into it; what could still be used ends, because nobody is
     * left to use it.
     */
    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return database.sql("""
                        with mine as (
                          select id from coupon where person_id = :person and state = 'ISSUED' order by id for update),
                        ended as (
                          update coupon set state = 'REVOKED', changes = changes + 1 from mine where coupon.id = mine.id
                          returning coupon.id, coupon.changes),
                        withheld as (
                          update coupon_entry set detail = :withheld
                          where cause = 'REVOKED' and detail is not null
                            and coupon_id in (select id from coupon where person_id = :person))
                        insert into coupon_entry (coupon_id, number, from_state, to_state, cause, at, actor)
                        select id, changes, 'ISSUED', 'REVOKED', 'ERASED', :now, 'system' from ended""")
                .with("person", person)
                .with("withheld", WITHHELD)
                .with("now", clock.instant())
                .run()
                .replaceWithVoid();
    }

    @Override
    public String section() {
        return "coupons";
    }

    @Override
    public Uni<List<CouponExport>> export(UUID person) {
        Instant now = clock.instant();
        return database.sql("""
                        select t.name, case when c.state = 'ISSUED' and c.valid_until <= :now then 'EXPIRED' else c.state end,
                          c.way, c.got_at, c.valid_from, c.valid_until, e.at, s.name
                        from coupon c join coupon_template t on t.id = c.template_id
                          left join coupon_entry e on e.coupon_id = c.id and e.number = c.changes and e.number > 1
                          left join store s on s.id = e.store_id
                        where c.person_id = :person order by c.got_at, c.id""")
                .with("person", person)
                .with("now", now)
                .list(row -> new CouponExport(
                        row.text(0),
                        row.text(1),
                        row.text(2),
                        row.instant(3),
                        row.instant(4),
                        row.instant(5),
                        row.instantOrNull(6),
                        row.textOrNull(7)));
    }

    @Override
    public String name() {
        return "coupons";
    }

    /** What can be used at this moment, or has been set aside for an order. */
    @Override
    public Uni<Long> balance(UUID person) {
        return database.sql("""
                        select count(*) from coupon where person_id = :person and state in ('ISSUED', 'RESERVED')
                          and valid_from <= :now and valid_until > :now""")
                .with("person", person)
                .with("now", clock.instant())
                .one(row -> row.number(0));
    }
}
