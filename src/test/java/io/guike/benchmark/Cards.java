package io.guike.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.benchmark.Job.Kind;
import io.guike.benchmark.Job.Outcome;
import io.guike.benchmark.Job.Shopping;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The most frequent read there is: members' own cards, with name, phone, owner and a fresh card code. */
final class Cards implements Section {

    private static final int FEW_MEMBERS = 10_000;
    /** Whose cards are read in turn, spread evenly over all laid members. */
    private static final int READERS = Integer.getInteger("benchmark.readers", 1_000);

    private final Bench bench;

    Cards(Bench bench) {
        this.bench = bench;
    }

    @Override
    public void few() throws Exception {
        bench.people().lay(FEW_MEMBERS);
        Shopping readers = readers();
        bench.run(Kind.CARD, Bench.WARM_UP_CALLERS, readers);
        cards(readers);
    }

    @Override
    public void many() throws Exception {
        bench.people().lay(Bench.PEOPLE);
        cards(readers());
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

    /** People of the simulated WeChat who get to be laid members, as if those had opened the mini-program before. */
    private Shopping readers() throws Exception {
        String appid = bench.fleet().setting("guike.wechat.mini.app-id");
        List<String> users = simulator()
                .body(Map.of("nickname", "顾客", "count", READERS))
                .post("/simulator/users")
                .then()
                .statusCode(201)
                .extract()
                .path("users.id");
        List<String> openids = new ArrayList<>();
        for (String user : users) {
            openids.add(simulator()
                    .body(Map.of("appid", appid))
                    .post("/simulator/users/" + user + "/openid")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("openid"));
        }
        assertEquals(READERS, bench.people().open(appid, openids), "members who open the mini-program");
        return new Shopping(users, List.of());
    }

    private RequestSpecification simulator() {
        return RestAssured.given().baseUri(bench.fleet().platformUrl()).contentType("application/json");
    }
}
