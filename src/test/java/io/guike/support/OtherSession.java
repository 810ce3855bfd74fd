package io.guike.support;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/**
 * Another transaction, for tests of who waits for whom: takes locks by statements of its own, and keeps them until it is
 * over. Where it and the service wait for each other PostgreSQL ends one of both: then a statement of this one fails, or the
 * service counts a deadlock ({@link Ring}).
 */
public final class OtherSession implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Connection connection;

    private OtherSession(Connection connection) {
        this.connection = connection;
    }

    public static OtherSession begin(DataSource source) {
        try {
            Connection connection = source.getConnection();
            connection.setAutoCommit(false);
            return new OtherSession(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return how many rows it found, or touched */
    public int run(String sql, Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.execute() ? rows(statement) : statement.getUpdateCount();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int rows(PreparedStatement statement) throws SQLException {
        try (ResultSet found = statement.getResultSet()) {
            int rows = 0;
            while (found.next()) {
                rows++;
            }
            return rows;
        }
    }

    /** Waits until somebody waits for this one. */
    public OtherSession awaited() {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> run(
                                "select 1 from pg_locks l where not l.granted and pg_backend_pid() = any(pg_blocking_pids(l.pid))")
                        > 0);
        return this;
    }

    /** Takes back all that it did; what it does next is another transaction. */
    public void rollBack() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Commits. */
    @Override
    public void close() {
        try (Connection closing = connection) {
            closing.commit();
            closing.setAutoCommit(true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
