package io.guike.benchmark;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.benchmark.Job.Account;
import io.guike.benchmark.Job.Kind;
import io.guike.benchmark.Job.Outcome;
import io.guike.benchmark.Job.Reading;
import io.guike.benchmark.Job.Scanning;
import io.guike.benchmark.Job.Target;
import io.guike.benchmark.Service.Memory;
import io.guike.embedded.Fleet;
import io.guike.support.OldList;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the packaged service, and its PostgreSQL bare in the same run. Nothing is asserted about time; what is
 * asserted is that each answer was right and that the database holds what the answers promised.
 */
@Tag("benchmark")
class Benchmark {

    private static final double SECONDS_A_FIGURE = Double.parseDouble(System.getProperty("benchmark.seconds", "10"));
    /** At least 20,000, so that the measured promoter has pages enough. */
    private static final int PEOPLE = Integer.getInteger("benchmark.people", 1_000_000);

    private static final int ROSTER_LINES = Integer.getInteger("benchmark.roster", 100_000);

    private static final int FEW_PEOPLE = 1_000;
    private static final List<Integer> CALLERS = List.of(1, 16, 64);
    private static final int WARM_UP_CALLERS = 16;
    private static final int PAGE = 20;
    private static final String CUSTOMERS = "/api/promoter/customers";

    @TempDir
    Path directory;

    private final Report report = new Report();
    private final Map<Integer, Outcome> bareInserts = new HashMap<>();
    private final Map<Integer, Outcome> bareSelects = new HashMap<>();

    private Fleet fleet;
    private Service service;
    private Shop shop;
    private People people;
    private LoadProcess load;

    @Test
    void measures() throws Exception {
        try (Fleet started = new Fleet(directory)) {
            fleet = started;
            report.machine(fleet, SECONDS_A_FIGURE);
            startUp();
            Memory fresh = service.memory();
            shop = new Shop(service.replica().url(), fleet.hqToken(service.replica()));
            people = new People(fleet, shop);
            try (LoadProcess process = new LoadProcess(target())) {
                load = process;
                run();
            }
            memory(fresh, service.memory());
        } finally {
            report.write(Path.of(System.getProperty("benchmark.report", "target/benchmark.txt")));
        }
    }

