package io.guike.benchmark;

import io.guike.benchmark.Job.Account;
import io.guike.benchmark.Job.Kind;
import io.guike.benchmark.Job.Mini;
import io.guike.benchmark.Job.Target;
import io.guike.benchmark.Service.Memory;
import io.guike.embedded.Fleet;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the packaged service, and its PostgreSQL bare in the same run. Nothing is asserted about time; what is
 * asserted is that each answer was right and that the database holds what the answers promised.
 */
@Tag("benchmark")
class Benchmark {

    private static final int FEW_PEOPLE = 1_000;

    /** In the order in which they run. */
    private static final Map<String, Function<Bench, Section>> SECTIONS = new LinkedHashMap<>();

    static {
        SECTIONS.put("list", Lists::new);
        SECTIONS.put("scan", Scans::new);
        SECTIONS.put("signin", SignIns::new);
        SECTIONS.put("binding", Bindings::new);
        SECTIONS.put("card", Cards::new);
        SECTIONS.put("claim", Claims::new);
        SECTIONS.put("points", Postings::new);
        SECTIONS.put("statement", Statements::new);
        SECTIONS.put("replay", Replay::new);
        SECTIONS.put("import", Import::new);
    }

    /** By name, with commas between; all of them where none is named. */
    private static final String CHOSEN = System.getProperty("benchmark.sections", "");

    @TempDir
    Path directory;

    private final Report report = new Report();

    private Fleet fleet;
    private Service service;

    @Test
    void measures() throws Exception {
        List<Function<Bench, Section>> chosen = chosen();
        try (Fleet started = new Fleet(directory)) {
            fleet = started;
            report.machine(fleet, Bench.SECONDS_A_FIGURE);
            startUp();
            Memory fresh = service.memory();
            Shop shop = new Shop(service.replica().url(), fleet.hqToken(service.replica()));
            try (LoadProcess load = new LoadProcess(target())) {
                Bench bench = new Bench(fleet, shop, new People(fleet, shop), load, report);
                run(bench, chosen.stream().map(made -> made.apply(bench)).toList());
            }
            memory(fresh, service.memory());
        } finally {
            report.write(Path.of(System.getProperty("benchmark.report", "target/benchmark.txt")));
        }
    }

    private static List<Function<Bench, Section>> chosen() {
        Set<String> names = CHOSEN.isBlank() ? SECTIONS.keySet() : Set.of(CHOSEN.split(",", -1));
        if (!SECTIONS.keySet().containsAll(names)) {
            throw new IllegalArgumentException("benchmark.sections are " + SECTIONS.keySet() + ", not " + names);
        }
        return SECTIONS.entrySet().stream()
                .filter(section -> names.contains(section.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void run(Bench bench, List<Section> sections) throws Exception {
        layBareTable();
        bench.people().lay(FEW_PEOPLE);
        for (int i = 0; i < 2; i++) {
            bench.run(Kind.BARE_INSERT, Bench.WARM_UP_CALLERS);
            bench.run(Kind.BARE_SELECT, Bench.WARM_UP_CALLERS);
        }
        for (Section section : sections) {
            section.few();
        }
        for (Section section : sections) {
            section.many();
        }
    }

    private void startUp() throws Exception {
        report.title("Start-up, from the start of the process to the first good answer of the readiness check");
        service = Service.start(fleet);
        report.fact("empty database", service.startMillis() + " ms, the schema being laid");
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            service.replica().end();
            service = Service.start(fleet);
            millis.add(service.startMillis());
        }
        report.fact(
                "after that",
                "%d ms (median of %s)"
                        .formatted(millis.stream().sorted().toList().get(1), millis));
    }

    private Target target() {
        return new Target(
                service.replica().port(),
                fleet.setting("guike.db.address"),
                fleet.setting("guike.db.user"),
                fleet.setting("guike.db.password"),
                Service.CONNECTIONS,
                new Account(
                        fleet.serviceAppid(),
                        fleet.setting("guike.wechat.service.original-id"),
                        fleet.setting("guike.wechat.service.token"),
                        fleet.setting("guike.wechat.service.aes-key")),
                fleet.platformUrl(),
                new Mini(fleet.setting("guike.wechat.mini.app-id"), fleet.setting("guike.wechat.mini.secret")));
    }

    private void layBareTable() throws SQLException {
        try (Connection connection = People.connect(fleet);
                Statement statement = connection.createStatement()) {
            for (String one : Bare.TABLE.split(";", -1)) {
                statement.execute(one);
            }
        }
    }

    private void memory(Memory fresh, Memory loaded) {
        report.title("Memory of the service");
        report.fact("after start", told(fresh));
        report.fact("after all of the above", told(loaded));
    }

    private static String told(Memory memory) {
        return "%d MiB resident (most so far %d), %d MiB of heap in use"
                .formatted(memory.residentMiB(), memory.peakMiB(), memory.heapMiB());
    }
}
