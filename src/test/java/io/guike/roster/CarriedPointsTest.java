package io.guike.roster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.support.Api;
import io.guike.support.Chain;
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

    @Test
    void aCardThatIsImportedForSomebodyWeKnowBringsItsPointsAtOnce() {
        Newcomer member = newcomers.member();
        send(member.phone(), RosterClient.card(), 25);
        assertEquals(25, carried(member));
    }
}
