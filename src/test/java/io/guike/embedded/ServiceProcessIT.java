package io.guike.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service as an operator runs it: a process of its own with a data directory of its own. */
class ServiceProcessIT {
    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endEverything() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        postgres().stop();
        redis().stop();
    }

    @Test
    void dataSurviveAKilledServiceAndAnOrderlyEndLeavesNothingBehind() throws Exception {
        Process first = startAndAwait(Map.of());
        try (Connection connection = postgres().connect(PostgresServer.USER, PostgresServer.DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute("create table kept as select generate_series(1, 1000) as number");
        }
        first.destroyForcibly().waitFor();
        assertTrue(postgres().process().running().isPresent(), "a killed service cannot stop its servers");

        Process second = startAndAwait(Map.of());
        try (Connection connection = postgres().connect(PostgresServer.USER, PostgresServer.DATABASE);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from kept")) {
            rows.next();
            assertEquals(1000, rows.getInt(1));
        }

        second.destroy();
        assertTrue(second.waitFor(90, TimeUnit.SECONDS));
        assertFalse(postgres().process().running().isPresent());
        assertFalse(redis().process().running().isPresent());
    }

    @Test
    void aSecondServiceOnTheSameDirectoryIsRefusedAndHarmsNothing() throws Exception {
        Process first = startAndAwait(Map.of());
        long postgres = postgres().process().running().orElseThrow().pid();
        Process second = start(Map.of());

        assertTrue(second.waitFor(90, TimeUnit.SECONDS));
        assertTrue(second.exitValue() != 0);
        String said = output(second);
        assertTrue(said.contains("Another Guike (process " + first.pid() + ") is running on the data directory"), said);
        assertEquals(postgres, postgres().process().running().orElseThrow().pid());
    }

    @Test
    void switchedOffAMissingAddressIsAStartUpErrorThatNamesTheVariable() throws Exception {
        Process service = start(Map.of("GUIKE_EMBEDDED", "off"));

        assertTrue(service.waitFor(90, TimeUnit.SECONDS));
        assertTrue(service.exitValue() != 0);
        String said = output(service);
        assertTrue(
                said.contains(
                        "GUIKE_DB_ADDRESS is not set, and the embedded PostgreSQL is switched off (guike.embedded=off)"),
                said);
        assertFalse(Files.exists(directory.resolve("data")));
    }

    @Test
    void aRealServiceAccountWithoutItsSecretIsAStartUpErrorAndNoSimulatorStarts() throws Exception {
        Process service = start(Map.of("GUIKE_WECHAT_SERVICE_APP_ID", "wx0123456789abcdef"));

        assertTrue(service.waitFor(90, TimeUnit.SECONDS));
        assertTrue(service.exitValue() != 0);
        String said = output(service);
        assertTrue(
                said.contains("GUIKE_WECHAT_SERVICE_SECRET is not set, though GUIKE_WECHAT_SERVICE_APP_ID is"), said);
        assertFalse(Files.exists(directory.resolve("data/simulator.json")));
        assertFalse(postgres().process().running().isPresent(), "a failed start leaves no server behind");
    }

    private Process startAndAwait(Map<String, String> environment) throws IOException {
        Process process = start(environment);
        Awaitility.await().atMost(120, TimeUnit.SECONDS).until(() -> {
            assertTrue(process.isAlive(), () -> output(process));
            return output(process).contains("Listening on");
        });
        return process;
    }

    private Process start(Map<String, String> environment) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                        java,
                        "-Xmx512m",
                        Fleet.QUICK_TO_START,
                        "-Dquarkus.http.port=0",
                        "-Dquarkus.management.port=0",
                        "-Dguike.data.dir=" + directory.resolve("data"),
                        "-jar",
                        System.getProperty("guike.jar"))
                .redirectErrorStream(true)
                .redirectOutput(outputFile(started.size()).toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("GUIKE_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private String output(Process process) {
        try {
            return Files.readString(outputFile(started.indexOf(process)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path outputFile(int number) {
        return directory.resolve("output-" + number + ".txt");
    }

    private PostgresServer postgres() {
        return new PostgresServer(directory.resolve("data/postgres"));
    }

    private RedisServer redis() {
        return new RedisServer(directory.resolve("data/redis"));
    }
}
