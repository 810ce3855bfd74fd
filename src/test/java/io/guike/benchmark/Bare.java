package io.guike.benchmark;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.guike.benchmark.ClosedLoop.Answer;
import io.guike.benchmark.Job.Claiming;
import io.guike.benchmark.Job.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The same PostgreSQL without the service: one row a statement, each its own transaction, prepared once, over as many
 * connections as the service has. A row is as wide as a short callback; keys grow with time, as the service's do.
 */
final class Bare {

    /** How many rows are there to be read, with the ids 1 to this. */
    static final int ROWS = 100_000;

    /** How many rows of stock there are. */
    private static final int STOCKS = 1_000;

    /** Run once by the driver. */
    static final String TABLE = """
            create table bare_row (id uuid primary key, appid text not null, key text not null, openid text not null,
              payload text not null, at timestamptz not null);
            insert into bare_row select cast(lpad(to_hex(n), 32, '0') as uuid), 'wx0123456789abcdef', 'key-' || n,
              'person-' || n, repeat('x', 200), now() from generate_series(1, 100000) n;
            vacuum (analyze) bare_row;
            create table bare_stock (id integer primary key, stock bigint not null, taken bigint not null,
              check (taken <= stock)) with (fillfactor = 20);
            insert into bare_stock select n, 1000000000, 0 from generate_series(1, 1000) n;
            create table bare_coupon (id uuid primary key, template integer not null, person uuid not null,
              state text not null, valid_from timestamptz not null, valid_until timestamptz not null, key text not null,
              got_at timestamptz not null, unique (template, person));
            vacuum (analyze) bare_stock""";

    private static final NoArgGenerator IDS = Generators.timeBasedEpochRandomGenerator();
    private static final String PAYLOAD = "x".repeat(200);

    private static final String TAKE = "update bare_stock set taken = taken + 1 where id = $1 and taken < stock";

    private static final String GIVE =
            "insert into bare_coupon (id, template, person, state, valid_from, valid_until, key,"
                    + " got_at) values ($1, $2, $3, 'ISSUED', $4, $5, $6, $4)";

    private static final String CLAIM = "with took as (update bare_stock set taken = taken + 1"
            + " where id = $2 and taken < stock returning id)"
            + " insert into bare_coupon (id, template, person, state, valid_from, valid_until, key, got_at)"
            + " select $1, took.id, $3, 'ISSUED', $4, $5, $6, $4 from took";

    private final Pool pool;

    Bare(Vertx vertx, Target target) {
        String[] address = target.database().split("[:/]", -1);
        PgConnectOptions options = new PgConnectOptions()
                .setHost(address[0])
                .setPort(Integer.parseInt(address[1]))
                .setDatabase(address[2])
                .setUser(target.databaseUser())
                .setPassword(target.databasePassword())
                .setCachePreparedStatements(true);
        pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(target.connections()))
                .connectingTo(options)
                .using(vertx)
                .build();
    }

    Future<Answer> insert(long number) {
        return pool.preparedQuery("insert into bare_row (id, appid, key, openid, payload, at)"
                        + " values ($1, $2, $3, $4, $5, $6)")
                .execute(Tuple.of(
                        IDS.generate(),
                        "wx0123456789abcdef",
                        "key-" + number,
                        "person-" + number,
                        PAYLOAD,
                        OffsetDateTime.now(ZoneOffset.UTC)))
                .map(rows -> oneRow(rows.rowCount()));
    }

    Future<Answer> select() {
        UUID id = new UUID(0, 1 + ThreadLocalRandom.current().nextLong(ROWS));
        return pool.preparedQuery("select id, appid, key, openid, payload, at from bare_row where id = $1")
                .execute(Tuple.of(id))
                .map((RowSet<Row> rows) -> oneRow(rows.size()));
    }

    /** With one round trip and no look at anything: as cheap as a claim can be made that pays its own commit. */
    Future<Answer> claim(Claiming claiming, long number) {
        return pool.preparedQuery(CLAIM)
                .execute(coupon(template(claiming, number), number))
                .map(rows -> oneRow(rows.rowCount()));
    }

    /** As most people write it. */
    Future<Answer> claimInTwo(Claiming claiming, long number) {
        int template = template(claiming, number);
        return pool.withTransaction(connection -> connection
                .preparedQuery(TAKE)
                .execute(Tuple.of(template))
                .map(rows -> oneRow(rows.rowCount()))
                .compose(took -> connection.preparedQuery(GIVE).execute(coupon(template, number)))
                .map(rows -> oneRow(rows.rowCount())));
    }

    private static int template(Claiming claiming, long number) {
        return claiming.spread() ? 1 + (int) (number % STOCKS) : 1;
    }

    private static Tuple coupon(int template, long number) {
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        return Tuple.of(IDS.generate(), template, UUID.randomUUID(), now, now.plusDays(30), "claim-" + number);
    }

    private static Answer oneRow(int rows) {
        return rows == 1 ? Answer.GOOD : Answer.BAD;
    }
}
