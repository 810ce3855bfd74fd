package io.guike.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.core.impl.VertxInternal;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Transactions on PostgreSQL. Work given to {@link #tx} may run more than once: it must not touch anything outside the
 * database.
 */
@ApplicationScoped
public class Database {

    /** serialization_failure and deadlock_detected: the whole transaction may simply be repeated. */
    private static final Set<String> REPEATABLE = Set.of("40001", "40P01");

    private static final int MOST_REPEATS = 5;

    /** Each time somebody else has come further, so this ends; the number only bounds what a mistake could do. */
    private static final int MOST_OVERTAKEN = 20;

    private static final int LONGEST_PAUSE_AT = 5;

    /** statement_timeout, lock_timeout, too many connections, server going down or coming up; and repeated in vain. */
    private static final Set<String> PASSING =
            Set.of("57014", "55P03", "53300", "57P01", "57P02", "57P03", "40001", "40P01");

    /** How the embedded parts call themselves as a source of configuration. */
    private static final String EMBEDDED_SOURCE = "embedded parts";

    @Inject
    Pool pool;

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    Vertx vertx;

    @Inject
    MeterRegistry metrics;

    /** In one transaction; joins the one that is open on this context, which then also decides about the commit. */
    public <T extends @Nullable Object> Uni<T> tx(Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> OpenTransaction.current() != null
                        ? work.get()
                        : repeated(() -> OpenTransaction.run(pool::getConnection, work), 1));
    }

    /** As {@link #tx(Supplier)}, for work on entities; the session belongs to the transaction. */
    public <T extends @Nullable Object> Uni<T> tx(Function<Mutiny.Session, Uni<T>> work) {
        return tx(() -> open().session(sessions).chain(work::apply));
    }

    private static OpenTransaction open() {
        return Objects.requireNonNull(OpenTransaction.current());
    }

    /** In the open transaction; alone, without BEGIN and COMMIT, where there is none. */
    Uni<RowSet<io.vertx.sqlclient.Row>> run(String text, Tuple parameters) {
        OpenTransaction open = OpenTransaction.current();
        return open != null
                ? open.run(text, parameters)
                : repeated(() -> uni(() -> pool.preparedQuery(text).execute(parameters)), 1);
    }

    /**
     * Sends the second statement without waiting for the answer to the first; the database runs them in this order.
     * Each must be a single statement. Waits after all where entities may have to be written first.
     *
     * @return what the second answers
     */
    public <T extends @Nullable Object> Uni<T> together(Uni<?> first, Uni<T> second) {
        return Uni.createFrom().deferred(() -> {
            OpenTransaction open = OpenTransaction.current();
            return open == null || open.hasSession()
                    ? first.chain(() -> second)
                    : Uni.combine().all().unis(first, second).with((ignored, answer) -> answer);
        });
    }

    static <T extends @Nullable Object> Uni<T> uni(Supplier<Future<T>> call) {
        return Uni.createFrom().emitter(emitter -> call.get().onComplete(emitter::complete, emitter::fail));
    }

    /**
     * Whether this is the database that the service started itself because none was configured. Only there may anything
     * be laid or printed that a real chain must not have.
     */
    public boolean isEmbedded() {
        return EMBEDDED_SOURCE.equals(
                ConfigProvider.getConfig().getConfigValue("guike.db.address").getSourceName());
    }

    public Sql sql(String text) {
        return new Sql(this, text);
    }

    /**
     * Within a transaction: waits until no other transaction holds the name, and holds it to the end. For rules over
     * many rows, which no row lock and no constraint can guard.
     */
    public Uni<Void> lock(String name) {
        return sql("select cast(pg_advisory_xact_lock(hashtextextended(:name, 0)) as text)")
                .with("name", name)
                .exists()
                .replaceWithVoid();
    }

    /** As {@link #lock}, beside others who share the names: whoever locks one of them waits for all of these. */
    public Uni<Void> share(Collection<String> names) {
        return sql("select cast(pg_advisory_xact_lock_shared(hashtextextended(name, 0)) as text)"
                        + " from unnest(cast(:names as text[])) as name")
                .with("names", names)
                .exists()
                .replaceWithVoid();
    }

    /** As {@link #lock}, without waiting: for work that is as good as done while somebody else does it. */
    public Uni<Boolean> tryLock(String name) {
        return sql("select pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
                .with("name", name)
                .one(row -> row.flag(0));
    }

    private <T extends @Nullable Object> Uni<T> repeated(Supplier<Uni<T>> work, int number) {
        return work.get()
                .onFailure(failure -> mayRepeat(failure, number))
                .recoverWithUni(failure -> pause(number).chain(() -> {
                    count(failure);
                    return repeated(work, number + 1);
                }));
    }

    /** Before the work begins anew, and on the caller's context, which a scheduler's thread would lose. */
    private Uni<Void> pause(int number) {
        long millis = ThreadLocalRandom.current().nextLong(5, 20L << Math.min(number, LONGEST_PAUSE_AT));
        return Uni.createFrom().emitter(emitter -> vertx.setTimer(millis, timer -> emitter.complete(null)));
    }

    private static boolean mayRepeat(Throwable failure, int number) {
        return failure instanceof Overtaken ? number < MOST_OVERTAKEN : number < MOST_REPEATS && isRepeatable(failure);
    }

    /** A deadlock says that two lock in different orders: that is a defect, which repeating only hides. */
    private void count(Throwable failure) {
        String state = sqlState(failure);
        metrics.counter("guike.database.repeats", "cause", state == null ? "overtaken" : state)
                .increment();
    }

    /**
     * Starts work on a context of its own: sessions belong to a context, so pieces of work that run side by side need
     * one each.
     */
    public <T extends @Nullable Object> Uni<T> apart(Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            var context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle.setContextSafe(context, true);
            context.runOnContext(
                    ignored -> Uni.createFrom().deferred(work::get).subscribe().with(emitter::complete, emitter::fail));
        });
    }

    /** One after the other, as a session demands; stops at the first failure. */
    public static <T> Uni<Void> each(List<T> all, Function<T, Uni<?>> work) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(one -> work.apply(one).replaceWith(true))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /**
     * Repeats a piece of work for as long as it says that there is more, on one context. Not by recursion: the last
     * answer of a long chain of continuations overflows the stack, and then nobody is told of the end.
     */
    public static Uni<Void> whileMore(Supplier<Uni<Boolean>> piece) {
        return Uni.createFrom()
                .deferred(piece::get)
                .repeat()
                .whilst(more -> more)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** SQLSTATE of the database error behind a failure; null where there is none. */
    public static @Nullable String sqlState(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof DatabaseException error) {
                return error.getSqlState();
            }
            // Hibernate hands the driver's error on as this, and drops the original.
            if (at instanceof SQLException error) {
                return error.getSQLState();
            }
        }
        return null;
    }

    /** Whether a unique key refused the row. */
    public static boolean isDuplicate(Throwable failure) {
        return "23505".equals(sqlState(failure));
    }

    /** Whether the same may well succeed a moment later: the database is busy, away, or too many wanted the same. */
    public static boolean isPassing(Throwable failure) {
        String state = sqlState(failure);
        if (state != null) {
            return PASSING.contains(state);
        }
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof Overtaken
                    || at instanceof TimeoutException
                    || at instanceof IOException
                    || at instanceof VertxException
                    // The pool's "Timeout", which has no type of its own.
                    || at instanceof NoStackTraceThrowable
                    || at instanceof ClosedConnectionException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRepeatable(Throwable failure) {
        String state = sqlState(failure);
        return state != null && REPEATABLE.contains(state);
    }

    /** Bounds every wait: a frozen server or a dropped network otherwise hangs a request without any error. */
    @Singleton
    static class BoundedPool implements PgPoolCreator {

        private static final int SILENT_SECONDS = 5;

        /** Before a connection that nobody uses counts as silent: else one could be lent out while it is being cut. */
        private static final int UNUSED_SECONDS = 3;

        /** Characters of a statement that stays prepared. By default the driver has longer than 2,048 parsed each time. */
        private static final int LONGEST_KEPT = 4_096;

        private static final Map<String, String> SERVER_LIMITS = Map.of(
                "application_name", "guike",
                "statement_timeout", "3000",
                "lock_timeout", "2500",
                "idle_in_transaction_session_timeout", "10000");

        @Override
        public Pool create(Input input) {
            input.poolOptions()
                    .setConnectionTimeout(2)
                    .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                    .setIdleTimeout(UNUSED_SECONDS)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS)
                    .setPoolCleanerPeriod(500);
            input.pgConnectOptionsList().forEach(options -> {
                options.setTcpKeepAlive(true).setConnectTimeout(2_000);
                options.setPreparedStatementCacheSqlLimit(LONGEST_KEPT);
                // No statement may be silent for three seconds, so a connection that is has lost its server.
                options.setIdleTimeout(SILENT_SECONDS);
                SERVER_LIMITS.forEach(options::addProperty);
            });
            return new LendingPool(
                    (VertxInternal) input.vertx(),
                    PgBuilder.pool()
                            .with(input.poolOptions())
                            .connectingTo(new ArrayList<SqlConnectOptions>(input.pgConnectOptionsList()))
                            .using(input.vertx())
                            .build());
        }
    }
}
