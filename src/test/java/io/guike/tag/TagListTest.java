package io.guike.tag;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.access.Caller;
import io.guike.claim.Sales;
import io.guike.member.Erasures;
import io.guike.member.Members;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.member.Person;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Crossing;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of people under a tag. */
@QuarkusTest
class TagListTest {

    private static final int SOME = 1_203;

    @Inject
    Sales sales;

    @Inject
    Merges merges;

    @Inject
    Members members;

    @Inject
    Database database;

    @Inject
    Crossing crossing;

    @Inject
    Erasures erasures;

    @Inject
    Chain chain;

    @Inject
    Clock clock;

    private String hq = "";
    private String code = "";

    @BeforeEach
    void begin() {
        hq = chain.hq().token();
        code = Tagging.tag(hq);
    }

    private static List<String> numbers(List<Caller> people) {
        return people.stream().map(Caller::name).toList();
    }

    private static void did(Response answer, int created, int updated, int unchanged) {
        answer.then()
                .statusCode(200)
                .body("created", equalTo(created))
                .body("updated", equalTo(updated))
                .body("unchanged", equalTo(unchanged));
    }

    private void carriedBy(int people) {
        Tagging.view(hq, code).then().statusCode(200).body("people", equalTo(people));
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    @Test
    void aListIsCarriedOutOnceChangedAndTakenBack() {
        List<Caller> people = sales.people(SOME);
        String file = Tagging.list(numbers(people)) + people.get(7).name() + "\n\n";
        Map<String, String> reason = Map.of("reason", "茶会名单");
        String key = key();
        did(Tagging.putAll(hq, code, file, reason, key), SOME, 0, 0);
        did(Tagging.putAll(hq, code, file, reason, key), SOME, 0, 0);
        did(Tagging.putAll(hq, code, file), 0, 0, SOME);
        carriedBy(SOME);
        assertEquals(people.stream().map(Caller::id).collect(Collectors.toSet()), carriers());
        Map<String, String> ending =
                Map.of("reason", "茶会名单", "until", Days.today(clock).plusDays(30).toString());
        did(Tagging.putAll(hq, code, Tagging.list(numbers(people.subList(0, 10))), ending, key()), 0, 10, 0);
        String half = Tagging.list(numbers(people.subList(0, 600)));
        did(Tagging.takeAll(hq, code, half), 0, 600, 0);
        did(Tagging.takeAll(hq, code, half), 0, 0, 600);
        carriedBy(SOME - 600);
        Api.as(hq)
                .queryParam("subject", "tag:" + code)
                .get("/api/hq/audit")
                .then()
                .body("items.findAll { it.action == 'tag.list' }", hasSize(3))
                .body("items.findAll { it.action == 'tag.list-removal' }[1].detail.result.updated", equalTo(600));
    }

    private Set<UUID> carriers() {
        List<UUID> found = new ArrayList<>();
        String cursor = null;
        do {
            var request = Api.as(hq).queryParam("limit", 100);
            JsonPath page = (cursor == null ? request : request.queryParam("cursor", cursor))
                    .get("/api/hq/tags/" + code + "/people")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            page.getList("items.personId", String.class).forEach(id -> found.add(UUID.fromString(id)));
            cursor = page.getString("next");
        } while (cursor != null);
        Set<UUID> distinct = new HashSet<>(found);
        assertEquals(found.size(), distinct.size(), "each of them once");
        return distinct;
    }

    @Test
    void everyFlawIsToldWithItsLineAndNothingIsChanged() {
        String good = sales.people(1).get(0).name();
        Caller gone = sales.people(1).get(0);
        Run.now(() -> erasures.erase(gone.id(), Caller.SYSTEM, "asked"));
        String file = "number\n" + good + "\nNOBODY\n\n" + "9".repeat(41) + "\na,b\n";
        Tagging.putAll(hq, code, file)
                .then()
                .statusCode(422)
                .body("code", equalTo("import.refused"))
                .body("total", equalTo(3))
                .body("errors.line", containsInAnyOrder(3, 5, 6));
        Tagging.takeAll(hq, code, file).then().statusCode(422).body("total", equalTo(3));
        Tagging.putAll(hq, code, Tagging.list(List.of(good, gone.name())))
                .then()
                .statusCode(422)
                .body("errors.line", contains(3));
        carriedBy(0);
    }

    @Test
    void whatIsNoListIsRefused() {
        for (String file : List.of("\n", "会员号\n", "姓名\n王小明\n", "会员号,卡号\na,b\n", "会员号\n\"a\n")) {
            Tagging.putAll(hq, code, file).then().statusCode(422).body("code", equalTo("import.refused"));
        }
        String one = Tagging.list(List.of(sales.people(1).get(0).name()));
        Tagging.putAll(hq, Tagging.code(), one).then().statusCode(404).body("code", equalTo("tag.unknown"));
        Tagging.takeAll(hq, Tagging.code(), one).then().statusCode(404);
        String past = Days.today(clock).minusDays(1).toString();
        Tagging.putAll(hq, code, one, Map.of("reason", "晚了", "until", past), key())
                .then()
                .statusCode(400)
                .body("code", equalTo("request.invalid"));
        Api.breaking(hq)
                .header("Idempotency-Key", key())
                .contentType("text/csv; charset=UTF-8")
                .body(one)
                .post("/api/hq/tags/" + code + "/people")
                .then()
                .statusCode(400);
        String key = key();
        Map<String, String> reason = Map.of("reason", "第一次");
        did(Tagging.putAll(hq, code, one, reason, key), 1, 0, 0);
        Tagging.putAll(hq, code, one, Map.of("reason", "第二次"), key)
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency.key-reused"));
        carriedBy(1);
    }

    @Test
    void aSpreadsheetOfTheRegionIsRead() {
        List<String> some = numbers(sales.people(3));
        byte[] gbk = Tagging.list(some).getBytes(Charset.forName("GBK"));
        Api.as(hq)
                .header("Idempotency-Key", key())
                .queryParam("reason", "茶会名单")
                .contentType("text/csv; charset=GBK")
                .body(gbk)
                .post("/api/hq/tags/" + code + "/people")
                .then()
                .statusCode(200)
                .body("created", equalTo(3));
    }

    @Test
    void aLongListIsListenedToAndATooLongOneRefused() {
        String known = sales.people(1).get(0).name();
        StringBuilder file = new StringBuilder("会员号\n").append(known).append('\n');
        IntStream.range(0, 20_000).forEach(i -> file.append("NOBODY-%015d\n".formatted(i)));
        Tagging.putAll(hq, code, file.toString())
                .then()
                .statusCode(422)
                .body("total", equalTo(20_000))
                .body("errors", hasSize(200))
                .body(
                        "errors.line",
                        equalTo(IntStream.rangeClosed(3, 202).boxed().toList()));
        String line = known + "\n";
        did(Tagging.putAll(hq, code, "会员号\n" + line.repeat(50_000)), 1, 0, 0);
        Tagging.putAll(hq, code, "会员号\n" + line.repeat(50_001))
                .then()
                .statusCode(413)
                .body("code", equalTo("request.too-large"));
    }

    @Test
    void peopleWhoAreMergedWhileAListRunsAreFoundUnderWhomTheyAreNow() {
        List<Caller> people = sales.people(60);
        String file = Tagging.list(numbers(people));
        Run.together(21, i -> i < 20 ? merged(people.get(i), people.get(59 - i)) : Tagging.putAll(hq, code, file));
        Tagging.putAll(hq, code, file).then().statusCode(200);
        carriedBy(40);
        assertEquals(60, sales.number("select count(*) from member_tag where tag = :x", code));
        assertEquals(
                0,
                sales.number(
                        "select count(*) from member_tag t join person p on p.id = t.person_id"
                                + " where t.tag = :x and p.merged_into is not null",
                        code));
    }

    /** The first of the list became part of the last. */
    @Test
    void aLongListHoldsPeopleInTheOrderOfWhomTheyAreNow() {
        Caller first = sales.people(1).get(0);
        List<Caller> others = sales.people(600);
        Person last = Run.now(() -> database.tx(() -> members.makeOffline(Instant.parse("2001-01-01T00:00:00Z"))));
        assertEquals(
                last.id(),
                Run.now(() -> merges.merge(first.id(), last.id(), Merge.Cause.HEAD_OFFICE, Caller.SYSTEM, "测试"))
                        .id());
        List<String> numbers = new ArrayList<>(numbers(others));
        numbers.add(first.name());
        String key = key();
        Response answer = crossing.met(
                others.get(599).id(),
                last.id(),
                () -> Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .until(
                                () -> Tagging.putAll(hq, code, Tagging.list(numbers), Map.of("reason", "茶会名单"), key),
                                done -> done.statusCode() != 503));
        did(answer, 601, 0, 0);
        carriedBy(601);
    }

    private UUID merged(Caller one, Caller other) {
        return Run.now(() -> merges.merge(one.id(), other.id(), Merge.Cause.HEAD_OFFICE, Caller.SYSTEM, "测试"))
                .id();
    }

    @Test
    void ofTwoListsThatComeAtOnceEachPersonIsPutOnce() {
        String file = Tagging.list(numbers(sales.people(600)));
        int created = Run.together(2, i -> Tagging.putAll(hq, code, file)).stream()
                .mapToInt(answer -> answer.then().statusCode(200).extract().<Integer>path("created"))
                .sum();
        assertEquals(600, created);
        carriedBy(600);
    }
}
