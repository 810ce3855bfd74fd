package io.guike.claim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.access.Caller;
import io.guike.coupon.Offer;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.coupon.Terms;
import io.guike.coupon.Validity;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Problem;
import io.guike.support.Run;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Templates and people for tests of getting coupons, laid into the database as their own capabilities lay them. */
@ApplicationScoped
public class Sales {

    @Inject
    Database database;

    @Inject
    ObjectMapper json;

    /** What one of many calls came to: the coupon, or the code of the problem. */
    public record Result(UUID coupon, String problem) {

        static <T> Uni<Result> of(Uni<T> call, java.util.function.Function<T, UUID> id) {
            return call.map(view -> new Result(id.apply(view), null))
                    .onFailure(Problem.class)
                    .recoverWithItem(failure ->
                            new Result(null, ((Problem) failure).code().code()));
        }
    }

    public static Terms terms() {
        return terms(Validity.days(30, 0));
    }

    public static Terms terms(Validity validity) {
        return new Terms(
                Terms.Kind.AMOUNT, 1_000, 0, null, null, 0, validity, null, null, null, null, null, false, null, null);
    }

    public static Offer offer(Long stock, int perPerson) {
        return offer(stock, perPerson, null, Offer.Audience.EVERYONE);
    }

    public static Offer offer(Long stock, int perPerson, Integer perDay, Offer.Audience audience) {
        return new Offer(stock, perPerson, perDay, audience, null, null, true, true, null);
    }

    public static Offer between(Instant opensAt, Instant closesAt) {
        return new Offer(null, 1, null, null, opensAt, closesAt, true, true, null);
    }

    /** An open template. */
    public UUID open(Offer offer) {
        return lay(State.OPEN, terms(), offer);
    }

    public UUID lay(State state, Terms terms, Offer offer) {
        UUID id = Ids.next();
        Run.now(() -> database.tx(() -> database.sql(
                        "insert into coupon_template (id, name, created_at, created_by) values (:id, :name, now(), 'test')")
                .with("id", id)
                .with("name", "十元券")
                .run()
                .chain(() -> database.sql("""
                                insert into coupon_template_version (template_id, version, terms, offer, at, by)
                                values (:id, 1, :terms, :offer, now(), 'test')""")
                        .with("id", id)
                        .with("terms", write(terms))
                        .with("offer", write(offer))
                        .run())
                .chain(() -> database.sql("""
                                insert into coupon_stock (template_id, state, version, stock, taken, budget_fen, used_fen)
                                values (:id, :state, 1, :stock, 0, null, 0)""")
                        .with("id", id)
                        .with("state", state.name())
                        .with("stock", offer.stock())
                        .run())));
        return id;
    }

    private String write(Object words) {
        try {
            return json.writeValueAsString(words);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public void become(UUID template, State state) {
        Run.now(() -> database.sql("update coupon_stock set state = :state where template_id = :id")
                .with("state", state.name())
                .with("id", template)
                .run());
    }

    /** People whom nobody has seen yet, as callers. */
    public List<Caller> people(int many) {
        List<UUID> ids = Stream.generate(Ids::next).limit(many).toList();
        List<String> numbers =
                Stream.generate(() -> Ids.readable(10)).limit(many).toList();
        Run.now(() ->
                database.sql("""
                        insert into person (id, number, known_since)
                        select id, number, now() from unnest(cast(:ids as uuid[]), cast(:numbers as text[])) p(id, number)""").with("ids", ids).with("numbers", numbers).run());
        return Stream.iterate(0, i -> i < many, i -> i + 1)
                .map(i -> Caller.shopper(ids.get(i), ids.get(i), numbers.get(i)))
                .toList();
    }

    /** Many calls, so many of them at a time, each on a context of its own. */
    public <T> List<T> together(int many, int atOnce, IntFunction<Uni<T>> call) {
        return Run.now(() -> Multi.createFrom()
                .range(0, many)
                .onItem()
                .transformToUni(i -> database.apart(() -> call.apply(i)))
                .merge(atOnce)
                .collect()
                .asList());
    }

    public static String key() {
        return UUID.randomUUID().toString();
    }

    public long number(String sql, Object x) {
        return Run.now(() -> database.sql(sql).with("x", x).one(row -> row.number(0)));
    }

    /** Nothing of a template may contradict anything else. */
    public void mustBeSound(UUID template, long coupons, int perPerson) {
        equal(coupons, number("select count(*) from coupon where template_id = :x", template), "coupons");
        equal(coupons, number("select taken from coupon_stock where template_id = :x", template), "taken");
        equal(
                coupons,
                number(
                        "select count(*) from coupon c join coupon_entry e on e.coupon_id = c.id and e.number = 1"
                                + " where c.template_id = :x",
                        template),
                "first entries");
        long most = number(
                "select coalesce(max(n), 0) from (select count(*) n from coupon where template_id = :x"
                        + " group by person_id) held",
                template);
        if (most > perPerson) {
            throw new AssertionError("somebody has " + most + " coupons");
        }
    }

    private static void equal(long expected, long actual, String what) {
        if (expected != actual) {
            throw new AssertionError(what + ": expected " + expected + ", found " + actual);
        }
    }
}
