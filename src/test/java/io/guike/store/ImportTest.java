package io.guike.store;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Caller;
import io.guike.platform.Role;
import io.guike.support.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ImportTest {

    private static final String STORE_HEADER = "code,name,region,address,latitude,longitude\n";

    @Inject
    Chain chain;

    @Inject
    Stores stores;

    @Inject
    Regions regions;

    @Inject
    StaffMembers members;

    @Inject
    Postings postings;

    @Inject
    Clock clock;

    private String hq;
    private String region;

    @BeforeEach
    void prepare() {
        hq = chain.hq().token();
        UUID id = chain.region();
        region = Chain.await(() -> regions.get(id)).code();
    }

    @Test
    void storesAreCreatedThenUnchangedThenUpdated() {
        String code = Chain.code();
        String row = code + ",导入店," + region + ",\"淮海中路1号, 2层\",31.22,121.46\n";
        stores(STORE_HEADER + row).statusCode(200).body("created", equalTo(1)).body("updated", equalTo(0));
        stores(STORE_HEADER + row).body("unchanged", equalTo(1));
        stores(STORE_HEADER + row.replace("导入店", "改名店")).body("updated", equalTo(1));
        StoreView store = Chain.await(() -> stores.byCode(code));
        assertEquals("改名店", store.name());
        assertEquals("淮海中路1号, 2层", store.address());
        assertEquals(1, store.version());
    }

    @Test
    void emptyOptionalCellLeavesWhatIsThere() {
        String code = Chain.code();
        String header = "门店编码,门店名称,区域编码,地址,纬度,经度,电话,营业时间,状态\n";
        String row = code + ",店," + region + ",路,31,121,";
        stores(header + row + "021-5550,1-7 10:00-22:00,营业\n").statusCode(200);
        stores(header + row + ",,\n").body("unchanged", equalTo(1));
        stores(header + row + ",,停业\n").body("updated", equalTo(1));
        StoreView store = Chain.await(() -> stores.byCode(code));
        assertEquals("021-5550", store.phone());
        assertEquals(7, store.hours().weekly().size());
        assertEquals(StoreView.State.CLOSED, store.state());
    }

    @Test
    void everyFlawIsToldWithItsLineAndNothingIsChanged() {
        String good = Chain.code();
        String twice = Chain.code();
        String file = STORE_HEADER
                + good + ",好店," + region + ",路,31,121\n"
                + "bad code,店," + region + ",路,31,121\n"
                + Chain.code() + ",,NOWHERE,路,95,abc\n"
                + twice + ",店," + region + ",路,31,121\n"
                + "\n"
                + twice + ",店," + region + ",路,31,121\n"
                + Chain.code() + ",店,short\n";
        stores(file)
                .statusCode(422)
                .body("code", equalTo("import.refused"))
                .body("total", equalTo(7))
                .body("errors.findAll { it.line == 3 }.field", equalTo(List.of("code")))
                .body(
                        "errors.findAll { it.line == 4 }.field.sort()",
                        equalTo(List.of("latitude", "longitude", "name", "region")))
                .body("errors.findAll { it.line == 7 }.message", hasItem(containsString("第 5 行")))
                .body("errors.findAll { it.line == 8 }.field", equalTo(List.of("line")));
        assertNull(Chain.await(() -> stores.byCode(good)));
    }

    @Test
    void onlyTheFirstFlawsAreToldButAllAreCounted() {
        StringBuilder file = new StringBuilder(STORE_HEADER);
        for (int i = 0; i < 300; i++) {
            file.append(Chain.code()).append(",店,NOWHERE,路,31,121\n");
        }
        stores(file.toString()).statusCode(422).body("total", equalTo(300)).body("errors", hasSize(200));
    }

    @Test
    void headerMustBeComplete() {
        stores("code,name,colour\n")
                .statusCode(422)
                .body("errors.line", hasItem(1))
                .body("errors.message", hasItem(containsString("colour")));
        stores("\n").statusCode(422);
        stores("code,name,region,address,latitude,longitude,code\n").statusCode(422);
    }

    @Test
    void byteOrderMarkIsSkippedAndGbkIsReadWhereDeclared() {
        String code = Chain.code();
        String file = "门店编码,门店名称,区域编码,地址,纬度,经度\n" + code + ",归客小店," + region + ",路,31,121\n";
        send("stores", ("\uFEFF" + file).getBytes(StandardCharsets.UTF_8), "text/csv", key())
                .statusCode(200)
                .body("created", equalTo(1));
        byte[] gbk = file.getBytes(Charset.forName("GBK"));
        send("stores", gbk, "text/csv; charset=GBK", key()).statusCode(200).body("unchanged", equalTo(1));
        send("stores", gbk, "text/csv", key()).statusCode(422).body("errors[0].message", containsString("UTF-8"));
        send("stores", gbk, "text/csv; charset=EBCDIC", key()).statusCode(415);
    }

    @Test
    void sameFileUnderTheSameKeyIsAnsweredFromMemory() {
        String key = key();
        byte[] file = (STORE_HEADER + Chain.code() + ",店," + region + ",路,31,121\n").getBytes(StandardCharsets.UTF_8);
        send("stores", file, "text/csv", key).statusCode(200).body("created", equalTo(1));
        send("stores", file, "text/csv", key).statusCode(200).body("created", equalTo(1));
        byte[] other = (STORE_HEADER + Chain.code() + ",店," + region + ",路,31,121\n").getBytes(StandardCharsets.UTF_8);
        send("stores", other, "text/csv", key).statusCode(422).body("code", equalTo("idempotency.key-reused"));
    }

    @Test
    void parallelImportsOfOneFileMakeEachStoreOnce() {
        StringBuilder file = new StringBuilder(STORE_HEADER);
        IntStream.range(0, 700)
                .forEach(i ->
                        file.append(Chain.code()).append(",店,").append(region).append(",路,31,121\n"));
        List<CompletableFuture<Integer>> imports = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.<Integer>supplyAsync(
                        () -> stores(file.toString()).statusCode(200).extract().path("created")))
                .toList();
        assertEquals(700, imports.stream().mapToInt(CompletableFuture::join).sum());
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

    @Test
    void malformedQuotingIsAFlawNotAFailure() {
        List<String> open = new ArrayList<>(List.of(STORE_HEADER + "\"" + Chain.code(), STORE_HEADER + "a\"b,c"));
        open.forEach(file -> stores(file).statusCode(422).body("code", equalTo("import.refused")));
        assertNotNull(Chain.await(() -> regions.below(UUID.randomUUID())));
    }

    private ValidatableResponse stores(String file) {
        return send("stores", file.getBytes(StandardCharsets.UTF_8), "text/csv", key());
    }

    private ValidatableResponse staff(String file) {
        return send("staff", file.getBytes(StandardCharsets.UTF_8), "text/csv", key());
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private ValidatableResponse send(String what, byte[] file, String type, String key) {
        return Api.as(hq)
                .config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .header("Idempotency-Key", key)
                .contentType(type)
                .body(file)
                .post("/api/hq/imports/" + what)
                .then();
    }
}
