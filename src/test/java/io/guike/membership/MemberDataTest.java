package io.guike.membership;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.attribution.Scans;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.scancode.CodeKind;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Run;
import io.guike.vault.PhoneNumber;
import io.guike.vault.Vault;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of members' data when people are merged, parted or erased, and what levels do. */
@QuarkusTest
class MemberDataTest {

    @Inject
    Newcomers newcomers;

    @Inject
    Chain chain;

    @Inject
    Scans scans;

    @Inject
    Database database;

    @Inject
    Vault vault;

    @Test
    void mergingShowsTheSurvivorsCardAndPartingRestoresBoth() {
        String hq = chain.hq().token();
        Newcomer first = newcomers.come();
        JsonPath firstCard = newcomers.bind(first, Map.of("name", "王小明"));
        Newcomer second = newcomers.come();
        JsonPath secondCard = newcomers.bind(second, Map.of("name", "小明", "area", "杭州"));
        String merge = Api.command(hq)
                .body(Map.of("personId", second.person(), "otherPersonId", first.person(), "reason", "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        for (Newcomer either : List.of(first, second)) {
            Api.as(either.token())
                    .get("/api/me/card")
                    .then()
                    .statusCode(200)
                    .body("cardNumber", equalTo(firstCard.getString("cardNumber")))
                    .body("phone", equalTo(firstCard.getString("phone")))
                    .body("name", equalTo("王小明"));
        }
        Api.as(second.token())
                .get("/api/me/profile")
                .then()
                .body("name", equalTo("王小明"))
                .body("area", equalTo("杭州"));
        for (Newcomer either : List.of(first, second)) {
            Api.as(hq)
                    .contentType("application/json")
                    .body(Map.of("phone", either.phone()))
                    .post("/api/hq/members/find")
                    .then()
                    .statusCode(200)
                    .body("personId", equalTo(first.person().toString()));
        }
        Api.command(hq)
                .body(Map.of("reason", "不是同一个人"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(200);
        same(firstCard, first);
        same(secondCard, second);
        assertEquals(
                1, newcomers.count("select count(*) from member_phone where main and person_id = :x", second.person()));
    }

    private static void same(JsonPath card, Newcomer newcomer) {
        JsonPath now = Api.as(newcomer.token())
                .get("/api/me/card")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        for (String field : List.of("cardNumber", "phone", "name", "memberSince", "level", "personNumber")) {
            assertEquals(card.<Object>get(field), now.<Object>get(field), field);
        }
    }

    @Test
    void theHigherLevelOfTwoCardsIsShown() {
        String hq = chain.hq().token();
        String gold = "G" + Chain.code();
        List<Map<String, Object>> levels = new ArrayList<>(Api.as(hq)
                .get("/api/hq/levels")
                .then()
                .statusCode(200)
                .extract()
                .path("items"));
        int rank =
                levels.stream().mapToInt(level -> (int) level.get("rank")).max().orElseThrow() + 1;
        levels.add(Map.of("code", gold, "name", "金卡", "rank", rank, "isDefault", false));
        put(hq, levels).then().statusCode(200).body("items", hasSize(levels.size()));

        Newcomer first = newcomers.member();
        Newcomer second = newcomers.member();
        level(hq, second, "NOTHING", 422);
        level(hq, second, gold, 200);
        levels.remove(levels.size() - 1);
        put(hq, levels).then().statusCode(409).body("code", equalTo("membership.level-in-use"));
        Api.command(hq)
                .body(Map.of("personId", first.person(), "otherPersonId", second.person(), "reason", "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201);
        Api.as(first.token()).get("/api/me/card").then().body("level.code", equalTo(gold));
        Api.as(hq)
                .get("/api/hq/people/" + second.person() + "/membership")
                .then()
                .statusCode(200)
                .body("personId", equalTo(first.person().toString()))
                .body("level.name", equalTo("金卡"));
        level(hq, first, "STANDARD", 200);
        put(hq, levels).then().statusCode(200);
        put(hq, List.of(levels.get(0), levels.get(0)))
                .then()
                .statusCode(422)
                .body("code", equalTo("membership.levels-invalid"));
    }

    private static io.restassured.response.Response put(String hq, List<Map<String, Object>> levels) {
        return Api.as(hq)
                .contentType("application/json")
                .body(Map.of("items", levels))
                .put("/api/hq/levels");
    }

    private static void level(String hq, Newcomer newcomer, String level, int status) {
        Api.command(hq)
                .body(Map.of("level", level, "reason", "补发"))
                .post("/api/hq/people/" + newcomer.person() + "/level")
                .then()
                .statusCode(status);
    }

    @Test
    void theExportTellsEverythingTheMemberGave() {
        Newcomer member = newcomers.come();
        newcomers.change(member, Map.of("riskRank", 3));
        JsonPath card = newcomers.bind(member, Map.of("name", "王小明", "birthday", "1990-05-01"));
        Api.as(member.token())
                .get("/api/me/export")
                .then()
                .statusCode(200)
                .body("sections.membership.cards[0].riskRank", equalTo(3))
                .body("sections.membership.cards[0].benefits", equalTo("HELD"))
                .body("sections.membership.cards[0].levelBy", equalTo("DEFAULT"))
                .body("sections.membership.cards[0].cardNumber", equalTo(card.getString("cardNumber")))
                .body("sections.membership.profile.name", equalTo("王小明"))
                .body("sections.membership.profile.birthday", equalTo("1990-05-01"))
                .body("sections.phones[0].phone", equalTo("+86" + member.phone()));
    }

    @Test
    void theExportTellsWhatBecameOfTheMember() {
        String hq = chain.hq().token();
        UUID store = chain.store().id();
        Newcomer member = newcomers.come(
                Newcomers.phone(), scans.code(CodeKind.STORE, store, null).scene());
        newcomers.bind(member);
        Newcomer other = newcomers.come(member.phone(), null);
        newcomers.tryBind(other).then().statusCode(409);
        Api.as(other.token())
                .get("/api/me/export")
                .then()
                .statusCode(200)
                .body("sections.phoneClaims", hasSize(1))
                .body("sections.phoneClaims[0].state", equalTo("OPEN"))
                .body("sections.phoneClaims[0].phone", equalTo("+86" + member.phone()))
                .body("sections.merges", hasSize(0));
        String merge = Api.command(hq)
                .body(Map.of("personId", other.person(), "otherPersonId", member.person(), "reason", "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Api.command(hq)
                .body(Map.of("reason", "不是同一个人"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(200);
        JsonPath told = Api.as(member.token())
                .get("/api/me/export")
                .then()
                .statusCode(200)
                .body("sections.phoneClaims", hasSize(0))
                .body("sections.merges", hasSize(1))
                .body("sections.merges[0].cause", equalTo("HEAD_OFFICE"))
                .body("sections.owners[0].cause", equalTo("TOUCH"))
                .body("sections.owners[0].fromStore", nullValue())
                .extract()
                .jsonPath();
        assertEquals(told.getString("sections.scans[0].store"), told.getString("sections.owners[0].store"));
        assertNotNull(told.getString("sections.merges[0].undoneAt"));
    }

    @Test
    void anErasedMemberIsReadableNowhereInTheDatabase() {
        String hq = chain.hq().token();
        Newcomer member = newcomers.come();
        String name = "欧阳" + Chain.code();
        JsonPath card = newcomers.bind(member, Map.of("name", name, "birthday", "1971-03-17", "area", name + "村"));
        newcomers.tryBind(newcomers.come(member.phone(), null)).then().statusCode(409);
        Api.as(hq)
                .contentType("application/json")
                .body(Map.of("fields", List.of("PHONE", "NAME", "BIRTHDAY"), "reason", "核对"))
                .post("/api/hq/people/" + member.person() + "/reveals")
                .then()
                .statusCode(200)
                .body("name", equalTo(name));
        String hash = vault.hash(PhoneNumber.read(member.phone()).e164());
        List<String> found = places(member.phone(), name, card.getString("cardNumber"), hash);
        assertTrue(found.contains("member_phone") && found.contains("membership"), "the search finds: " + found);

        Api.as(member.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        assertEquals(List.of("phone_claim"), places(hash), "the other one's claim, with the other one's own number");
        assertEquals(List.of(), places(member.phone(), name, card.getString("cardNumber"), "1971-03-17"));
        assertEquals(1, newcomers.memberships(member.person()), "the count stays right");
        Api.as(hq)
                .get("/api/hq/people/" + member.person() + "/membership")
                .then()
                .statusCode(404);
    }

    /** The tables in which one of the texts stands, as text or as bytes. */
    private List<String> places(String... texts) {
        List<String> needles = Stream.of(texts)
                .flatMap(text -> Stream.of(text, HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8))))
                .map(text -> "%" + text + "%")
                .toList();
        List<String> tables = Run.now(() -> database.sql(
                        "select table_name::text from information_schema.tables where table_schema = 'public' order by 1")
                .list(row -> row.text(0)));
        return tables.stream()
                .filter(table -> Run.now(() -> database.sql(
                                "select 1 from \"" + table + "\" t where cast(t as text) like any(:needles) limit 1")
                        .with("needles", needles)
                        .exists()))
                .toList();
    }
}
