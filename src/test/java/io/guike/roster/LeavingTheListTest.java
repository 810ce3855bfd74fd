package io.guike.roster;

import static io.guike.roster.RosterClient.HEADER;
import static io.guike.roster.RosterClient.card;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.guike.access.Caller;
import io.guike.member.Erasures;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Crossing;
import io.guike.support.OtherSession;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a list told of people, once they speak for themselves, or leave. */
@QuarkusTest
class LeavingTheListTest {

    private static final String NAME = "老名单上的人";

    @Inject
    Newcomers newcomers;

    @Inject
    Erasures erasures;

    @Inject
    Chain chain;

    @Inject
    Database database;

    @Inject
    DataSource source;

    @Inject
    Crossing crossing;

    private RosterClient hq;

    @BeforeEach
    void signIn() {
        hq = new RosterClient(chain.hq().token());
    }

    private static String line(String phone, String card, int points) {
        return phone + "," + card + "," + NAME + ",," + points + ",,,2019/5/1\n";
    }

    private void bindWithoutProfile(Newcomer newcomer) {
        Map<String, Object> application = new HashMap<>(newcomers.application(newcomers.phoneCode(newcomer)));
        application.put("consents", Newcomers.consents("MEMBERSHIP"));
        Newcomers.tryBind(newcomer, application).then().statusCode(200).body("name", equalTo(NAME));
    }

    private static void withdraw(Newcomer member) {
        Api.as(member.token()).delete("/api/me/consents/PROFILE").then().statusCode(204);
    }

    private static void mustShowNoName(Newcomer member) {
        Api.as(member.token()).get("/api/me/card").then().statusCode(200).body("name", equalTo(null));
    }

    private long names(Newcomer member) {
        return Run.now(() -> database.sql("""
                        select count(*) from member_profile f join person p on p.id = f.person_id
                        where f.name is not null and f.person_id = (
                          select person_id from wechat_identity where origin_id = :origin limit 1)""").with("origin", member.person()).one(row -> row.number(0)));
    }

    @Test
    void aNameThatAListToldGoesWhenItsPersonSaysSo() {
        Newcomer member = newcomers.come();
        hq.run(HEADER + line(member.phone(), card(), 5));
        bindWithoutProfile(member);
        withdraw(member);
        mustShowNoName(member);
        assertEquals(0, names(member));
    }

    @Test
    void aLaterListDoesNotTellANameAgain() {
        Newcomer member = newcomers.member();
        withdraw(member);
        JsonPath run = hq.run(HEADER + line(member.phone(), card(), 5));
        assertEquals(1, run.getInt("joined"), run::prettyPrint);
        mustShowNoName(member);
        assertEquals(0, names(member));
    }

    @Test
    void theOldNumberOfSomebodyWhoWasErasedStandsNowhereAndIsStillKnown() {
        Newcomer member = newcomers.come();
        String card = card();
        hq.run(HEADER + line(member.phone(), card, 350));
        newcomers.bind(member);
        Run.now(() -> erasures.erase(member.person(), Caller.SYSTEM, "asked"));
        assertEquals(List.of(), tablesWith(card));
        JsonPath run = hq.run(HEADER + line(Newcomers.phone(), card, 350));
        assertEquals(List.of("ERASED"), hq.reasons(run.getString("id"), 2));
        assertEquals(List.of(), tablesWith(card));
    }

    @Test
    void aLineThatCouldNotBeReadGoesWithThePersonWhosePhoneIsInIt() {
        Newcomer member = newcomers.member();
        String run = hq.run(HEADER
                        + member.phone() + ",," + NAME + ",,,,,\n"
                        + NAME + "," + member.phone() + "\n"
                        + Newcomers.phone() + ",,留下的人,,,,,\n")
                .getString("id");
        assertEquals(3, hq.view(run).getInt("open"));
        Run.now(() -> erasures.erase(member.person(), Caller.SYSTEM, "asked"));
        assertEquals(1, hq.view(run).getInt("open"));
        assertFalse(hq.download(run).contains(NAME));
    }

    private List<String> tablesWith(String text) {
        List<String> tables = Run.now(
                () -> database.sql("select cast(tablename as text) from pg_tables where schemaname = current_schema()")
                        .list(row -> row.text(0)));
        return tables.stream()
                .filter(table -> Run.now(
                        () -> database.sql("select 1 from " + table + " t where cast(t as text) like :text limit 1")
                                .with("text", "%" + text + "%")
                                .exists()))
                .toList();
    }

    /** The list's row was judged unclaimed, and its person's lock waited for while they bound. */
    @Test
    void aCardThatIsClaimedWhileAListIsAppliedStaysAsItWas() {
        String phone = Newcomers.phone();
        String card = card();
        hq.run(HEADER + line(phone, card, 350));
        UUID person = owner(card);
        String run;
        try (OtherSession binding = OtherSession.begin(source)) {
            binding.run("select 1 from person where id = ? for update", person);
            run = hq.begin(HEADER + line(phone, card, 9_999));
            binding.awaited().run("""
                    insert into wechat_identity (appid, openid, person_id, origin_id, following, known_since)
                    values ('wx-other', gen_random_uuid(), ?, ?, false, now())""", person, person);
        }
        assertEquals("DONE", hq.over(run).getString("state"));
        assertEquals(List.of("CARD_CLAIMED"), hq.reasons(run, 2));
        assertEquals(350, points(card));
    }

    private UUID owner(String card) {
        return Run.now(() -> database.sql("select person_id from offline_card where number = :card")
                .with("card", card)
                .one(row -> row.uuid(0)));
    }

    private long points(String card) {
        return Run.now(() -> database.sql("select points from offline_card where number = :card")
                .with("card", card)
                .one(row -> row.number(0)));
    }

    @Test
    void allWhomSomeLinesConcernAreHeldAtOnce() {
        String phone = Newcomers.phone();
        String card = card();
        hq.run(HEADER + line(phone, card, 350));
        Newcomer joined = newcomers.member();
        JsonPath run = crossing.met(
                owner(card),
                joined.person(),
                () -> hq.run(HEADER + line(joined.phone(), card(), 5) + line(phone, card, 9_999)));
        assertEquals(List.of(1, 1), List.of(run.getInt("joined"), run.getInt("updated")), run::prettyPrint);
        assertEquals(9_999, points(card));
    }
}
