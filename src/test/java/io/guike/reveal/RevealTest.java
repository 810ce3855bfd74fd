package io.guike.reveal;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.guike.access.Role;
import io.guike.attribution.Scans;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.scancode.CodeKind;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who sees personal data in clear. */
@QuarkusTest
class RevealTest {

    @Inject
    Newcomers newcomers;

    @Inject
    Scans scans;

    @Inject
    Chain chain;

    private static Response reveal(String token, String path, List<String> fields) {
        return Api.as(token)
                .contentType("application/json")
                .body(Map.of("fields", fields, "reason", "顾客来电核对"))
                .post(path + "/reveals");
    }

    @Test
    void whatIsAskedForIsShownAndARecordIsLeft() {
        Newcomer member = newcomers.come();
        newcomers.bind(member, Map.of("name", "王小明", "birthday", "1990-05-01"));
        Chain.Person hq = chain.hq();
        String people = "/api/hq/people/" + member.person();
        reveal(hq.token(), people, List.of("PHONE", "NAME"))
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("phone", equalTo("+86" + member.phone()))
                .body("name", equalTo("王小明"))
                .body("birthday", nullValue());
        Response records = Api.as(hq.token()).get("/api/hq/reveals?personId=" + member.person());
        records.then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].actor", equalTo("staff:" + hq.id()))
                .body("items[0].fields", equalTo(List.of("PHONE", "NAME")))
                .body("items[0].reason", equalTo("顾客来电核对"));
        assertFalse(records.asString().contains(member.phone())
                || records.asString().contains("王小明"));
        Api.as(member.token()).get("/api/me/export").then().body("sections.reveals", hasSize(1));
    }

    @Test
    void theManagerOfTheOwningStoreSeesItAndNoOther() {
        UUID store = chain.store().id();
        UUID elsewhere = chain.store().id();
        Newcomer member = newcomers.come(
                Newcomers.phone(), scans.code(CodeKind.STORE, store, null).scene());
        newcomers.bind(member);
        String theirs = chain.posted(store, Role.STORE_MANAGER).token();
        String others = chain.posted(elsewhere, Role.STORE_MANAGER).token();
        reveal(theirs, "/api/store/" + store + "/people/" + member.person(), List.of("PHONE"))
                .then()
                .statusCode(200)
                .body("phone", equalTo("+86" + member.phone()));
        reveal(others, "/api/store/" + elsewhere + "/people/" + member.person(), List.of("PHONE"))
                .then()
                .statusCode(404);
        reveal(others, "/api/store/" + store + "/people/" + member.person(), List.of("PHONE"))
                .then()
                .statusCode(403);
        assertEquals(1, newcomers.count("select count(*) from reveal where person_id = :x", member.person()));
    }

    @Test
    void nobodyRevealsPeopleByTheDozen() {
        Newcomer member = newcomers.member();
        String hq = chain.hq().token();
        String people = "/api/hq/people/" + member.person();
        List<Integer> statuses = IntStream.range(0, 31)
                .mapToObj(i -> reveal(hq, people, List.of("NAME")).statusCode())
                .toList();
        assertEquals(30, statuses.stream().filter(status -> status == 200).count(), statuses::toString);
        assertEquals(429, statuses.get(30));
    }

    @Test
    void aVisitorHasNothingToReveal() {
        Newcomer visitor = newcomers.come();
        reveal(chain.hq().token(), "/api/hq/people/" + visitor.person(), List.of("PHONE"))
                .then()
                .statusCode(404)
                .body("code", equalTo("membership.unknown"));
    }
}