    private void run() throws Exception {
        layBareTable();
        people.lay(1, FEW_PEOPLE);
        warmUpLists();
        lists(FEW_PEOPLE, true);
        warmUpScans();
        callbacks();
        people.lay(FEW_PEOPLE + 1, PEOPLE);
        lists(PEOPLE, false);
        replay();
        roster();
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
                        fleet.setting("guike.wechat.service.aes-key")));
    }

    private void layBareTable() throws SQLException {
        try (Connection connection = People.connect(fleet);
                Statement statement = connection.createStatement()) {
            for (String one : Bare.TABLE.split(";", -1)) {
                statement.execute(one);
            }
        }
    }

    /** The service and the load process compile their code before anything is written down. */
    private void warmUpLists() throws Exception {
        Reading first = new Reading(CUSTOMERS, shop.promoterToken(People.MEASURED, true), PAGE);
        for (int i = 0; i < 2; i++) {
            right(load.run(reading(first, WARM_UP_CALLERS)));
            right(load.run(job(Kind.BARE_INSERT, WARM_UP_CALLERS, Scanning.NONE, Reading.NONE)));
            right(load.run(job(Kind.BARE_SELECT, WARM_UP_CALLERS, Scanning.NONE, Reading.NONE)));
        }
    }

    private void warmUpScans() throws IOException {
        Scanning newcomers = newcomers("SCAN", "warm-up");
        Outcome first = scan("", newcomers, WARM_UP_CALLERS);
        scan("", again(newcomers, first), WARM_UP_CALLERS);
    }

    private void callbacks() throws Exception {
        report.head("Safe-mode callbacks, to the answer behind the commit");
        for (int callers : CALLERS) {
            Outcome bare = right(load.run(job(Kind.BARE_INSERT, callers, Scanning.NONE, Reading.NONE)));
            bareInserts.put(callers, bare);
            report.bare("bare PostgreSQL: insert one row", callers, bare);
            Scanning newcomers = newcomers("SCAN", "new" + callers);
            Outcome first = scan("scan by a new person", newcomers, callers);
            scan("scan by a person known already", again(newcomers, first), callers);
        }
        scan("scan that begins to follow (and its outbox)", newcomers("subscribe", "fan"), WARM_UP_CALLERS);
        report.remark("(counts with warm-up; touches are counted in the database after each run, and must be equal)");
    }

    private Scanning newcomers(String event, String names) {
        return new Scanning(event, names, 0, shop.scenes(), Instant.now().getEpochSecond() - 3_600);
    }

    /** The same people once more, a minute later. */
    private Scanning again(Scanning newcomers, Outcome first) {
        return new Scanning("SCAN", newcomers.people(), first.asked(), shop.scenes(), newcomers.happenedAt() + 60);
    }

    /** Ends with the check that every sealed reply has its touch, and that nobody has two. */
    private Outcome scan(String what, Scanning scanning, int callers) throws IOException {
        long before = touches();
        Outcome outcome = right(load.run(job(Kind.SCAN, callers, scanning, Reading.NONE)));
        long at = touches() - before;
        assertTrue(at >= outcome.good(), outcome.good() + " sealed replies, and only " + at + " touches");
        await().atMost(3, MINUTES).pollInterval(1, SECONDS).until(() -> open() == 0);
        assertEquals(outcome.good() + outcome.later(), touches() - before, "touches");
        Outcome bare = bareInserts.get(callers);
        if (bare != null) {
            report.figure(what, callers, outcome, bare);
            report.remark("%,d sealed replies, %,d left to the inbox, %,d touches"
                    .formatted(outcome.good(), outcome.later(), touches() - before));
        }
        return outcome;
    }

    private long touches() {
        return fleet.number("select count(*) from touch");
    }

    private long open() {
        return fleet.number("select (select count(*) from wechat_inbox where state <> 'DONE')"
                + " + (select count(*) from outbox_delivery where state <> 'DONE')");
    }

    private void lists(int laid, boolean few) throws Exception {
        String token = shop.promoterToken(People.MEASURED, false);
        int mine = laid / People.ONE_OF;
        long known = fleet.number("select count(*) from ownership");
        assertEquals(
                mine,
                fleet.number(
                        "select count(*) from ownership where staff_id = ?",
                        shop.promoters().get(People.MEASURED)));
        report.head("Promoter's list, %,d people in the table, %,d of them the promoter's".formatted(known, mine));
        Reading first = new Reading(CUSTOMERS, token, PAGE);
        Reading deep =
                few ? null : new Reading(CUSTOMERS + "?cursor=" + shop.cursorAfter(token, mine / 2), token, PAGE);
        for (int callers : CALLERS) {
            Outcome bare = right(load.run(job(Kind.BARE_SELECT, callers, Scanning.NONE, Reading.NONE)));
            bareSelects.put(callers, bare);
            report.bare("bare PostgreSQL: select one row", callers, bare);
            report.figure("first page (20)", callers, right(load.run(reading(first, callers))), bare);
            if (deep != null) {
                String what = "page (20) after %,d customers".formatted(mine / 2);
                report.figure(what, callers, right(load.run(reading(deep, callers))), bare);
            }
        }
    }

    /** Every owner decided anew from the facts; the run itself says how many kept owners are wrong. */
    private void replay() {
        String token = shop.hqToken();
        long begun = System.nanoTime();
        String id = shop.command(token)
                .post("/api/hq/attribution/replays")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        await().atMost(14, MINUTES)
                .pollInterval(200, java.util.concurrent.TimeUnit.MILLISECONDS)
                .until(() -> run(token, id).getBoolean("finished"));
        double seconds = (System.nanoTime() - begun) / 1e9;
        JsonPath run = run(token, id);
        assertEquals(0, run.getLong("changes"), "owners that a replay decides otherwise");
        assertEquals(fleet.number("select count(*) from ownership"), run.getLong("people"));
        assertEquals(touches(), run.getLong("touches"));
        double perSecond = run.getLong("touches") / seconds;
        report.title("Replay of all touches, from the request to the end of the run");
        report.fact(
                "people, touches",
                "%,d and %,d; every owner as kept".formatted(run.getLong("people"), run.getLong("touches")));
        report.fact("time", Report.number(seconds) + " s");
        report.fact(
                "touches per second",
                Report.number(perSecond) + "; "
                        + Report.ratio(perSecond, bareSelects.get(1).perSecond()) + " of bare selects by one caller");
    }

    /** A line is some nine rows in eight tables; bare PostgreSQL inserts one row of one table a statement. */
    private void roster() {
        String token = shop.hqToken();
        OldList list = new OldList(ROSTER_LINES, Shop.storeCodes(), Shop.promoterNumbers());
        String id = list.start(() -> shop.as(token));
        long begun = System.nanoTime();
        await().atMost(14, MINUTES)
                .pollInterval(100, java.util.concurrent.TimeUnit.MILLISECONDS)
                .until(() -> OldList.view(() -> shop.as(token), id)
                        .getString("state")
                        .equals("DONE"));
        double seconds = (System.nanoTime() - begun) / 1e9;
        JsonPath run = OldList.view(() -> shop.as(token), id);
        assertEquals(ROSTER_LINES, run.getLong("created") + run.getLong("quarantined"));
        assertEquals(run.getLong("created"), fleet.number("select count(*) from offline_card"));
        double perSecond = ROSTER_LINES / seconds;
        report.title("Import of an old list, from its start to the last line; one run at a time");
        report.fact(
                "lines",
                "%,d: %,d members, %,d in quarantine"
                        .formatted(ROSTER_LINES, run.getLong("created"), run.getLong("quarantined")));
        report.fact("time", Report.number(seconds) + " s");
        report.fact(
                "lines per second",
                Report.number(perSecond) + "; "
                        + Report.ratio(perSecond, bareInserts.get(1).perSecond()) + " of bare inserts by one caller");
    }

    private JsonPath run(String token, String id) {
        return shop.as(token)
                .get("/api/hq/attribution/runs/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
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

    private static Job reading(Reading reading, int callers) {
        return job(Kind.READ, callers, Scanning.NONE, reading);
    }

    private static Job job(Kind kind, int callers, Scanning scanning, Reading reading) {
        return new Job(kind, callers, warmUp(SECONDS_A_FIGURE), SECONDS_A_FIGURE, scanning, reading);
    }

    static double warmUp(double seconds) {
        return Math.max(1, seconds * 0.3);
    }

    private static Outcome right(Outcome outcome) {
        assertEquals(0, outcome.bad(), outcome.complaint());
        return outcome;
    }
}
