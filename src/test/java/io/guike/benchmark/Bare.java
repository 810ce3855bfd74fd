package io.guike.benchmark;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.guike.benchmark.ClosedLoop.Answer;
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

    /** Run once by the driver. */
    static final String TABLE = """
            create table bare_row (id uuid primary key, appid text not null, key text not null, openid text not null,
              payload text not null, at timestamptz not null);
            insert into bare_row select cast(lpad(to_hex(n), 32, '0') as uuid), 'wx0123456789abcdef', 'key-' || n,
              'person-' || n, repeat('x', 200), now() from generate_series(1, 100000) n;
            vacuum (analyze) bare_row""";

    private static final NoArgGenerator IDS = Generators.timeBasedEpochRandomGenerator();
    private static final String PAYLOAD = "x".repeat(200);

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

    private static Answer oneRow(int rows) {
        return rows == 1 ? Answer.GOOD : Answer.BAD;
    }
}
