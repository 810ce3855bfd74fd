package io.guike.store;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.guike.support.Api;
import io.guike.support.Chain;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StoreImportTest {

    private static final String STORE_HEADER = "code,name,region,address,latitude,longitude\n";

    @Inject
    Chain chain;

    @Inject
    Stores stores;

    @Inject
    Regions regions;

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
    void malformedQuotingIsAFlawNotAFailure() {
        List<String> open = new ArrayList<>(List.of(STORE_HEADER + "\"" + Chain.code(), STORE_HEADER + "a\"b,c"));
        open.forEach(file -> stores(file).statusCode(422).body("code", equalTo("import.refused")));
        assertNotNull(Chain.await(() -> regions.below(UUID.randomUUID())));
    }

    private ValidatableResponse stores(String file) {
        return send("stores", file.getBytes(StandardCharsets.UTF_8), "text/csv", key());
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
