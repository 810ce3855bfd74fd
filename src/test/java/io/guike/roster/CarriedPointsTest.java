package io.guike.roster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The points of old cards come into the ledger once, with the card. */
@QuarkusTest
class CarriedPointsTest {

    @Inject
    Newcomers newcomers;

    @Inject
    Chain chain;

    @Inject
    Database database;

    private void send(String phone, String card, int points) {
        new RosterClient(chain.hq().token()).run("手机号,卡号,积分\n" + phone + "," + card + "," + points + "\n");
    }

    private static int carried(Newcomer member) {
        List<Map<String, Object>> lines = Api.as(member.token())
                .get("/api/me/points/entries?limit=100")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items");
        return lines.stream()
                .filter(line -> "老会员积分结转".equals(line.get("text")))
                .mapToInt(line -> (Integer) line.get("points"))
                .sum();
    }

    @Test
    void whoeverShowsTheNumberOfAnOldCardGetsItsPointsOnce() {
        Newcomer newcomer = newcomers.come();
        String card = RosterClient.card();
        send(newcomer.phone(), card, 350);
        assertEquals(0, carried(newcomer));
        newcomers.bind(newcomer);
        assertEquals(350, carried(newcomer));
        send(newcomer.phone(), card, 400);
        assertEquals(350, carried(newcomer));
    }

    /** The card of two who were parted is unclaimed, and a list may change it before somebody claims it again. */
    @Test
    void whatAListSaysLaterOfACardThatWasCarriedOverStopsNoMerge() {
        Newcomer newcomer = newcomers.come();
        String card = RosterClient.card();
        send(newcomer.phone(), card, 350);
        newcomers.bind(newcomer);
        Run.now(() -> database.sql("update offline_card set points = 400 where number = :card")
                .with("card", card)
                .run());
        Api.command(chain.hq().token())
                .body(Map.of(
                        "personId",
                        newcomer.person(),
                        "otherPersonId",
                        newcomers.come().person(),
                        "reason",
                        "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201);
        assertEquals(350, carried(newcomer));
    }

    @Test
    void aCardThatIsImportedForSomebodyWeKnowBringsItsPointsAtOnce() {
        Newcomer member = newcomers.member();
        send(member.phone(), RosterClient.card(), 25);
        assertEquals(25, carried(member));
    }
}
