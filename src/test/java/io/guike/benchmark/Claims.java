package io.guike.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.benchmark.Job.Claiming;
import io.guike.benchmark.Job.Kind;
import io.guike.benchmark.Job.Outcome;
import io.guike.benchmark.Job.Shopping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Coupons claimed over the API, to the answer behind the commit: one hot template, and a thousand side by side. Beside
 * them bare PostgreSQL with one conditional update and one insert for each claim, and a replica that takes a transaction
 * for each. After each run the coupons are counted.
 */
final class Claims implements Section {

    private static final List<Integer> CALLERS = List.of(16, 64, 256);

    /** Who claim in turn; one at a time of the hot ones is hot until each of them has one. */
    private static final int CLAIMERS = Integer.getInteger("benchmark.claimers", 10_000);

    /** Much code is run for a claim, and the second replica begins cold. */
    private static final int WARM_UPS = 3;

    private static final int SPREAD_OVER = 1_000;
    private static final long LITTLE = 100;

    /** More than the service does on a machine of this kind. */
    private static final int MOST_A_SECOND = 15_000;

    /** People at the counters, who show their cards while others claim. */
    private static final int OTHERS = 4;

    private static final int CARDS = 100;

    private static final String ONES = " from coupon where template_id = any (cast(? as uuid[]))";

    private final Bench bench;

    Claims(Bench bench) {
        this.bench = bench;
    }

    /** What was done bare just before, with as many callers. */
    private record Bares(Outcome one, Outcome two, Outcome insert) {}

    @Override
    public void few() throws Exception {
        bench.people().lay(CLAIMERS);
        List<String> claimers = Readers.of(bench, CLAIMERS).readers();
        Service plain = Service.start(bench.fleet(), "-Dguike.claim.batch=1");
        try {
            int port = plain.replica().port();
            for (boolean spread : List.of(false, true)) {
                warmUp(claimers, port, spread);
                claims(claimers, port, spread);
            }
        } finally {
            plain.replica().end();
            bench.fleet().registerCallbacks();
        }
        tooLate(claimers);
        meanwhile(claimers);
    }

    private void warmUp(List<String> claimers, int plain, boolean spread) throws Exception {
        for (int i = 0; i < WARM_UPS; i++) {
            claim(CALLERS.get(1), claimers, 0, spread);
            claim(CALLERS.get(1), claimers, plain, spread);
        }
        bench.run(Kind.BARE_CLAIM, Bench.WARM_UP_CALLERS, Claiming.bare(spread));
        bench.run(Kind.BARE_CLAIM_IN_TWO, Bench.WARM_UP_CALLERS, Claiming.bare(spread));
    }

    private void claims(List<String> claimers, int plain, boolean spread) throws Exception {
        String what = spread ? "%,d templates side by side".formatted(SPREAD_OVER) : "one hot template";
        bench.report().head("Claims of %s, %,d people, one each".formatted(what, CLAIMERS));
        for (int callers : CALLERS) {
            Bares bares = bares(callers, spread);
            Outcome alone = claim(callers, claimers, plain, spread);
            Outcome ours = claim(callers, claimers, 0, spread);
            bench.report().figure("the service, a transaction for each", callers, alone, bares.one());
            bench.report().figure("the service", callers, ours, bares.one());
            bench.report()
                    .remark("the service: %s of bare in one statement, %s in two, %s of a bare row, %s of one by one"
                            .formatted(
                                    ratio(ours, bares.one()),
                                    ratio(ours, bares.two()),
                                    ratio(ours, bares.insert()),
                                    ratio(ours, alone)));
        }
        bench.report()
                .remark("(\"of bare\": of update and insert in one statement; coupons are counted after each run)");
    }

    private static String ratio(Outcome ours, Outcome other) {
        return Report.ratio(ours.perSecond(), other.perSecond());
    }

    private Bares bares(int callers, boolean spread) throws Exception {
        Outcome insert = bench.bareInsert(callers);
        Outcome two = bench.run(Kind.BARE_CLAIM_IN_TWO, callers, Claiming.bare(spread));
        bench.report().bare("bare: update, then insert, one transaction", callers, two);
        Outcome one = bench.run(Kind.BARE_CLAIM, callers, Claiming.bare(spread));
        bench.report().bare("bare: update and insert in one statement", callers, one);
        return new Bares(one, two, insert);
    }

    private Outcome claim(int callers, List<String> claimers, int port, boolean spread) throws Exception {
        int waves = 1 + Bench.mostIn(MOST_A_SECOND) / CLAIMERS;
        List<UUID> templates = Templates.open(bench, CLAIMERS, spread ? SPREAD_OVER : waves);
        Outcome outcome = bench.run(Kind.CLAIM, callers, new Claiming(port, claimers, templates, spread));
        mustBeSound(templates, outcome.good());
        return outcome;
    }

    /** What was answered is there, nobody has two of a template, and no template gave more than it had. */
    private void mustBeSound(List<UUID> templates, long granted) {
        String ids = templates.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
        assertEquals(granted, bench.fleet().number("select count(*)" + ONES, ids), "coupons");
        assertEquals(
                granted,
                bench.fleet().number("select count(distinct (template_id, person_id))" + ONES, ids),
                "people with a coupon");
        assertEquals(0, bench.fleet().number("""
                                select count(*) from coupon_stock s
                                where template_id = any (cast(? as uuid[])) and (taken > stock or taken <>
                                  (select count(*) from coupon c where c.template_id = s.template_id))""", ids), "templates that gave more than they had");
    }

    private void tooLate(List<String> claimers) throws Exception {
        bench.report().head("Claims of a template that is sold out, until everybody knows");
        for (int callers : CALLERS) {
            Outcome bare = bench.bareSelect(callers);
            bench.report().figure("refused", callers, tooLate(callers, claimers), bare);
        }
    }

    private Outcome tooLate(int callers, List<String> claimers) throws SQLException, IOException {
        List<UUID> templates = Templates.open(bench, LITTLE, 1);
        Outcome outcome = bench.run(Kind.CLAIM_TOO_LATE, callers, new Claiming(0, claimers, templates, false));
        assertEquals(LITTLE, outcome.later(), "granted before it was sold out");
        mustBeSound(templates, LITTLE);
        return outcome;
    }

    /** A sale must not be felt by those who only want to pay. */
    private void meanwhile(List<String> claimers) throws Exception {
        Shopping others = new Shopping(claimers.subList(0, CARDS), List.of());
        bench.report().head("Cards shown by %d others while one hot template is claimed".formatted(OTHERS));
        try (LoadProcess second = bench.load().another()) {
            Bench beside = bench.by(second);
            beside.run(Kind.CARD, OTHERS, others);
            Outcome alone = beside.run(Kind.CARD, OTHERS, others);
            bench.report().bare("cards, nobody claims", OTHERS, alone);
            for (int callers : CALLERS) {
                CompletableFuture<Outcome> cards = CompletableFuture.supplyAsync(() -> cards(beside, others));
                Outcome granted = claim(callers, claimers, 0, false);
                bench.report().bare("claims", callers, granted);
                bench.report().figure("cards meanwhile (of those with nobody claiming)", OTHERS, cards.join(), alone);
            }
        }
    }

    private static Outcome cards(Bench beside, Shopping others) {
        try {
            return beside.run(Kind.CARD, OTHERS, others);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
