package io.guike.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.benchmark.Job.Claiming;
import io.guike.benchmark.Job.Kind;
import io.guike.benchmark.Job.Outcome;
import io.guike.benchmark.Job.Posting;
import io.guike.benchmark.Job.Reading;
import io.guike.benchmark.Job.Scanning;
import io.guike.benchmark.Job.Shopping;
import io.guike.embedded.Fleet;
import java.io.IOException;
import java.util.List;

/** What every section measures with. */
record Bench(Fleet fleet, Shop shop, People people, LoadProcess load, Report report) {

    static final double SECONDS_A_FIGURE = Double.parseDouble(System.getProperty("benchmark.seconds", "10"));

    /** Where there are many. At least 20,000, so that the measured promoter has pages enough. */
    static final int PEOPLE = Integer.getInteger("benchmark.people", 1_000_000);

    static final List<Integer> CALLERS = List.of(1, 16, 64);
    static final int WARM_UP_CALLERS = 16;

    static double warmUp(double seconds) {
        return Math.max(1, seconds * 0.3);
    }

    /** The same, but that another process asks. */
    Bench by(LoadProcess other) {
        return new Bench(fleet, shop, people, other, report);
    }

    /** Must be right to the last answer. */
    Outcome run(Kind kind, int callers) throws IOException {
        return run(job(kind, callers, Scanning.NONE, Reading.NONE, Shopping.NONE));
    }

    Outcome run(Kind kind, int callers, Scanning scanning) throws IOException {
        return run(job(kind, callers, scanning, Reading.NONE, Shopping.NONE));
    }

    Outcome run(Kind kind, int callers, Reading reading) throws IOException {
        return run(job(kind, callers, Scanning.NONE, reading, Shopping.NONE));
    }

    Outcome run(Kind kind, int callers, Shopping shopping) throws IOException {
        return run(job(kind, callers, Scanning.NONE, Reading.NONE, shopping));
    }

    /** What people read of their own. */
    Outcome run(int callers, Reading reading, Shopping readers) throws IOException {
        return run(job(Kind.OWN, callers, Scanning.NONE, reading, readers));
    }

    Outcome run(Kind kind, int callers, Claiming claiming) throws IOException {
        return run(job(kind, callers, claiming, Posting.NONE));
    }

    Outcome run(int callers, Posting posting) throws IOException {
        return run(job(Kind.POST_POINTS, callers, Claiming.NONE, posting));
    }

    private static Job job(Kind kind, int callers, Scanning scanning, Reading reading, Shopping shopping) {
        return new Job(
                kind,
                callers,
                warmUp(SECONDS_A_FIGURE),
                SECONDS_A_FIGURE,
                scanning,
                reading,
                shopping,
                Claiming.NONE,
                Posting.NONE);
    }

    private static Job job(Kind kind, int callers, Claiming claiming, Posting posting) {
        return new Job(
                kind,
                callers,
                warmUp(SECONDS_A_FIGURE),
                SECONDS_A_FIGURE,
                Scanning.NONE,
                Reading.NONE,
                Shopping.NONE,
                claiming,
                posting);
    }

    private Outcome run(Job job) throws IOException {
        Outcome outcome = load.run(job);
        assertEquals(0, outcome.bad(), outcome.complaint());
        return outcome;
    }

    /** How many questions of a run have to be prepared for, where so many a second are the most that is thought possible. */
    static int mostIn(int aSecond) {
        return (int) Math.ceil(aSecond * (warmUp(SECONDS_A_FIGURE) + SECONDS_A_FIGURE));
    }

    Outcome bareInsert(int callers) throws IOException {
        return bare("bare PostgreSQL: insert one row", Kind.BARE_INSERT, callers);
    }

    Outcome bareSelect(int callers) throws IOException {
        return bare("bare PostgreSQL: select one row", Kind.BARE_SELECT, callers);
    }

    private Outcome bare(String what, Kind kind, int callers) throws IOException {
        Outcome bare = run(kind, callers);
        report.bare(what, callers, bare);
        return bare;
    }

    long count(String table) {
        return fleet.number("select count(*) from " + table);
    }
}
