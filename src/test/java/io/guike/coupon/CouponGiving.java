package io.guike.coupon;

import io.guike.coupon.OfferedTemplate.State;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Run;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Makes templates as head office does, and gives coupons of them to people. */
@ApplicationScoped
public class CouponGiving {

    @Inject
    Templates templates;

    @Inject
    Coupons coupons;

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** Terms that the request then carries; more may be put. */
    public static Map<String, Object> terms(String kind) {
        Map<String, Object> terms = new HashMap<>();
        terms.put("kind", kind);
        terms.put("validity", Map.of("kind", "DAYS", "days", 7, "startsAfterDays", 0));
        return terms;
    }

    public static Map<String, Object> amount(long fen, long thresholdFen) {
        Map<String, Object> terms = terms("AMOUNT");
        terms.put("amountFen", fen);
        terms.put("thresholdFen", thresholdFen);
        terms.put("stackable", true);
        return terms;
    }

    public static Map<String, Object> tasting() {
        Map<String, Object> terms = terms("GIFT");
        terms.put("gift", Map.of("name", "手冲品鉴一杯", "valueFen", 1800));
        return terms;
    }

    /** An open one. */
    public UUID template(String hq, Map<String, ?> terms, Map<String, ?> offer) {
        String id = Api.command(hq)
                .body(Map.of("name", "测试券 " + Chain.code(), "terms", terms, "offer", offer))
                .post("/api/hq/coupon-templates")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Api.as(hq)
                .contentType("application/json")
                .body(Map.of("state", State.OPEN))
                .post("/api/hq/coupon-templates/" + id + "/state")
                .then()
                .statusCode(200);
        return UUID.fromString(id);
    }

    /** As somebody would who decided that it may be. */
    public UUID give(UUID template, UUID person) {
        return give(template, person, person);
    }

    /** @param person whom the origin is part of by now */
    public UUID give(UUID template, UUID origin, UUID person) {
        Instant now = clock.instant();
        return Run.now(() -> database.tx(() -> templates
                        .offered(template)
                        .chain(offered -> nth(template, person).chain(nth -> {
                            Window window = offered.terms().window(now);
                            return coupons.issue(List.of(new Issue(
                                    Ids.next(),
                                    offered,
                                    origin,
                                    person,
                                    nth,
                                    Way.HQ_ISSUE,
                                    Ids.next().toString(),
                                    null,
                                    null,
                                    now,
                                    window.from(),
                                    window.until(),
                                    "system")));
                        }))))
                .get(0);
    }

    private io.smallrye.mutiny.Uni<Integer> nth(UUID template, UUID person) {
        return database.sql("select count(*) + 1 from coupon where template_id = :template and claimed_by = :person")
                .with("template", template)
                .with("person", person)
                .one(row -> row.integer(0));
    }

    public String state(UUID coupon) {
        return Run.now(() -> database.sql("select state from coupon where id = :id")
                .with("id", coupon)
                .one(row -> row.text(0)));
    }

    /** Each state follows from the one before, numbers have no gap, and the last entry is the state kept. */
    public boolean historyAddsUp(UUID coupon) {
        return Run.now(() -> database.sql("""
                        select count(*) = max(number) and bool_and(number = 1 or from_state = before)
                            and max(c.changes) = max(number)
                            and max(to_state) filter (where number = c.changes) = max(c.state)
                        from (select e.*, lag(to_state) over (order by number) as before from coupon_entry e
                              where coupon_id = :id) e
                          join coupon c on c.id = e.coupon_id""").with("id", coupon).one(row -> row.flag(0)));
    }

    /** What it took off so far, or is set aside. */
    public long usedFen(UUID template) {
        return Run.now(() -> database.sql("""
                        select used_fen + (select coalesce(sum(fen), 0) from coupon_spent where template_id = :id)::bigint
                        from coupon_stock where template_id = :id""").with("id", template).one(row -> row.number(0)));
    }

    /** What its uses that stand come to; the two must be the same. */
    public long standingFen(UUID template) {
        return Run.now(() -> database.sql(
                        "select coalesce(sum(cost_fen), 0)::bigint from coupon_use where live and template_id = :id")
                .with("id", template)
                .one(row -> row.number(0)));
    }
}
