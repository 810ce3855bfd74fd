package io.guike.benchmark;

import io.guike.benchmark.Job.Kind;
import io.guike.benchmark.Job.Outcome;
import io.guike.benchmark.Job.Reading;
import io.guike.benchmark.Job.Shopping;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What people look at: balance, statement, coupons, card; where everybody has an account and some coupons. */
final class Statements implements Section {

    private static final Map<String, Reading> READINGS = new LinkedHashMap<>();

    static {
        READINGS.put("points", new Reading("/api/me/points", "", 1));
        READINGS.put("statement", new Reading("/api/me/points/entries", "", Holdings.ENTRIES));
        READINGS.put("coupons", new Reading("/api/me/coupons", "", Holdings.COUPONS));
    }

    private final Bench bench;

    Statements(Bench bench) {
        this.bench = bench;
    }

    @Override
    public void many() throws Exception {
        bench.people().lay(Bench.PEOPLE);
        Holdings.lay(bench);
        Shopping readers = Readers.of(bench, Cards.READERS);
        for (Reading reading : READINGS.values()) {
            bench.run(Bench.WARM_UP_CALLERS, reading, readers);
        }
        bench.report()
                .head("What people see of their own, %,d accounts, %,d entries, %,d coupons; %,d people in turn"
                        .formatted(
                                bench.count("points_account"),
                                bench.count("points_entry"),
                                bench.count("coupon"),
                                Cards.READERS));
        for (int callers : Bench.CALLERS) {
            figures(callers, readers);
        }
        bench.report().remark("(the ledger proves itself: %s)".formatted(Holdings.proof(bench)));
    }

    private void figures(int callers, Shopping readers) throws IOException {
        Outcome bare = bench.bareSelect(callers);
        for (Map.Entry<String, Reading> reading : READINGS.entrySet()) {
            bench.report().figure(reading.getKey(), callers, bench.run(callers, reading.getValue(), readers), bare);
        }
        bench.report().figure("card", callers, bench.run(Kind.CARD, callers, readers), bare);
    }
}
