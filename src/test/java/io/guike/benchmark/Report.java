package io.guike.benchmark;

import io.guike.benchmark.Job.Outcome;
import io.guike.embedded.Fleet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table that people read: on the terminal while it grows, and whole in {@code target/benchmark.txt}. */
final class Report {

    private static final String ROW = "  %-44s %7s %11s %9s %9s %8s";

    private final List<String> lines = new ArrayList<>();

    void title(String text) {
        add("");
        add(text);
    }

    void remark(String text) {
        add("      " + text);
    }

    void fact(String name, String value) {
        add("  %-22s %s".formatted(name, value));
    }

    void head(String text) {
        title(text);
        add(ROW.formatted("", "callers", "per second", "p50 ms", "p99 ms", "of bare"));
    }

    void bare(String what, int callers, Outcome outcome) {
        row(what, callers, outcome, "");
    }

    /** @param bare what PostgreSQL did by itself with as many callers just before */
    void figure(String what, int callers, Outcome outcome, Outcome bare) {
        row(what, callers, outcome, ratio(outcome.perSecond(), bare.perSecond()));
    }

    static String ratio(double ours, double bare) {
        return String.format(Locale.ROOT, "%.3f", ours / bare);
    }

    private void row(String what, int callers, Outcome outcome, String ratio) {
        add(ROW.formatted(
                        what,
                        callers,
                        number(outcome.perSecond()),
                        number(outcome.p50Millis()),
                        number(outcome.p99Millis()),
                        ratio)
                .stripTrailing());
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%,.2f" : "%,.0f", value);
    }

    /** Where this was measured: figures of two machines, or of one at two hours, are not to be compared; ratios are. */
    void machine(Fleet fleet, double seconds) throws IOException, SQLException {
        title("Guike benchmark");
        fact(
                "machine",
                "%d cores, %s, %s, %s %s; load average before: %.1f"
                        .formatted(
                                Runtime.getRuntime().availableProcessors(),
                                of("/proc/cpuinfo", "model name"),
                                of("/proc/meminfo", "MemTotal"),
                                System.getProperty("os.name"),
                                System.getProperty("os.arch"),
                                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        fact("Java", Runtime.version() + "; the service with -Xmx512m");
        fact("PostgreSQL", postgres(fleet));
        fact("connections", Service.CONNECTIONS + " to PostgreSQL, for the service and bare alike");
        fact("load", "a process of its own, closed loop, kept-alive HTTP, loopback");
        fact("each figure", "%s s, after %s s of warm-up".formatted(number(seconds), number(Bench.warmUp(seconds))));
    }

    private static String of(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("?");
    }

    private static String postgres(Fleet fleet) throws SQLException {
        try (Connection connection = People.connect(fleet);
                Statement statement = connection.createStatement()) {
            List<String> settings = new ArrayList<>();
            for (String name : Stream.of(
                            "server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
                    .toList()) {
                try (ResultSet rows = statement.executeQuery("show " + name)) {
                    rows.next();
                    settings.add(name + "=" + rows.getString(1));
                }
            }
            return settings.stream().collect(Collectors.joining(", "));
        }
    }

    @SuppressWarnings("SystemOut")
    private void add(String line) {
        lines.add(line);
        System.out.println(line);
    }

    void write(Path file) throws IOException {
        Files.write(file, lines);
    }
}
