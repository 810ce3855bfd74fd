package io.guike.benchmark;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.benchmark.Job.Kind;
import io.guike.benchmark.Job.Outcome;
import io.guike.benchmark.Job.Scanning;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Scans as WeChat's callbacks bring them. */
final class Scans implements Section {

    private final Bench bench;

    Scans(Bench bench) {
        this.bench = bench;
    }

    @Override
    public void few() throws Exception {
        warmUp();
        bench.report().head("Safe-mode callbacks, to the answer behind the commit");
        Outcome bareOfFans = null;
        for (int callers : Bench.CALLERS) {
            Outcome bare = bench.bareInsert(callers);
            Scanning newcomers = newcomers("SCAN", "new" + callers);
            Outcome first = scan("scan by a new person", newcomers, callers, bare);
            scan("scan by a person known already", again(newcomers, first), callers, bare);
            bareOfFans = callers == Bench.WARM_UP_CALLERS ? bare : bareOfFans;
        }
        scan(
                "scan that begins to follow (and its outbox)",
                newcomers("subscribe", "fan"),
                Bench.WARM_UP_CALLERS,
                bareOfFans);
        bench.report()
                .remark("(counts with warm-up; touches are counted in the database after each run, and must be equal)");
    }

    private void warmUp() throws IOException {
        Scanning newcomers = newcomers("SCAN", "warm-up");
        Outcome first = scan("", newcomers, Bench.WARM_UP_CALLERS, null);
        scan("", again(newcomers, first), Bench.WARM_UP_CALLERS, null);
    }

    private Scanning newcomers(String event, String names) {
        return new Scanning(
                event, names, 0, bench.shop().scenes(), Instant.now().getEpochSecond() - 3_600);
    }

    /** The same people once more, a minute later. */
    private Scanning again(Scanning newcomers, Outcome first) {
        return new Scanning(
                "SCAN", newcomers.people(), first.asked(), bench.shop().scenes(), newcomers.happenedAt() + 60);
    }

    /**
     * Ends with the check that every sealed reply has its touch, and that nobody has two.
     *
     * @param bare null for a warm-up, which is not told of
     */
    private Outcome scan(String what, Scanning scanning, int callers, @Nullable Outcome bare) throws IOException {
        long before = bench.count("touch");
        Outcome outcome = bench.run(Kind.SCAN, callers, scanning);
        long at = bench.count("touch") - before;
        assertTrue(at >= outcome.good(), outcome.good() + " sealed replies, and only " + at + " touches");
        await().atMost(3, MINUTES).pollInterval(1, SECONDS).until(() -> open() == 0);
        long touches = bench.count("touch") - before;
        assertEquals(outcome.good() + outcome.later(), touches, "touches");
        if (bare != null) {
            bench.report().figure(what, callers, outcome, bare);
            bench.report()
                    .remark("%,d sealed replies, %,d left to the inbox, %,d touches"
                            .formatted(outcome.good(), outcome.later(), touches));
        }
        return outcome;
    }

    private long open() {
        return bench.fleet()
                .number("select (select count(*) from wechat_inbox where state <> 'DONE')"
                        + " + (select count(*) from outbox_delivery where state <> 'DONE')");
    }
}
