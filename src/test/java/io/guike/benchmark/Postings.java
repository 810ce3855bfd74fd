package io.guike.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.benchmark.Job.Outcome;
import io.guike.benchmark.Job.Posting;
import java.io.IOException;
import java.util.List;

/**
 * Postings of the ledger, by the one command that makes exactly one: head office gives a point, or takes one. Beside the
 * posting each writes its key, its adjustment and its line in the audit log.
 */
final class Postings implements Section {

    private static final int ACCOUNTS = 5_000;
    private static final int ENOUGH = 10_000_000;

    private final Bench bench;
    private int hot;

    Postings(Bench bench) {
        this.bench = bench;
    }

    @Override
    public void few() throws Exception {
        bench.people().lay(ACCOUNTS);
        Holdings.lay(bench);
        List<String> people =
                bench.fleet().texts("select id from person where number like 'L%' order by number limit " + ACCOUNTS);
        post(Bench.WARM_UP_CALLERS, people, 1);
        post(Bench.WARM_UP_CALLERS, people, -1);
        bench.report().head("Points posted by head office (adjustment), to the answer behind the commit");
        for (int callers : Bench.CALLERS) {
            Outcome bare = bench.bareInsert(callers);
            figure("earned, %,d accounts in turn".formatted(ACCOUNTS), callers, post(callers, people, 1), bare);
            figure("spent, %,d accounts in turn".formatted(ACCOUNTS), callers, post(callers, people, -1), bare);
            figure("earned, one hot account", callers, post(callers, hotOne(people), 1), bare);
            figure("spent, one hot account", callers, post(callers, hotOne(people), -1), bare);
        }
        bench.report()
                .remark("(postings are counted after each run; the ledger proves itself afterwards: %s)"
                        .formatted(Holdings.proof(bench)));
    }

    private void figure(String what, int callers, Outcome outcome, Outcome bare) {
        bench.report().figure(what, callers, outcome, bare);
    }

    /** Another one each time: what head office did to somebody on one day is summed up again with each adjustment. */
    private List<String> hotOne(List<String> people) {
        List<String> one = List.of(people.get(hot++));
        bench.shop()
                .command(bench.shop().hqToken())
                .body("{\"points\": " + ENOUGH + ", \"reason\": \"测量\"}")
                .post("/api/hq/people/" + one.get(0) + "/points/adjustments")
                .then()
                .statusCode(201);
        return one;
    }

    private Outcome post(int callers, List<String> people, int points) throws IOException {
        String token = bench.shop().hqToken();
        long before = bench.count("points_posting");
        Outcome outcome = bench.run(callers, new Posting(people, token, points));
        assertEquals(outcome.good(), bench.count("points_posting") - before, "postings");
        return outcome;
    }
}
