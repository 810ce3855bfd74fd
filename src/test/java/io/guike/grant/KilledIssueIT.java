package io.guike.grant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.embedded.Fleet;
import io.guike.embedded.Fleet.Replica;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long list whose replica is killed in the middle comes to what it comes to without that, and everybody gets one. */
class KilledIssueIT {

    private static final int MEMBERS = Integer.getInteger("issue.members", 20_000);

    private static final String PATH = "/api/hq/coupon-issues";

    @TempDir
    Path directory;

    private final List<String> lines = new ArrayList<>();
    private final Map<String, Integer> expected = new TreeMap<>();

    private Fleet fleet;
    private Replica replica;
    private String token;

    @Test
    void aRunThatIsKilledInTheMiddleGivesEverybodyOneCouponAsOneThatIsNotDoes() throws Exception {
        try (Fleet started = new Fleet(directory)) {
            fleet = started;
            replica = fleet.startReplica();
            token = fleet.hqToken(replica);
            people();
            list();

            UUID plain = template();
            String uncut = start(plain);
            mustBeWhole(plain, over(uncut));

            UUID template = template();
            String run = start(template);
            await().atMost(3, MINUTES).pollInterval(20, MILLISECONDS).until(() -> isWellUnderWay(run));
            replica.kill();
            long dealtWith = count("grant_run_line where run_id", run);
            assertTrue(dealtWith > 0 && dealtWith < lines.size(), dealtWith + " of " + lines.size());
            assertEquals(
                    0,
                    fleet.number(
                            "select (select count(*) from coupon where template_id = ?)"
                                    + " - (select count(*) from grant_run_line where run_id = ? and outcome = 'GRANTED')",
                            template,
                            UUID.fromString(run)),
                    "a coupon and its line are there together, or neither is");

            replica = fleet.startReplica();
            mustBeWhole(template, over(run));
            assertEquals(outcomes(uncut), outcomes(run));
        }
    }

    private void people() {
        fleet.change(
                "insert into person (id, number, known_since)"
                        + " select gen_random_uuid(), 'M' || lpad(cast(i as text), 6, '0'), now()"
                        + " from generate_series(1, ?) as i",
                MEMBERS);
    }

    private void list() {
        for (int i = 1; i <= MEMBERS; i++) {
            add("M%06d".formatted(i), "GRANTED");
            if (i % 500 == 0) {
                add("M%06d".formatted(i - 490), "REPEATED");
            }
            if (i % 777 == 0) {
                add("NOBODY" + i, "UNKNOWN");
            }
            if (i % 1_000 == 0) {
                add("\"broken\"" + i, "MALFORMED");
            }
        }
    }

    private void add(String line, String outcome) {
        lines.add(line);
        expected.merge(outcome, 1, Integer::sum);
    }

    private UUID template() {
        UUID template = UUID.randomUUID();
        fleet.change(
                "insert into coupon_template (id, name, created_at, created_by) values (?, '国庆券', now(), 'test')",
                template);
        fleet.change(
                "insert into coupon_template_version (template_id, version, terms, offer, at, by)"
                        + " values (?, 1, ?, ?, now(), 'test')",
                template,
                "{\"kind\":\"AMOUNT\",\"amountFen\":1000,\"validity\":{\"kind\":\"DAYS\",\"days\":30}}",
                "{\"perPerson\":3}");
        fleet.change(
                "insert into coupon_stock (template_id, state, version, taken, used_fen) values (?, 'OPEN', 1, 0, 0)",
                template);
        return template;
    }

    private RequestSpecification request() {
        return RestAssured.given().baseUri(replica.url()).header("Authorization", "Bearer " + token);
    }

    private RequestSpecification command() {
        return request()
                .contentType("application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString());
    }

    private String start(UUID template) {
        byte[] file = ("会员号\n" + String.join("\n", lines) + "\n").getBytes(UTF_8);
        String run = command()
                .body(Map.of("templateId", template, "name", "国庆"))
                .post(PATH)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        int part = file.length / 2 + 3;
        for (int i = 0; i < 2; i++) {
            request()
                    .contentType("application/octet-stream")
                    .body(Arrays.copyOfRange(file, i * part, Math.min(file.length, (i + 1) * part)))
                    .put(PATH + "/" + run + "/parts/" + (i + 1))
                    .then()
                    .statusCode(200);
        }
        command()
                .body(Map.of("parts", 2, "bytes", file.length))
                .post(PATH + "/" + run + "/start")
                .then()
                .statusCode(202);
        return run;
    }

    private JsonPath view(String run) {
        return request().get(PATH + "/" + run).then().statusCode(200).extract().jsonPath();
    }

    private boolean isWellUnderWay(String run) {
        JsonPath view = view(run);
        return view.getLong("position") > view.getLong("bytes") / 4;
    }

    private JsonPath over(String run) {
        await().atMost(5, MINUTES)
                .pollInterval(100, MILLISECONDS)
                .until(() -> view(run).getString("state").equals("DONE"));
        return view(run);
    }

    private long count(String where, String id) {
        return fleet.number("select count(*) from " + where + " = ?", UUID.fromString(id));
    }

    private void mustBeWhole(UUID template, JsonPath run) {
        String id = run.getString("id");
        assertEquals(expected, new TreeMap<>(run.<String, Integer>getMap("outcomes")));
        assertEquals(lines.size(), run.getInt("lines"));
        assertEquals(lines.size(), count("grant_run_line where run_id", id));
        assertEquals(MEMBERS, fleet.number("select count(*) from coupon where template_id = ?", template));
        assertEquals(
                MEMBERS, fleet.number("select count(distinct person_id) from coupon where template_id = ?", template));
        assertEquals(MEMBERS, fleet.number("select taken from coupon_stock where template_id = ?", template));
        assertEquals(
                0,
                fleet.number(
                        "select count(*) from coupon c where template_id = ? and not exists"
                                + " (select 1 from grant_run_line l where l.coupon_id = c.id and l.outcome = 'GRANTED')",
                        template));
        assertEquals(0, count("import_piece where file_id", id));
        assertEquals(1, count("person_key where wrapped is null and person_id", id));
    }

    /** A sum over what the lines came to that knows no order. */
    private List<String> outcomes(String run) {
        return fleet.texts(
                "select count(*) || ' lines, ' || sum(hashtextextended(concat_ws('|', line, number, origin_id, outcome), 0))"
                        + " from grant_run_line where run_id = '" + run + "'");
    }
}
