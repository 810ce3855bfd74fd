package io.guike.benchmark;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.benchmark.Job.Kind;
import io.guike.benchmark.Job.Outcome;
import io.guike.support.OldList;
import io.restassured.path.json.JsonPath;

/** The old list of members. A line is some nine rows in eight tables; bare PostgreSQL inserts one row of one table. */
final class Import implements Section {

    private static final int LINES = Integer.getInteger("benchmark.roster", 100_000);

    private final Bench bench;

    Import(Bench bench) {
        this.bench = bench;
    }

    @Override
    public void many() throws Exception {
        Outcome bare = bench.run(Kind.BARE_INSERT, 1);
        OldList list = new OldList(LINES, Shop.storeCodes(), Shop.promoterNumbers());
        String token = bench.shop().hqToken();
        String id = list.start(() -> bench.shop().as(token));
        long begun = System.nanoTime();
        await().atMost(14, MINUTES)
                .pollInterval(100, MILLISECONDS)
                .until(() -> view(token, id).getString("state").equals("DONE"));
        double seconds = (System.nanoTime() - begun) / 1e9;
        JsonPath run = view(token, id);
        assertEquals(LINES, run.getLong("created") + run.getLong("quarantined"));
        assertEquals(run.getLong("created"), bench.count("offline_card"));
        tell(run, seconds, bare);
    }

    private void tell(JsonPath run, double seconds, Outcome bare) {
        double perSecond = LINES / seconds;
        Report report = bench.report();
        report.title("Import of an old list, from its start to the last line; one run at a time");
        report.fact(
                "lines",
                "%,d: %,d members, %,d in quarantine"
                        .formatted(LINES, run.getLong("created"), run.getLong("quarantined")));
        report.fact("time", Report.number(seconds) + " s");
        report.fact(
                "lines per second",
                Report.number(perSecond) + "; " + Report.ratio(perSecond, bare.perSecond())
                        + " of bare inserts by one caller");
    }

    private JsonPath view(String token, String id) {
        return OldList.view(() -> bench.shop().as(token), id);
    }
}
