package io.guike.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.benchmark.Job.Kind;
import io.guike.benchmark.Job.Outcome;
import io.guike.benchmark.Job.Reading;

/** A promoter's list of customers: its first page, and a page deep within. */
final class Lists implements Section {

    private static final int PAGE = 20;
    private static final String CUSTOMERS = "/api/promoter/customers";

    private final Bench bench;

    Lists(Bench bench) {
        this.bench = bench;
    }

    @Override
    public void few() throws Exception {
        Reading first = new Reading(CUSTOMERS, bench.shop().promoterToken(People.MEASURED, true), PAGE);
        for (int i = 0; i < 2; i++) {
            bench.run(Kind.READ, Bench.WARM_UP_CALLERS, first);
        }
        lists(true);
    }

    @Override
    public void many() throws Exception {
        bench.people().lay(Bench.PEOPLE);
        lists(false);
    }

    private void lists(boolean few) throws Exception {
        String token = bench.shop().promoterToken(People.MEASURED, false);
        int mine = bench.people().laid() / People.ONE_OF;
        assertEquals(
                mine,
                bench.fleet()
                        .number(
                                "select count(*) from ownership where staff_id = ?",
                                bench.shop().promoters().get(People.MEASURED)));
        bench.report()
                .head("Promoter's list, %,d people in the table, %,d of them the promoter's"
                        .formatted(bench.count("ownership"), mine));
        Reading first = new Reading(CUSTOMERS, token, PAGE);
        Reading deep = few
                ? Reading.NONE
                : new Reading(CUSTOMERS + "?cursor=" + bench.shop().cursorAfter(token, mine / 2), token, PAGE);
        for (int callers : Bench.CALLERS) {
            Outcome bare = bench.bareSelect(callers);
            bench.report().figure("first page (20)", callers, bench.run(Kind.READ, callers, first), bare);
            if (!few) {
                String what = "page (20) after %,d customers".formatted(mine / 2);
                bench.report().figure(what, callers, bench.run(Kind.READ, callers, deep), bare);
            }
        }
    }
}
