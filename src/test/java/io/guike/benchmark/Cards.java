package io.guike.benchmark;

import io.guike.benchmark.Job.Kind;
import io.guike.benchmark.Job.Outcome;
import io.guike.benchmark.Job.Shopping;

/** The most frequent read there is: members' own cards, with name, phone, owner and a fresh card code. */
final class Cards implements Section {

    private static final int FEW_MEMBERS = 10_000;
    /** Whose cards are read in turn, spread evenly over all laid members. */
    static final int READERS = Integer.getInteger("benchmark.readers", 1_000);

    private final Bench bench;

    Cards(Bench bench) {
        this.bench = bench;
    }

    @Override
    public void few() throws Exception {
        bench.people().lay(FEW_MEMBERS);
        Shopping readers = Readers.of(bench, READERS);
        bench.run(Kind.CARD, Bench.WARM_UP_CALLERS, readers);
        cards(readers);
    }

    @Override
    public void many() throws Exception {
        bench.people().lay(Bench.PEOPLE);
        cards(Readers.of(bench, READERS));
    }

    private void cards(Shopping readers) throws Exception {
        bench.report()
                .head("Card view, %,d members in the table, %,d of them read in turn"
                        .formatted(bench.count("membership"), READERS));
        for (int callers : Bench.CALLERS) {
            Outcome bare = bench.bareSelect(callers);
            bench.report().figure("card view", callers, bench.run(Kind.CARD, callers, readers), bare);
        }
    }
}
