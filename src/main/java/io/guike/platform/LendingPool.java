package io.guike.platform;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.impl.CloseFuture;
import io.vertx.core.impl.VertxInternal;
import io.vertx.pgclient.impl.PgPoolImpl;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.spi.DatabaseMetadata;

/**
 * The pool, which lends the connection of the open transaction to whoever asks on the same context: that is how
 * Hibernate's session comes to work in it.
 */
final class LendingPool extends PgPoolImpl {

    LendingPool(VertxInternal vertx, Pool connections) {
        super(vertx, closing(connections), connections);
    }

    private static CloseFuture closing(Pool connections) {
        CloseFuture closing = new CloseFuture();
        closing.add(done -> connections.close().onComplete(done));
        return closing;
    }

    @Override
    public Future<SqlConnection> getConnection() {
        OpenTransaction open = OpenTransaction.current();
        return open == null ? super.getConnection() : Future.succeededFuture(new Lent(open.connection()));
    }

    @Override
    public void getConnection(Handler<AsyncResult<SqlConnection>> handler) {
        getConnection().onComplete(handler);
    }

    /** Closing it leaves it to the lender. */
    private record Lent(SqlConnection connection) implements SqlConnection {

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }

        @Override
        public void close(Handler<AsyncResult<Void>> handler) {
            close().onComplete(handler);
        }

        @Override
        public Query<RowSet<io.vertx.sqlclient.Row>> query(String sql) {
            return connection.query(sql);
        }

        @Override
        public PreparedQuery<RowSet<io.vertx.sqlclient.Row>> preparedQuery(String sql) {
            return connection.preparedQuery(sql);
        }

        @Override
        public PreparedQuery<RowSet<io.vertx.sqlclient.Row>> preparedQuery(String sql, PrepareOptions options) {
            return connection.preparedQuery(sql, options);
        }

        @Override
        public Future<PreparedStatement> prepare(String sql) {
            return connection.prepare(sql);
        }

        @Override
        public Future<PreparedStatement> prepare(String sql, PrepareOptions options) {
            return connection.prepare(sql, options);
        }

        @Override
        public SqlConnection prepare(String sql, Handler<AsyncResult<PreparedStatement>> handler) {
            return connection.prepare(sql, handler);
        }

        @Override
        public SqlConnection prepare(
                String sql, PrepareOptions options, Handler<AsyncResult<PreparedStatement>> handler) {
            return connection.prepare(sql, options, handler);
        }

        @Override
        public Future<Transaction> begin() {
            return connection.begin();
        }

        @Override
        public void begin(Handler<AsyncResult<Transaction>> handler) {
            connection.begin(handler);
        }

        @Override
        public Transaction transaction() {
            return connection.transaction();
        }

        @Override
        public SqlConnection exceptionHandler(Handler<Throwable> handler) {
            connection.exceptionHandler(handler);
            return this;
        }

        @Override
        public SqlConnection closeHandler(Handler<Void> handler) {
            connection.closeHandler(handler);
            return this;
        }

        @Override
        public boolean isSSL() {
            return connection.isSSL();
        }

        @Override
        public DatabaseMetadata databaseMetadata() {
            return connection.databaseMetadata();
        }
    }
}
