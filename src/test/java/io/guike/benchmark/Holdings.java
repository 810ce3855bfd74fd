package io.guike.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

/**
 * Points and coupons of the laid people, as the ledger and claims would have left them: two earnings, each a lot, and a
 * spending out of the first lot; two coupons out of ten templates.
 */
final class Holdings {

    /** Lines of each statement, at least. */
    static final int ENTRIES = 3;

    /** Coupons of each person, at least. */
    static final int COUPONS = 2;

    private static final int TEMPLATES = 10;
    private static final long STOCK = 100_000_000;

    private static final String HELD = """
            create temp table held as
              select p.id as person, p.number, t.ids[1 + n %% 10] as coupon_1, t.ids[1 + (n + 3) %% 10] as coupon_2,
                uuidv7(since - clock_timestamp()) as earning_1, uuidv7(since - clock_timestamp()) as earning_2,
                uuidv7(since - clock_timestamp()) as spending,
                uuidv7(since - clock_timestamp()) as lot_1, uuidv7(since - clock_timestamp()) as lot_2,
                since + interval '1 minute' as at_1, since + interval '10 minutes' as at_2,
                since + interval '20 minutes' as at_3,
                (date_trunc('year', now() at time zone 'Asia/Shanghai') + interval '3 years')
                  at time zone 'Asia/Shanghai' as ends
              from (select id, number, member_since as since, cast(substr(number, 2) as integer) as n from person
                    where number between 'L0000001' and 'L%07d') p,
                (select cast(? as uuid[]) as ids) t
              where not exists (select from points_account a where a.origin_id = p.id)""";

    private static final String[] LEDGER = {"""
        insert into points_account (origin_id, person_id, balance, held, debt, entries, last_at)
          select person, person, 220, 0, 0, 3, at_3 from held order by number""", """
        insert into points_posting (id, reason, source, person_id, origin_id, actor, amount, at, text)
          select one.id, one.reason, 'laid-' || number, person, person, 'system:benchmark', one.amount, one.at, one.text
          from held cross join lateral (values
            (earning_1, 'BINDING', 300, at_1, '绑定手机号'), (earning_2, 'PURCHASE', 120, at_2, '消费积分'),
            (spending, 'POS', -200, at_3, '积分抵扣')) one (id, reason, amount, at, text)
          order by number, one.at""", """
        insert into points_entry (origin_id, number, posting_id, amount, balance_after, debt_after, at)
          select person, one.nth, one.id, one.amount, one.balance, 0, one.at
          from held cross join lateral (values
            (1, earning_1, 300, 300, at_1), (2, earning_2, 120, 420, at_2), (3, spending, -200, 220, at_3))
            one (nth, id, amount, balance, at)
          order by number, one.nth""", """
        insert into points_lot (id, origin_id, earning_id, amount, remaining, held, got_at, expires_at)
          select one.id, person, one.earning, one.amount, one.remaining, 0, one.at, ends
          from held cross join lateral (values
            (lot_1, earning_1, 300, 100, at_1), (lot_2, earning_2, 120, 120, at_2))
            one (id, earning, amount, remaining, at)
          order by number, one.at""", """
        insert into points_lot_move (posting_id, number, lot_id, kind, amount, lives_until)
          select one.posting, 1, one.lot, one.kind, one.amount, one.ends
          from held cross join lateral (values
            (1, earning_1, lot_1, 'GRANT', 300, ends), (2, earning_2, lot_2, 'GRANT', 120, ends),
            (3, spending, lot_1, 'SPEND', -200, null))
            one (nth, posting, lot, kind, amount, ends)
          order by number, one.nth"""};

    private static final String[] WALLETS = {"""
        create temp table given as
          select uuidv7(one.at - clock_timestamp()) as id, one.template, person, one.nth, one.at,
            (date_trunc('day', now() at time zone 'Asia/Shanghai') + interval '300 days') at time zone 'Asia/Shanghai' as ends
          from held cross join lateral (values (1, coupon_1, at_1), (2, coupon_2, at_2)) one (nth, template, at)
          order by number, one.nth""", """
        insert into coupon (id, template_id, version, origin_id, person_id, claimed_by, nth, state, valid_from,
            valid_until, way, way_key, got_at, changes)
          select id, template, 1, person, person, person, 1, 'ISSUED', at, ends, 'CLAIM', person || ':laid-' || nth, at, 1
          from given""", """
        insert into coupon_entry (coupon_id, number, from_state, to_state, cause, at, actor)
          select id, 1, null, 'ISSUED', 'CLAIM', at, 'system:benchmark' from given""", """
        update coupon_stock s set taken = s.taken + g.n
          from (select template, count(*) as n from given group by template) g where s.template_id = g.template""", "drop table given", "drop table held"};

    private static final String[] TABLES = {
        "points_account",
        "points_posting",
        "points_entry",
        "points_lot",
        "points_lot_move",
        "coupon",
        "coupon_entry",
        "coupon_stock"
    };

    private Holdings() {}

    /** For all who are laid and have no account yet. */
    static void lay(Bench bench) throws SQLException {
        List<UUID> templates = Templates.open(bench, STOCK, TEMPLATES);
        try (Connection connection = People.connect(bench.fleet());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            String held = HELD.formatted(bench.people().laid());
            try (PreparedStatement people = connection.prepareStatement(held)) {
                people.setArray(1, connection.createArrayOf("uuid", templates.toArray()));
                people.execute();
            }
            for (String[] facts : List.of(LEDGER, WALLETS)) {
                for (String fact : facts) {
                    statement.execute(fact);
                }
            }
            connection.commit();
            connection.setAutoCommit(true);
            for (String table : TABLES) {
                statement.execute("vacuum (analyze) " + table);
            }
        }
    }

    /** Head office's own proof of all accounts, which must be without a flaw. */
    static String proof(Bench bench) {
        long begun = System.nanoTime();
        JsonPath proof = bench.shop()
                .as(bench.shop().hqToken())
                .get("/api/hq/points/proof")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertEquals(0, proof.getLong("unproved"), proof.getString("mismatches"));
        return "%,d accounts with %,d entries in %s s"
                .formatted(
                        proof.getLong("accounts"),
                        proof.getLong("entries"),
                        Report.number((System.nanoTime() - begun) / 1e9));
    }
}
