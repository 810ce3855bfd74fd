package io.guike.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server in a directory of its own, through everything that may befall it. */
class PostgresServerIT {
    @TempDir
    static Path directory;

    private PostgresServer server;
    private EmbeddedServers.Server fate;

    @BeforeAll
    static void prepare() {
        new PostgresServer(directory).start();
    }

    @BeforeEach
    void start() {
        server = new PostgresServer(directory);
        server.start();
        fate = new EmbeddedServers.Server(server.process(), server::start);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void committedRowsSurviveAKilledServerAndThePortStays() throws Exception {
        int port = server.port();
        execute("create table kept as select generate_series(1, 1000) as number");
        fate.kill();
        fate.startAgain();

        assertEquals(port, server.port());
        assertEquals("1000", answer("select count(*) from kept"));
    }

    @Test
    void aServerLeftBehindIsStoppedFirst() throws Exception {
        execute("create table left_behind as select 1 as number");
        long orphan = server.process().running().orElseThrow().pid();
        new PostgresServer(directory).start();

        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .until(() ->
                        ProcessHandle.of(orphan).filter(ProcessHandle::isAlive).isEmpty());
        assertEquals("1", answer("select count(*) from left_behind"));
    }

    @Test
    void aFrozenServerIsStoppedToo() {
        fate.freeze();

        assertTrue(new PostgresServer(directory, Duration.ofSeconds(5)).stop());
        assertFalse(fate.isRunning());
    }

    @Test
    void aTakenPortIsGivenWay() throws Exception {
        int port = server.port();
        server.stop();
        try (ServerSocket squatter = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            server.start();

            assertTrue(squatter.isBound() && server.port() != port);
            assertEquals("1", answer("select 1"));
        }
    }

    @Test
    void itIsDurableAndTheApplicationIsNoSuperuser() throws Exception {
        assertEquals("on", answer("show fsync"));
        assertEquals("on", answer("show synchronous_commit"));
        assertEquals("on", answer("show full_page_writes"));
        assertEquals("UTF8", answer("show server_encoding"));
        assertEquals("f", answer("select rolsuper from pg_roles where rolname = current_user"));
    }

    @Test
    void nobodyEntersWithoutThePassword() {
        SQLException refusal = assertThrows(
                SQLException.class,
                () -> new org.postgresql.Driver()
                        .connect(
                                "jdbc:postgresql://127.0.0.1:" + server.port() + "/guike?user=guike&password=guess",
                                null));

        assertEquals("28P01", refusal.getSQLState());
    }

    @Test
    void dataOfAnotherMajorVersionAreRefusedWithAWayOut() throws Exception {
        server.stop();
        Path version = directory.resolve("data/PG_VERSION");
        String kept = Files.readString(version);
        try {
            Files.writeString(version, "17\n");
            EmbeddedConfigException refusal = assertThrows(EmbeddedConfigException.class, server::start);

            assertTrue(refusal.getMessage().contains("was written by PostgreSQL 17"), refusal.getMessage());
        } finally {
            Files.writeString(version, kept);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.connect(PostgresServer.USER, PostgresServer.DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String answer(String sql) throws SQLException {
        try (Connection connection = server.connect(PostgresServer.USER, PostgresServer.DATABASE);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
