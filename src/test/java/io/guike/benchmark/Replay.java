package io.guike.benchmark;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.benchmark.Job.Kind;
import io.guike.benchmark.Job.Outcome;
import io.restassured.path.json.JsonPath;

/** Every owner decided anew from the facts; the run itself says how many kept owners are wrong. */
final class Replay implements Section {

    private final Bench bench;

    Replay(Bench bench) {
        this.bench = bench;
    }

    @Override
    public void many() throws Exception {
        bench.people().lay(Bench.PEOPLE);
        Outcome bare = bench.run(Kind.BARE_SELECT, 1);
        String token = bench.shop().hqToken();
        long begun = System.nanoTime();
        String id = bench.shop()
                .command(token)
                .post("/api/hq/attribution/replays")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        await().atMost(14, MINUTES)
                .pollInterval(200, MILLISECONDS)
                .until(() -> run(token, id).getBoolean("finished"));
        double seconds = (System.nanoTime() - begun) / 1e9;
        JsonPath run = run(token, id);
        assertEquals(0, run.getLong("changes"), "owners that a replay decides otherwise");
        assertEquals(bench.count("ownership"), run.getLong("people"));
        assertEquals(bench.count("touch"), run.getLong("touches"));
        tell(run, seconds, bare);
    }

    private void tell(JsonPath run, double seconds, Outcome bare) {
        double perSecond = run.getLong("touches") / seconds;
        Report report = bench.report();
        report.title("Replay of all touches, from the request to the end of the run");
        report.fact(
                "people, touches",
                "%,d and %,d; every owner as kept".formatted(run.getLong("people"), run.getLong("touches")));
        report.fact("time", Report.number(seconds) + " s");
        report.fact(
                "touches per second",
                Report.number(perSecond) + "; " + Report.ratio(perSecond, bare.perSecond())
                        + " of bare selects by one caller");
    }

    private JsonPath run(String token, String id) {
        return bench.shop()
                .as(token)
                .get("/api/hq/attribution/runs/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
