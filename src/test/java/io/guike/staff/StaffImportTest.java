package io.guike.staff;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StaffImportTest {

    @Inject
    Chain chain;

    @Inject
    StaffMembers members;

    @Inject
    Postings postings;

    @Inject
    Clock clock;

    private String hq;

    @BeforeEach
    void prepare() {
        hq = chain.hq().token();
    }

    @Test
    void tenThousandStaffAreImportedAtOnce() {
        StoreView store = chain.store();
        String prefix = Chain.code();
        StringBuilder file = new StringBuilder("number,name,store,role\n");
        IntStream.range(0, 10_000)
                .forEach(i -> file.append(prefix)
                        .append('-')
                        .append(i)
                        .append(",员工")
                        .append(i)
                        .append(',')
                        .append(store.code())
                        .append(",导购\n"));
        staff(file.toString()).statusCode(200).body("created", equalTo(10_000));
        staff(file.toString()).statusCode(200).body("unchanged", equalTo(10_000));
        assertEquals(
                10_000,
                Chain.await(() -> postings.promotersOf(List.of(store.id()), clock.instant()))
                        .size());
    }

    @Test
    void staffAreHiredMovedAndRenamed() {
        StoreView north = chain.store();
        StoreView south = chain.store();
        String number = Chain.code();
        String header = "工号,姓名,总部,门店编码,职务,任职日期\n";
        staff(header + number + ",李一,否," + north.code() + ",店长,2020-05-01\n").body("created", equalTo(1));
        StaffView hired = Chain.await(() -> members.byNumber(number));
        assertEquals(
                java.time.Instant.parse("2020-04-30T16:00:00Z"),
                hired.assignments().get(0).startsAt());
        assertEquals(false, hired.canSignIn());
        staff(header + number.toLowerCase(java.util.Locale.ROOT) + ",李一,," + north.code() + ",店长,\n")
                .body("unchanged", equalTo(1));
        staff(header + number + ",李壹,," + south.code() + ",导购,\n").body("updated", equalTo(1));
        StaffView moved = Chain.await(() -> members.byNumber(number));
        assertEquals("李壹", moved.name());
        assertEquals(1, moved.assignments().size());
        assertEquals(south.id(), moved.assignments().get(0).storeId());
        assertEquals(Role.PROMOTER, moved.assignments().get(0).role());
        Api.as(hq)
                .queryParam("subject", "staff:" + moved.id())
                .get("/api/hq/audit")
                .then()
                .body("items.action", hasItem("staff.move"));
    }

    @Test
    void staffFlawsAreToldAndNothingIsChanged() {
        String left = Chain.code();
        Chain.await(() -> members.hire(Caller.SYSTEM, left, "离职", false)
                .chain(person -> postings.leave(Caller.SYSTEM, person.id(), null)));
        String good = Chain.code();
        String file = "number,name,hq,store,role,since\n"
                + good + ",好,no,,,\n"
                + left + ",回来,no,,,\n"
                + Chain.code() + ",甲,maybe,NOWHERE,PROMOTER,\n"
                + Chain.code() + ",乙,no,,PROMOTER,\n"
                + Chain.code() + ",丙,no,,,31/01/2026\n"
                + good.toLowerCase(java.util.Locale.ROOT) + ",又,no,,,\n";
        staff(file)
                .statusCode(422)
                .body("errors.line.unique().sort()", equalTo(List.of(3, 4, 5, 6, 7)))
                .body("errors.findAll { it.line == 4 }.field.sort()", equalTo(List.of("hq", "store")))
                .body("total", notNullValue());
        assertNull(Chain.await(() -> members.byNumber(good)));
    }

    @Test
    void importGivesHeadOfficeRightsButNeverTakesThem() {
        String number = Chain.code();
        staff("number,name,hq\n" + number + ",总部新人,是\n").statusCode(200).body("created", equalTo(1));
        assertTrue(Chain.await(() -> members.byNumber(number)).hq());
        staff("number,name,hq\n" + number + ",总部新人,否\n").statusCode(422).body("errors[0].field", equalTo("hq"));
        staff("number,name,hq\n" + number + ",总部新人,\n").statusCode(200).body("unchanged", equalTo(1));
    }

    private ValidatableResponse staff(String file) {
        return Api.command(hq)
                .config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .contentType("text/csv")
                .body(file.getBytes(StandardCharsets.UTF_8))
                .post("/api/hq/imports/staff")
                .then();
    }
}
