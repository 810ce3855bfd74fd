package io.guike.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of our own: its programs, its data and its password below one directory, on a port of 127.0.0.1 that
 * stays the same from run to run while it is free. Durable: {@code fsync} and {@code synchronous_commit} are on.
 *
 * <p>It runs detached from this process and its terminal: neither Ctrl-C nor the end of this process ends it, so the
 * application can finish its work first and {@link #stop} comes last.
 */
final class PostgresServer {
    static final String DATABASE = "guike";
    static final String USER = "guike";

    private static final String ADMIN = "postgres";
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);

    /**
     * Refusals that pass: a killed server whose end nobody has collected yet still counts as running, its children hold
     * its memory for a moment, and a port may be taken between look and use.
     */
    private static final List<String> PASSING =
            List.of("\"postmaster.pid\" already exists", "pre-existing shared memory", "could not bind");

    private final Path directory;
    private final Duration stopPatience;
    private final Path data;
    private final Path log;
    private final ServerProcess process;
    private @Nullable Programs programs;

    PostgresServer(Path directory) {
        this(directory, STOP_PATIENCE);
    }

    /** @param stopPatience how long one that is told to stop may take before it is killed */
    PostgresServer(Path directory, Duration stopPatience) {
        this.stopPatience = stopPatience;
        this.directory = directory.toAbsolutePath().normalize();
        this.data = this.directory.resolve("data");
        this.log = this.directory.resolve("postgres.log");
        this.process = new ServerProcess("postgres", data.resolve("postmaster.pid"), data);
    }

    /**
     * Starts the server; one that a killed run left behind is stopped first. Returns when it accepts connections and the
     * application's database is there.
     *
     * @throws EmbeddedConfigException when this machine cannot run it, with the reason and the way out
     */
    void start() {
        DataDirectory.createDirectory(directory);
        stop();
        Programs programs = programs();
        if (Files.notExists(data)) {
            initialise(programs);
        }
        refuseForeignVersion(programs);
        launch(programs);
        createDatabaseOnce();
    }

    /** Ends the server after its open statements are cancelled; committed data is kept. */
    boolean stop() {
        return process.stop("INT", stopPatience);
    }

    ServerProcess process() {
        return process;
    }

    Path directory() {
        return directory;
    }

    /** Host, port and database as the application's configuration wants them. */
    String address() {
        return "127.0.0.1:" + port() + "/" + DATABASE;
    }

    /** The port the server was last started on. */
    int port() {
        try {
            return Integer.parseInt(Files.readString(directory.resolve("port")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL in " + directory + " was never started", e);
        }
    }

    /** Kept beside the data it opens, so that both live and go together. */
    String password() {
        return DataDirectory.secret(directory.resolve("password"), Secrets::password);
    }

    /** Such as {@code 18.4}. */
    String version() {
        return programs().version();
    }

    private Programs programs() {
        Programs unpacked = programs;
        if (unpacked == null) {
            unpacked = new Programs(new PostgresBinaries(directory).unpacked(), directory);
            programs = unpacked;
        }
        return unpacked;
    }

    private void initialise(Programs programs) {
        Path draft = directory.resolve("data-unfinished");
        Path passwordFile = directory.resolve("password");
        password();
        try {
            if (Files.exists(draft)) {
                PostgresBinaries.removeTree(draft);
            }
            // Character order by code point, the same on every machine whatever locales it has.
            List<String> arguments = new ArrayList<>(List.of("-D", draft.toString(), "-U", ADMIN));
            arguments.addAll(List.of("-A", "scram-sha-256", "--pwfile=" + passwordFile, "-E", "UTF8"));
            arguments.addAll(List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
            programs.run("initdb", arguments);
            Files.writeString(draft.resolve("postgresql.conf"), "\ninclude 'guike.conf'\n", StandardOpenOption.APPEND);
            Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + data, e);
        }
    }

    private void refuseForeignVersion(Programs programs) {
        try {
            String kept = Files.readString(data.resolve("PG_VERSION")).strip();
            if (!programs.version().startsWith(kept + ".")) {
                throw new EmbeddedConfigException(
                        "%s was written by PostgreSQL %s, the embedded one is %s. Dump it with"
                                        .formatted(data, kept, programs.version())
                                + " the old version, or move it away to start empty.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(data + " is not a PostgreSQL data directory", e);
        }
    }

    private void launch(Programs programs) {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        setLogAside();
        while (!launched(programs, deadline)) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private boolean launched(Programs programs, long deadline) {
        try {
            Files.deleteIfExists(log);
            writeSettings(Ports.freeAndRemembered(directory.resolve("port")));
            programs.run("pg_ctl", List.of("start", "-w", "-t", "120", "-D", data.toString(), "-l", log.toString()));
            return true;
        } catch (Programs.FailedException e) {
            String said = tailOfLog();
            if (PASSING.stream().noneMatch(said::contains) || System.nanoTime() > deadline) {
                throw new EmbeddedConfigException(
                        "The embedded PostgreSQL does not start. The end of %s:%n%s%nGUIKE_DB_ADDRESS uses another one."
                                .formatted(log, said),
                        e);
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot begin " + log, e);
        }
    }

    private void setLogAside() {
        try {
            if (Files.exists(log)) {
                Files.move(log, directory.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set " + log + " aside", e);
        }
    }

    private void writeSettings(int port) {
        DataDirectory.writePrivately(data.resolve("guike.conf"), """
                # Written at every start of the embedded PostgreSQL.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 200
                shared_buffers = '256MB'
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                timezone = 'UTC'
                log_timezone = 'UTC'
                """.formatted(port));
    }

    private String tailOfLog() {
        try {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "(not readable: " + e.getMessage() + ")";
        }
    }

    /** The application's user owns its database and is no superuser, as it would be anywhere else. */
    private void createDatabaseOnce() {
        Path done = directory.resolve("database-created");
        if (Files.exists(done)) {
            return;
        }
        try (Connection connection = connect(ADMIN, ADMIN);
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "select 1 from pg_roles where rolname = '" + USER + "'")) {
                statement.execute("create role " + USER + " login password '" + password() + "'");
            }
            if (!exists(statement, "select 1 from pg_database where datname = '" + DATABASE + "'")) {
                statement.execute("create database " + DATABASE + " owner " + USER);
            }
            Files.writeString(done, "");
        } catch (SQLException e) {
            throw new EmbeddedConfigException(
                    "The embedded PostgreSQL refuses to make the database: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + done, e);
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    /** A JDBC connection that does not go through the driver manager, whose drivers belong to class loaders. */
    Connection connect(String user, String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password());
        properties.setProperty("connectTimeout", "5");
        Connection connection = new org.postgresql.Driver()
                .connect("jdbc:postgresql://127.0.0.1:" + port() + "/" + database, properties);
        if (connection == null) {
            throw new SQLException("the PostgreSQL driver does not know its own address");
        }
        return connection;
    }
}
