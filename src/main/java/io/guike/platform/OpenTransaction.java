package io.guike.platform;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of one Vert.x context, on one connection. Statements go to it directly; a session of entities is
 * opened on it only where one is asked for, and borrows the connection ({@link LendingPool}).
 */
final class OpenTransaction {

    private static final Logger LOG = Logger.getLogger(OpenTransaction.class);
    private static final String KEY = OpenTransaction.class.getName();
    private static final String NOT_HERE = "A transaction needs a context of its own; see Database.apart";

    private final Context context;
    private final SqlConnection connection;
    private final Transaction transaction;
    private Mutiny.@Nullable Session session;

    /** BEGIN is not waited for: statements that follow on the connection are answered after it, in order. */
    private OpenTransaction(Context context, SqlConnection connection) {
        this.context = context;
        this.connection = connection;
        Future<Transaction> begun = connection.begin();
        this.transaction = Objects.requireNonNull(connection.transaction());
        begun.onFailure(failure -> LOG.debugf("Cannot begin a transaction: %s", failure));
    }

    /** That of this context; null outside of one. */
    static @Nullable OpenTransaction current() {
        Context context = Vertx.currentContext();
        return context != null && VertxContext.isDuplicatedContext(context) ? context.getLocal(KEY) : null;
    }

    /** From BEGIN to COMMIT, or to ROLLBACK where the work fails or is given up. */
    static <T extends @Nullable Object> Uni<T> run(Supplier<Future<SqlConnection>> connections, Supplier<Uni<T>> work) {
        VertxContextSafetyToggle.validateContextIfExists(NOT_HERE, NOT_HERE);
        return acquire(connections).chain(connection -> {
            Context context = Vertx.currentContext();
            OpenTransaction open = new OpenTransaction(context, connection);
            context.putLocal(KEY, open);
            return Uni.createFrom()
                    .deferred(work::get)
                    .call(open::commit)
                    .onFailure()
                    .call(open::rollback)
                    .onCancellation()
                    .call(open::rollback);
        });
    }

    /** A connection that comes after nobody waits any more goes back at once. */
    private static Uni<SqlConnection> acquire(Supplier<Future<SqlConnection>> connections) {
        return Uni.createFrom().emitter(emitter -> {
            AtomicBoolean givenUp = new AtomicBoolean();
            emitter.onTermination(() -> givenUp.set(true));
            connections
                    .get()
                    .onComplete(
                            connection -> {
                                if (givenUp.get()) {
                                    connection.close().onFailure(LOG::debug);
                                } else {
                                    emitter.complete(connection);
                                }
                            },
                            emitter::fail);
        });
    }

    /** After what the session still has to write, so that the statement sees it. */
    Uni<RowSet<io.vertx.sqlclient.Row>> run(String text, Tuple parameters) {
        Mutiny.Session entities = session;
        return entities == null ? execute(text, parameters) : entities.flush().chain(() -> execute(text, parameters));
    }

    private Uni<RowSet<io.vertx.sqlclient.Row>> execute(String text, Tuple parameters) {
        return Database.uni(() -> connection.preparedQuery(text).execute(parameters));
    }

    Uni<Mutiny.Session> session(Mutiny.SessionFactory sessions) {
        Mutiny.Session known = session;
        return known != null
                ? Uni.createFrom().item(known)
                : sessions.openSession().invoke(opened -> session = opened);
    }

    boolean hasSession() {
        return session != null;
    }

    SqlConnection connection() {
        return connection;
    }

    private Uni<Void> commit() {
        Mutiny.Session entities = session;
        Uni<Void> flushed = entities == null
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().deferred(entities::flush);
        return flushed.chain(() -> Database.uni(transaction::commit)).chain(this::close);
    }

    /** Where the commit itself failed there is nothing left to roll back. */
    private Uni<Void> rollback() {
        Uni<Void> ended =
                connection.transaction() == null ? Uni.createFrom().voidItem() : Database.uni(transaction::rollback);
        return ended.onFailure()
                .invoke(failure -> LOG.debugf("Cannot roll back: %s", failure))
                .onFailure()
                .recoverWithNull()
                .chain(this::close);
    }

    /** Never fails: what the work came to is known by now. */
    private Uni<Void> close() {
        context.removeLocal(KEY);
        Mutiny.Session entities = session;
        Uni<Void> closed = entities == null
                ? Uni.createFrom().voidItem()
                : entities.close().onFailure().recoverWithNull();
        return closed.chain(() -> Database.uni(connection::close))
                .onFailure()
                .invoke(failure -> LOG.debugf("Cannot give a connection back: %s", failure))
                .onFailure()
                .recoverWithNull();
    }
}
