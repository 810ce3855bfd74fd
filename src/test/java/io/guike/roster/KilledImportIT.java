package io.guike.roster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.embedded.Fleet;
import io.guike.embedded.Fleet.Replica;
import io.guike.support.OldList;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long list in a small process that is killed in the middle comes to what it comes to without that. */
class KilledImportIT {

    /** Fewer than the 200,000 that it holds for as well, which take minutes: {@code -Droster.lines=200000}. */
    private static final int LINES = Integer.getInteger("roster.lines", 20_000);

    private static final String SMALL = "-Xmx256m";

    /** Their triggers refuse to forget anything. */
    private static final List<String> APPEND_ONLY =
            List.of("points_posting", "points_entry", "points_lot", "points_lot_move", "earn_occasion", "earn_refund");

    private static final List<String> STORES = codes("S", 6);
    private static final List<String> PROMOTERS = codes("P", 20);

    /** Everything that a run leaves, without the ids and times that each run makes anew. */
    private static final Map<String, String> LEFT = Map.of(
            "offline_card",
            "select concat_ws('|', number, phone_hash, name_hash, level, points, store_id, staff_id, since) as r"
                    + " from offline_card",
            "membership",
            "select concat_ws('|', card_number, level, bound_at, source, store_id, staff_id, benefits) as r from membership",
            "person",
            "select concat_ws('|', c.number, p.known_since, p.member_since, p.merged_into) as r"
                    + " from person p left join offline_card c on c.origin_id = p.id",
            "member_phone",
            "select concat_ws('|', c.number, n.hash, n.main, n.verified_at) as r"
                    + " from member_phone n left join offline_card c on c.origin_id = n.origin_id",
            "member_profile",
            "select concat_ws('|', c.number, p.name is not null) as r"
                    + " from member_profile p left join offline_card c on c.origin_id = p.origin_id",
            "ownership",
            "select concat_ws('|', c.number, o.store_id, o.staff_id, o.since, o.fact_kind, o.policy_version) as r"
                    + " from ownership o left join offline_card c on c.person_id = o.person_id",
            "owner_ruling",
            "select concat_ws('|', c.number, o.kind, o.store_id, o.staff_id, o.at) as r"
                    + " from owner_ruling o left join offline_card c on c.origin_id = o.origin_id",
            "owner_change",
            "select concat_ws('|', c.number, o.to_store, o.to_staff, o.cause) as r"
                    + " from owner_change o left join offline_card c on c.person_id = o.person_id",
            "roster_quarantine",
            "select concat_ws('|', line, card, phone_hash, flaws) as r from roster_quarantine",
            "waste",
            "select 'a piece' as r from import_piece union all select 'a line' from roster_line"
                    + " union all select 'a key' from person_key k join roster_run r on r.id = k.person_id"
                    + " where k.wrapped is not null");

    @TempDir
    Path directory;

    private Fleet fleet;
    private Replica replica;
    private String token;

    private static List<String> codes(String letter, int many) {
        return IntStream.range(0, many).mapToObj(i -> letter + i).toList();
    }

    @Test
    void anImportThatIsKilledInTheMiddleComesToTheSameAsOneThatIsNot() throws Exception {
        try (Fleet started = new Fleet(directory)) {
            fleet = started;
            replica = fleet.startReplica(SMALL, Fleet.FAST);
            token = fleet.hqToken(replica);
            layChain();
            OldList list = new OldList(LINES, STORES, PROMOTERS);

            JsonPath uncut = over(list.start(this::request));
            Map<String, String> expected = left();
            forget();

            String run = list.start(this::request);
            await().atMost(3, MINUTES).pollInterval(50, MILLISECONDS).until(() -> isHalfApplied(run));
            replica.kill();
            long applied = fleet.number("select created + quarantined from roster_run");
            assertTrue(applied > 0 && applied < LINES, applied + " of " + LINES);
            replica = fleet.startReplica(SMALL, Fleet.FAST);
            JsonPath cut = over(run);

            assertEquals(expected, left());
            for (String count :
                    List.of("lines", "created", "joined", "updated", "unchanged", "levelsKept", "quarantined")) {
                assertEquals(uncut.getLong(count), cut.getLong(count), count);
            }
            assertEquals(LINES, cut.getLong("lines"));
            assertEquals(LINES, cut.getLong("created") + cut.getLong("quarantined"));
            assertTrue(cut.getLong("created") > LINES * 9 / 10);
        }
    }

    private RequestSpecification request() {
        return RestAssured.given().baseUri(replica.url()).header("Authorization", "Bearer " + token);
    }

    private void layChain() {
        request()
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .body(Map.of("code", "R", "name", "华东"))
                .post("/api/hq/regions")
                .then()
                .statusCode(201);
        send(
                "stores",
                "code,name,region,address,latitude,longitude\n"
                        + STORES.stream().map(code -> code + ",店,R,路,31,121\n").collect(Collectors.joining()));
        send(
                "staff",
                "number,name\n"
                        + PROMOTERS.stream().map(number -> number + ",导购\n").collect(Collectors.joining()));
    }

    private void send(String what, String csv) {
        request()
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("text/csv; charset=UTF-8")
                .body(csv.getBytes(UTF_8))
                .post("/api/hq/imports/" + what)
                .then()
                .statusCode(200);
    }

    private JsonPath over(String run) {
        await().atMost(8, MINUTES)
                .pollInterval(200, MILLISECONDS)
                .until(() -> OldList.view(this::request, run).getString("doneAt") != null);
        return OldList.view(this::request, run);
    }

    private boolean isHalfApplied(String run) {
        JsonPath view = OldList.view(this::request, run);
        return view.getString("state").equals("APPLYING") && view.getLong("position") > view.getLong("bytes") / 2;
    }

    /** A sum over each table that knows no order. */
    private Map<String, String> left() {
        Map<String, String> sums = new LinkedHashMap<>();
        LEFT.forEach((table, rows) -> sums.put(
                table,
                fleet.texts("select count(*) || ' rows, ' || coalesce(sum(hashtextextended(r, 0)), 0) from (" + rows
                                + ") rows")
                        .get(0)));
        return sums;
    }

    private void forget() throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + fleet.setting("guike.db.address"),
                        fleet.setting("guike.db.user"),
                        fleet.setting("guike.db.password"));
                Statement statement = connection.createStatement()) {
            for (String table : APPEND_ONLY) {
                statement.execute("alter table " + table + " disable trigger user");
            }
            statement.execute("truncate person, person_key, roster_run, roster_line, import_file cascade");
            for (String table : APPEND_ONLY) {
                statement.execute("alter table " + table + " enable trigger user");
            }
        }
    }
}
