package io.guike.scancode;

import static io.guike.support.Chain.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Role;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Chain.Person;
import io.guike.support.Simulated;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PrintsTest {

    private static final String WILD = "../<img src=x onerror=\"a('b')\">&咖啡";

    @Inject
    Chain chain;

    @Inject
    Database database;

    @Inject
    Clock clock;

    private String hq;
    private StoreView store;

    @BeforeEach
    void signIn() {
        hq = chain.hq().token();
        store = chain.store();
    }

    @AfterEach
    void mend() {
        Simulated.works();
    }

    private JsonPath issue(String name, UUID staff, boolean permanent, String... media) {
        Map<String, Object> order = new HashMap<>();
        order.put("kind", staff == null ? "STORE" : "PROMOTER");
        order.put("storeId", store.id());
        order.put("staffId", staff);
        order.put("name", name);
        order.put("media", media);
        order.put("permanent", permanent);
        return Api.command(hq)
                .body(order)
                .post("/api/hq/scan-codes")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private ValidatableResponse picture(JsonPath code, String medium, String format, int size) {
        return Api.as(hq)
                .queryParam("medium", medium)
                .queryParam("format", format)
                .queryParam("size", size)
                .get("/api/hq/scan-codes/{id}/picture", code.getString("id"))
                .then();
    }

    private String service(JsonPath code) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> Api.as(hq)
                                .get("/api/hq/scan-codes/{id}", code.getString("id"))
                                .jsonPath()
                                .getString("media[0].content"),
                        content -> content != null);
    }

    @Test
    void picturesHoldWhatTheCodeSays() throws Exception {
        JsonPath code = issue("门口", null, false, "SERVICE", "MINI", "LINK");
        String link = code.getString("media[2].content");
        assertEquals(
                link,
                Decoding.text(picture(code, "LINK", "png", 300)
                        .statusCode(200)
                        .extract()
                        .asByteArray()));
        String url = service(code);
        assertEquals(
                url,
                Decoding.text(picture(code, "SERVICE", "png", 2000)
                        .statusCode(200)
                        .extract()
                        .asByteArray()));
        byte[] svg = picture(code, "SERVICE", "svg", 640)
                .statusCode(200)
                .contentType("image/svg+xml")
                .extract()
                .asByteArray();
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg));
    }

    @Test
    void miniProgramCodeComesFromWeChatAsJpegOnly() {
        JsonPath code = issue("门口", null, false, "MINI");
        byte[] picture = picture(code, "MINI", "jpeg", 430)
                .statusCode(200)
                .contentType("image/jpeg")
                .extract()
                .asByteArray();
        assertArrayEquals(new byte[] {(byte) 0xFF, (byte) 0xD8}, Arrays.copyOf(picture, 2));
        picture(code, "MINI", "png", 430).statusCode(422).body("code", equalTo("scancode.format-unsupported"));
        picture(code, "MINI", "jpeg", 1281).statusCode(400).body("code", equalTo("request.invalid"));
        picture(code, "LINK", "jpeg", 430).statusCode(422).body("code", equalTo("scancode.format-unsupported"));
        picture(code, "LINK", "png", 430).statusCode(404).body("code", equalTo("scancode.medium-missing"));
        Simulated.fails(Map.of("path", "/wxa/getwxacodeunlimit", "errcode", 45009));
        picture(code, "MINI", "jpeg", 440).statusCode(503).body("code", equalTo("scancode.wechat-unavailable"));
        Simulated.works();
        Simulated.fails(Map.of("path", "/wxa/getwxacodeunlimit", "errcode", 41030));
        picture(code, "MINI", "jpeg", 440).statusCode(409).body("code", equalTo("scancode.wechat-refused"));
    }

    @Test
    void codeThatWeChatHasNotMadeYetIsNotReady() {
        Simulated.fails(Map.of("path", Simulated.CREATE, "errcode", -1));
        JsonPath code = issue("门口", null, false, "SERVICE");
        picture(code, "SERVICE", "png", 640).statusCode(409).body("code", equalTo("scancode.not-ready"));
        byte[] zip = Api.as(hq)
                .queryParam("id", code.getString("id"))
                .get("/api/hq/scan-codes/archive")
                .asByteArray();
        Map<String, byte[]> files = unzip(zip);
        assertEquals(1, files.size());
        assertTrue(
                new String(files.get(Archive.MISSING), StandardCharsets.UTF_8).contains(code.getString("shortCode")));
    }

    @Test
    void sizeHasBounds() {
        JsonPath code = issue("门口", null, false, "LINK");
        for (int size : new int[] {279, 2001}) {
            Api.breaking(hq)
                    .queryParam("medium", "LINK")
                    .queryParam("size", size)
                    .get("/api/hq/scan-codes/{id}/picture", code.getString("id"))
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void archiveHoldsOnePictureForEachCodeUnderASafeName() {
        JsonPath wild = issue(WILD, null, false, "LINK");
        JsonPath permanent = issue("收银台", null, true, "SERVICE", "LINK");
        String url = service(permanent);
        Map<String, byte[]> files = unzip(Api.as(hq)
                .queryParam("storeId", store.id())
                .get("/api/hq/scan-codes/archive")
                .then()
                .statusCode(200)
                .contentType("application/zip")
                .extract()
                .asByteArray());
        assertEquals(2, files.size());
        files.keySet().forEach(name -> assertTrue(name.matches("[\\p{L}\\p{N}_-]+\\.png"), name));
        String start = store.code() + "-";
        assertEquals(url, Decoding.text(files.get(start + "收银台-" + permanent.getString("shortCode") + ".png")));
        String name = files.keySet().stream()
                .filter(file -> file.contains(wild.getString("shortCode")))
                .findFirst()
                .orElseThrow();
        assertEquals(wild.getString("media[0].content"), Decoding.text(files.get(name)));
    }

    @Test
    void archiveOfNothingSaysSo() {
        Api.as(hq)
                .queryParam("storeId", store.id())
                .get("/api/hq/scan-codes/archive")
                .then()
                .statusCode(404)
                .body("code", equalTo("scancode.nothing-to-print"));
    }

    @Test
    void moreCodesThanOneArchiveTakesAreRefused() {
        await(() -> database.sql("""
                        insert into scan_code (id, kind, name, store_id, short_code, scene_key, media, state, created_at)
                        select gen_random_uuid(), 'PRODUCT', 'p' || n, :store, :letter || lpad(cast(n as text), 5, '0'),
                          :key + n, 'LINK', 'ACTIVE', :now
                        from generate_series(1, :many) n""")
                .with("store", store.id())
                .with("letter", Ids.readable(3))
                .with("key", Scenes.newKey() / 2)
                .with("now", clock.instant())
                .with("many", Prints.MOST_AT_ONCE + 1)
                .run());
        for (String path : List.of("/api/hq/scan-codes/archive", "/api/hq/stores/" + store.id() + "/scan-code-page")) {
            var request = path.endsWith("archive") ? Api.as(hq).queryParam("storeId", store.id()) : Api.as(hq);
            request.get(path).then().statusCode(422).body("code", equalTo("scancode.too-many"));
        }
    }

    private static Map<String, byte[]> unzip(byte[] bytes) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return files;
    }

    @Test
    void printedPageShowsEveryCodeAndEscapesNames() {
        issue(WILD, null, false, "LINK");
        IntStream.range(0, PrintPage.ON_A_SHEET).forEach(i -> issue("货架" + i, null, false, "LINK"));
        String page = Api.as(hq)
                .get("/api/hq/stores/{storeId}/scan-code-page", store.id())
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("X-Content-Type-Options", "nosniff")
                .extract()
                .asString();
        assertFalse(page.contains("<img"));
        assertTrue(page.contains("&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;咖啡"));
        assertEquals(13, page.split("<svg", -1).length - 1);
        assertEquals(2, page.split("<section", -1).length - 1);
        assertTrue(page.contains(store.name()));
        assertTrue(page.contains("门店码"));
        assertFalse(page.replace("http://www.w3.org/2000/svg", "").contains("http"), "something from elsewhere");
    }

    @Test
    void linkShowsStoreSalespersonAndTheServiceAccount() {
        Person promoter = chain.posted(store.id(), Role.PROMOTER);
        JsonPath code = issue("我的", promoter.id(), false, "SERVICE", "LINK");
        String url = service(code);
        String link = code.getString("media[1].content");
        String page = Api.anyone()
                .get("/s/{scene}", link.substring(link.lastIndexOf('/') + 1))
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Content-Security-Policy", not(containsString("script")))
                .header("X-Content-Type-Options", "nosniff")
                .body(containsString(store.name()))
                .body(containsString("测试员工"))
                .body(not(containsString("<script")))
                .extract()
                .asString();
        String picture = page.replaceAll("(?s).*src=\"data:image/png;base64,([^\"]*)\".*", "$1");
        assertEquals(url, Decoding.text(java.util.Base64.getDecoder().decode(picture)));
    }

    @Test
    void linkOfNoSceneOrOfARetiredOneShowsTheNeutralPage() {
        JsonPath code = issue("门口", null, false, "LINK");
        String link = code.getString("media[0].content");
        String scene = link.substring(link.lastIndexOf('/') + 1);
        Api.command(hq)
                .post("/api/hq/scan-codes/{id}/retirement", code.getString("id"))
                .then()
                .statusCode(200);
        for (String text : new String[] {scene, "hello", "1AAAAAAAAAAAAAAAAAAAAAAAAA", "<b>'\"", "门".repeat(300)}) {
            Api.anyone()
                    .get("/s/{scene}", text)
                    .then()
                    .statusCode(200)
                    .contentType("text/html")
                    .body(equalTo(LinkPage.neutral()));
        }
    }
}
