package io.guike.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.benchmark.Job.Kind;
import io.guike.benchmark.Job.Outcome;
import io.guike.benchmark.Job.Shopping;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Visitors who become members, to the card behind the commit. Each asks the simulated WeChat twice: for the number and
 * for the risk rank.
 */
final class Bindings implements Section {

    private final Bench bench;

    Bindings(Bench bench) {
        this.bench = bench;
    }

    @Override
    public void few() throws Exception {
        Shopping shopping = new Shopping(List.of(), consents());
        bind(Bench.WARM_UP_CALLERS, shopping);
        bench.report().head("Bindings: phone, consents, card, to the card shown");
        for (int callers : Bench.CALLERS) {
            Outcome bare = bench.bareInsert(callers);
            bench.report().figure("binding", callers, bind(callers, shopping), bare);
        }
        bench.report()
                .bare(
                        "simulated WeChat alone: both calls of a binding",
                        Bench.WARM_UP_CALLERS,
                        bench.run(Kind.WECHAT_BINDING, Bench.WARM_UP_CALLERS));
        bench.report().remark("(memberships are counted in the database after each run, and must be equal)");
    }

    private Outcome bind(int callers, Shopping shopping) throws IOException {
        long members = bench.count("membership");
        Outcome outcome = bench.run(Kind.BIND, callers, shopping);
        assertEquals(outcome.good(), bench.count("membership") - members, "memberships");
        return outcome;
    }

    private List<Map<String, Object>> consents() {
        List<Map<String, Object>> texts = RestAssured.get(bench.shop().url() + "/api/open/consent-texts")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items");
        return texts.stream()
                .filter(text -> List.of("MEMBERSHIP", "PROFILE").contains(text.get("purpose")))
                .<Map<String, Object>>map(
                        text -> Map.of("purpose", text.get("purpose"), "textVersion", text.get("version")))
                .toList();
    }
}
