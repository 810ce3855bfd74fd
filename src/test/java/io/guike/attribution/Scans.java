package io.guike.attribution;

import io.guike.access.Caller;
import io.guike.platform.Database;
import io.guike.scancode.CodeKind;
import io.guike.scancode.CodeView;
import io.guike.scancode.Medium;
import io.guike.scancode.ScanCodes;
import io.guike.support.Api;
import io.guike.support.Run;
import io.guike.wechat.Callbacks;
import io.guike.wechat.WeChatAccounts;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/** Codes and scans for tests: people scan by callbacks, as WeChat would send them. */
@ApplicationScoped
public class Scans {

    @Inject
    ScanCodes codes;

    @Inject
    WeChatAccounts accounts;

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** A code whose scene a test may scan. */
    public record Code(UUID id, String scene) {}

    public Code code(CodeKind kind, UUID store, UUID staff) {
        CodeView view = Run.now(() -> codes.issue(
                Caller.SYSTEM, new ScanCodes.CodeOrder(kind, store, staff, "测试码", List.of(Medium.LINK), false)));
        String link = view.media().get(0).content();
        return new Code(view.id(), link.substring(link.lastIndexOf('/') + 1));
    }

    public static String openid() {
        return "o" + UUID.randomUUID();
    }

    public Response follow(String openid, String scene) {
        return follow(openid, scene, clock.instant());
    }

    public Response follow(String openid, String scene, Instant at) {
        Callbacks callbacks = new Callbacks(accounts.service(), clock.instant());
        return callbacks.safe(callbacks.event(openid, "subscribe", scene.isEmpty() ? "" : "qrscene_" + scene, at));
    }

    public Response scan(String openid, String scene) {
        return scan(openid, scene, clock.instant());
    }

    public Response scan(String openid, String scene, Instant at) {
        Callbacks callbacks = new Callbacks(accounts.service(), clock.instant());
        return callbacks.safe(callbacks.event(openid, "SCAN", scene, at));
    }

    public UUID personOf(String openid) {
        return Run.now(() -> database.sql("select person_id from wechat_identity where openid = :openid")
                .with("openid", openid)
                .first(row -> row.uuid(0)));
    }

    public JsonPath attribution(String hqToken, String openid) {
        return Api.as(hqToken)
                .get("/api/hq/people/" + personOf(openid) + "/attribution")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    public long count(String sql, Object value) {
        return Run.now(() -> database.sql(sql).with("x", value).one(row -> row.number(0)));
    }

    /** Waits for a run to finish. */
    public JsonPath finished(String hqToken, String run) {
        JsonPath[] last = new JsonPath[1];
        Awaitility.await().atMost(java.time.Duration.ofSeconds(60)).until(() -> {
            last[0] = Api.as(hqToken)
                    .get("/api/hq/attribution/runs/" + run)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            return last[0].getBoolean("finished");
        });
        return last[0];
    }

    /** Decides everybody anew from the facts; how many kept owners are wrong. */
    public long wrongOwners(String hqToken) {
        String run = Api.command(hqToken)
                .post("/api/hq/attribution/replays")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        return finished(hqToken, run).getLong("changes");
    }

    public void switchTo(String hqToken, Map<String, ?> policy) {
        String run = Api.command(hqToken)
                .body(policy)
                .post("/api/hq/attribution/dry-runs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        finished(hqToken, run);
        Api.command(hqToken)
                .body(Map.of("dryRunId", run, "note", "测试"))
                .post("/api/hq/attribution/policies")
                .then()
                .statusCode(201);
        allDecided();
    }

    /** Waits until the sweep has been everywhere: right after a switch a scan may still be decided by the policy before. */
    public void allDecided() {
        Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> count(
                                "select count(*) from ownership where policy_version <"
                                        + " (select max(version) from attribution_policy) and 1 = :x",
                                1)
                        == 0);
    }
}
