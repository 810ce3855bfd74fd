package io.guike.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.attribution.Scans.Code;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.scancode.CodeKind;
import io.guike.scancode.CodeView;
import io.guike.scancode.ScanCodes;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Chain.Person;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scans are timed by WeChat and told late, rulings and retirements by us: which comes first. */
@QuarkusTest
class FactTimeTest {

    @Inject
    Chain chain;

    @Inject
    Scans scans;

    @Inject
    ScanCodes codes;

    @Inject
    Database database;

    @Inject
    Clock clock;

    private Person hq;
    private StoreView store;
    private StoreView other;
    private String openid;

    /** What a time decides shows best where the latest fact does. */
    @BeforeEach
    void theLatestDecides() {
        hq = chain.hq();
        store = chain.store();
        other = chain.store();
        openid = Scans.openid();
        scans.switchTo(hq.token(), Map.of("rule", "LAST_TOUCH"));
    }

    @AfterEach
    void backToTheDefault() {
        scans.switchTo(chain.hq().token(), Map.of("rule", "FIRST_TOUCH"));
    }

    @Test
    void aMoveComesAfterTheScanThatHeadOfficeSawAlthoughWeChatsClockIsAhead() {
        Instant ahead = clock.instant().plusSeconds(90).truncatedTo(ChronoUnit.SECONDS);
        scan(store, ahead);
        move(other.id());
        assertEquals(other.id(), owner());
        assertEquals("MOVE", scans.attribution(hq.token(), openid).getString("why.factKind"));
        assertEquals(ahead.plus(1, ChronoUnit.MICROS), ruledAt());
        assertEquals(0, scans.wrongOwners(hq.token()));
    }

    @Test
    void ofTwoMovesUnderAClockThatIsBehindTheSecondDecides() {
        scan(store, clock.instant().plusSeconds(90));
        move(other.id());
        move(store.id());
        assertEquals(store.id(), owner());
        move(other.id());
        assertEquals(other.id(), owner());
        assertEquals(0, scans.wrongOwners(hq.token()));
    }

    @Test
    void aScanThatArrivesAfterAMoveIsFoldedWhereItsOwnTimePutsIt() {
        Instant ahead = clock.instant().plusSeconds(90);
        scan(store, ahead);
        move(other.id());
        StoreView third = chain.store();
        scan(third, ahead.minusSeconds(30));
        assertEquals(other.id(), owner(), "made before the ruling, told after it");
        scan(third, ahead.plusSeconds(30));
        assertEquals(third.id(), owner(), "made after the ruling");
        assertEquals(0, scans.wrongOwners(hq.token()));
    }

    @Test
    void withClocksThatAgreeARulingIsTimedByOurs() {
        scan(store, clock.instant().minusSeconds(60));
        Instant before = clock.instant();
        move(other.id());
        Instant at = ruledAt();
        assertEquals(false, at.isBefore(before) || at.isAfter(clock.instant()), () -> before + " " + at);
    }

    @Test
    void aHandoverComesAfterTheScansOfThoseHandedOver() {
        Person from = chain.posted(store.id(), Role.PROMOTER);
        Person to = chain.posted(store.id(), Role.PROMOTER);
        Code code = scans.code(CodeKind.PROMOTER, store.id(), from.id());
        scans.scan(openid, code.scene(), clock.instant().plusSeconds(90)).then().statusCode(200);
        String run = Api.command(hq.token())
                .body(Map.of(
                        "fromStaffId",
                        from.id(),
                        "mode",
                        "EVENLY",
                        "to",
                        List.of(Map.of("staffId", to.id())),
                        "restToStore",
                        false,
                        "reason",
                        "交接"))
                .post("/api/hq/handovers")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        scans.finished(hq.token(), run);
        assertEquals(to.id(), asked("select staff_id from ownership where person_id = :person", row -> row.uuid(0)));
        assertEquals(0, scans.wrongOwners(hq.token()));
    }

    @Test
    void aScanOfBeforeTheRetirementCountsHoweverLateItIsTold() {
        Code code = scans.code(CodeKind.STORE, store.id(), null);
        CodeView retired = Run.now(() -> codes.retire(Caller.SYSTEM, code.id()));
        Instant second = retired.retiredAt().truncatedTo(ChronoUnit.SECONDS);

        scans.scan(openid, code.scene(), second).then().statusCode(200);
        scans.scan(openid, code.scene(), second.plusSeconds(1)).then().statusCode(200);
        assertNull(owner(), "within the second of the retirement, and after it");

        scans.scan(openid, code.scene(), second.minusSeconds(1)).then().statusCode(200);
        assertEquals(store.id(), owner());
        assertEquals(
                List.of("RETIRED_CODE", "RETIRED_CODE", "COUNTS"),
                scans.attribution(hq.token(), openid).getList("touches.verdict"));
        assertEquals(0, scans.wrongOwners(hq.token()));
    }

    private void scan(StoreView at, Instant time) {
        Code code = scans.code(CodeKind.STORE, at.id(), null);
        scans.scan(openid, code.scene(), time).then().statusCode(200);
    }

    private void move(UUID to) {
        Map<String, Object> move = new HashMap<>();
        move.put("storeId", to);
        move.put("reason", "测试");
        Api.command(hq.token())
                .body(move)
                .post("/api/hq/people/" + scans.personOf(openid) + "/moves")
                .then()
                .statusCode(201);
    }

    private UUID owner() {
        return asked("select store_id from ownership where person_id = :person", row -> row.uuidOrNull(0));
    }

    private Instant ruledAt() {
        return asked("select max(at) from owner_ruling where person_id = :person", row -> row.instant(0));
    }

    private <T> T asked(String sql, Function<Row, T> reader) {
        UUID person = scans.personOf(openid);
        return Run.now(() -> database.sql(sql).with("person", person).first(reader));
    }
}
