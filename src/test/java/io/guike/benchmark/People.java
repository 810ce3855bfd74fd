package io.guike.benchmark;

import io.guike.embedded.Fleet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

/**
 * People and their touches, laid straight into the tables, as a year of scanning would leave them under the first
 * policy (the first touch decides). Ids and dates grow together. Of every 40 people one belongs to promoter 0, whose list
 * is measured, four to a store alone, the others to the promoters unevenly: the busiest has about five times the
 * customers of the quietest. Six of ten came a second time, one of ten a third time, to somebody else or not.
 * What the service keeps beside them for other purposes (inbox, history of owners) is not laid. All of them are members:
 * see {@link Members}.
 */
final class People {

    static final int MEASURED = 0;
    static final int ONE_OF = 40;

    private static final String LAID = """
            create temp table laid as
              with dated as (
                select n, now() - interval '1 hour' - interval '365 days' * (1 - n / 1000001.0) as since,
                  (hashint8(n) & 1048575) / 1048576.0 as luck
                from generate_series(%d, %d) n)
              select n, since, luck, uuidv7(since - clock_timestamp()) as person, uuidv7(since - clock_timestamp()) as touch,
                'L' || lpad(cast(n as text), 7, '0') as number,
                case when n %% 40 = 0 then 1 when n %% 10 = 9 then null
                  else 2 + cast(floor(39 * power(luck, 1.4)) as integer) end as promoter
              from dated""";

    private static final String OWNERS = """
            create temp table owned as
              select l.*, s.staff[promoter] as staff_id,
                s.stores[case when promoter is null then 1 + n % 12 else 1 + (promoter - 1) % 12 end] as store_id,
                case when promoter is null then 'STORE' else 'PROMOTER' end as source
              from laid l, (select cast(? as uuid[]) as staff, cast(? as uuid[]) as stores) s;
            create index on owned (n)""";

    /** In the order of the dates, so that the indexes grow as they would have. */
    private static final String FACTS = """
            insert into person (id, number, known_since, member_since)
              select person, number, since, since from owned order by n;
            insert into wechat_identity (appid, openid, person_id, origin_id, unionid, following, following_since, known_since)
              select '%1$s', 'laid-' || n, person, person, 'union-' || n, n %% 8 <> 0, since, since from owned order by n;
            insert into touch (id, person_id, origin_id, inbound_id, scene, source, store_id, staff_id, verdict, first_of_person,
                happened_at, received_at, day)
              select touch, person, person, uuidv7(since - clock_timestamp()), 'laid-by-the-benchmark', source, store_id, staff_id,
                'COUNTS', true, since, since, cast(since at time zone 'Asia/Shanghai' as date)
              from owned order by n;
            insert into touch (id, person_id, origin_id, inbound_id, scene, source, store_id, staff_id, verdict, first_of_person,
                happened_at, received_at, day)
              select uuidv7(at - clock_timestamp()), person, person, uuidv7(at - clock_timestamp()), 'laid-by-the-benchmark', source,
                store_id, staff_id, 'COUNTS', false, at, at, cast(at at time zone 'Asia/Shanghai' as date)
              from (
                select o.person, o.since + (now() - o.since) * (0.2 + again * 0.3 + o.luck * 0.2) as at, other.source,
                  other.store_id, other.staff_id
                from generate_series(1, 2) again join owned o on o.n %% 5 < 3 and (again = 1 or o.n %% 10 = 0)
                  join owned other on other.n = %2$d + (o.n * 7 + again) %% (select count(*) from owned)) later
              order by at;
            insert into ownership (person_id, person_number, store_id, staff_id, since, fact_kind, fact_id, source,
                policy_version)
              select person, number, store_id, staff_id, since, 'TOUCH', touch, source, 1 from owned order by n;
            drop table owned;
            drop table laid""";

    private static final String OPENED = """
            insert into wechat_identity (appid, openid, person_id, origin_id, following, known_since)
              select ?, account.openid, p.id, p.id, false, p.known_since
              from unnest(cast(? as text[])) with ordinality as account(openid, place)
                join person p on p.number = 'L' || lpad(cast(account.place * ? as text), 7, '0')""";

    private static final String TIDY = "vacuum (analyze) %s";

    private final Fleet fleet;
    private final Shop shop;
    private final Members members;
    private int laid;

    People(Fleet fleet, Shop shop) {
        this.fleet = fleet;
        this.shop = shop;
        this.members = new Members(fleet);
    }

    /** How many there are by now. */
    int laid() {
        return laid;
    }

    /** Lays more of them until there are so many, and lets PostgreSQL look at its tables. */
    void lay(int many) throws Exception {
        if (many > laid) {
            lay(laid + 1, many);
            members.lay(laid + 1, many);
            laid = many;
        }
    }

    private void lay(int first, int last) throws SQLException {
        try (Connection connection = connect(fleet);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(LAID.formatted(first, last));
            try (PreparedStatement owners = connection.prepareStatement(OWNERS)) {
                owners.setArray(1, uuids(connection, shop.promoters()));
                owners.setArray(2, uuids(connection, shop.stores()));
                owners.execute();
            }
            statement.execute(FACTS.formatted(fleet.serviceAppid(), first));
            connection.commit();
            connection.setAutoCommit(true);
            for (String table : new String[] {"person", "wechat_identity", "touch", "ownership"}) {
                statement.execute(TIDY.formatted(table));
            }
        }
    }

    /**
     * Gives accounts of the mini-program to as many of the people, spread evenly over all of them.
     *
     * @return how many got one
     */
    int open(String appid, List<String> openids) throws SQLException {
        try (Connection connection = connect(fleet);
                PreparedStatement statement = connection.prepareStatement(OPENED)) {
            statement.setString(1, appid);
            statement.setArray(2, connection.createArrayOf("text", openids.toArray()));
            statement.setInt(3, laid / openids.size());
            return statement.executeUpdate();
        }
    }

    private static java.sql.Array uuids(Connection connection, List<UUID> ids) throws SQLException {
        return connection.createArrayOf("uuid", ids.toArray());
    }

    /** A connection of the driver's own, without the limits that the service sets for its statements. */
    static Connection connect(Fleet fleet) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", fleet.setting("guike.db.user"));
        properties.setProperty("password", fleet.setting("guike.db.password"));
        return new org.postgresql.Driver()
                .connect("jdbc:postgresql://" + fleet.setting("guike.db.address"), properties);
    }
}
