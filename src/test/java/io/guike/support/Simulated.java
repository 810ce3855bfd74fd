package io.guike.support;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** What the WeChat platform on loopback can be told and asked beside what WeChat itself can. */
public final class Simulated {

    public static final String CREATE = "/cgi-bin/qrcode/create";

    private Simulated() {}

    public static String at(String path) {
        return ConfigProvider.getConfig().getValue("guike.wechat.api-host", String.class) + "/simulator" + path;
    }

    /** From now on until {@link #works}. */
    public static void fails(Map<String, ?> fault) {
        Response answer = given().contentType("application/json").body(fault).post(at("/faults"));
        answer.then().statusCode(201);
    }

    public static void works() {
        given().delete(at("/faults")).then().statusCode(204);
    }

    /** How often the path was called, refusals included. */
    public static int calls(String path) {
        Integer calls = given().get(at("/stats")).jsonPath().get("calls.'" + path + "'");
        return calls == null ? 0 : calls;
    }

    /** The newest codes of the service account. */
    public static JsonPath codes() {
        String appid = ConfigProvider.getConfig().getValue("guike.wechat.service.app-id", String.class);
        return given().queryParam("appid", appid)
                .queryParam("limit", 100)
                .get(at("/codes"))
                .jsonPath();
    }

    /** The scene behind what a picture holds. */
    public static String sceneOf(String url) {
        return codes().getString("codes.find { it.url == '" + url + "' }.scene");
    }
}
