package io.guike.membership;

import static io.restassured.RestAssured.given;

import io.guike.access.Caller;
import io.guike.member.Members;
import io.guike.phone.Phones;
import io.guike.platform.Database;
import io.guike.support.Api;
import io.guike.support.Run;
import io.guike.support.Shoppers;
import io.guike.support.Simulated;
import io.guike.vault.PhoneNumber;
import io.guike.wechat.WeChatAccounts;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** People with a phone who sign in from the mini-program and become members, as its pages would do it for them. */
@ApplicationScoped
public class Newcomers {

    @Inject
    Shoppers shoppers;

    @Inject
    WeChatAccounts accounts;

    @Inject
    Members members;

    @Inject
    Memberships memberships;

    @Inject
    Phones phones;

    @Inject
    Profiles profiles;

    @Inject
    Database database;

    /**
     * Somebody who signed in.
     *
     * @param user their id in the simulator
     * @param phone as they write it
     */
    public record Newcomer(String user, String phone, String token, UUID person) {}

    /** A number that nobody has. */
    public static String phone() {
        return "1" + ThreadLocalRandom.current().nextLong(3_000_000_000L, 9_999_999_999L);
    }

    public Newcomer come() {
        return come(phone(), null);
    }

    /** @param scene of the scan that opened the page */
    public Newcomer come(String phone, String scene) {
        String user = given().contentType("application/json")
                .body(Map.of("nickname", "顾客", "phone", phone))
                .post(Simulated.at("/users"))
                .path("id");
        return signIn(user, phone, scene);
    }

    public Newcomer signIn(String user, String phone, String scene) {
        String token = shoppers.signIn(user, scene).token();
        return new Newcomer(user, phone, token, personOf(shoppers.miniOpenid(user)));
    }

    public UUID personOf(String openid) {
        return Run.now(() -> database.sql("select person_id from wechat_identity where openid = :openid")
                .with("openid", openid)
                .one(row -> row.uuid(0)));
    }

    /** What the phone button would give. */
    public String phoneCode(Newcomer newcomer) {
        return given().contentType("application/json")
                .body(Map.of("appid", accounts.mini().appid()))
                .post(Simulated.at("/users/" + newcomer.user() + "/phone-codes"))
                .path("code");
    }

    public void change(Newcomer newcomer, Map<String, ?> change) {
        given().contentType("application/json")
                .body(change)
                .patch(Simulated.at("/users/" + newcomer.user()))
                .then()
                .statusCode(200);
    }

    /** How often the person's number was paid for. */
    public int charged(Newcomer newcomer) {
        return given().get(Simulated.at("/users/" + newcomer.user())).path("chargedPhoneCalls");
    }

    public static List<Map<String, Object>> consents(String... purposes) {
        List<Map<String, Object>> texts = Api.anyone()
                .get("/api/open/consent-texts")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items");
        return List.of(purposes).stream()
                .<Map<String, Object>>map(purpose -> Map.of("purpose", purpose, "textVersion", version(texts, purpose)))
                .toList();
    }

    private static Object version(List<Map<String, Object>> texts, String purpose) {
        return texts.stream()
                .filter(text -> purpose.equals(text.get("purpose")))
                .map(text -> text.get("version"))
                .findFirst()
                .orElseThrow();
    }

    /** What the page sends; more may be put. */
    public Map<String, Object> application(String phoneCode) {
        Map<String, Object> application = new HashMap<>();
        application.put("phoneCode", phoneCode);
        application.put("consents", consents("MEMBERSHIP", "PROFILE"));
        return application;
    }

    public static Response tryBind(Newcomer newcomer, Map<String, ?> application) {
        return Api.as(newcomer.token())
                .contentType("application/json")
                .body(application)
                .post("/api/me/membership");
    }

    public Response tryBind(Newcomer newcomer) {
        return tryBind(newcomer, application(phoneCode(newcomer)));
    }

    /** @return the card */
    public JsonPath bind(Newcomer newcomer) {
        return card(tryBind(newcomer));
    }

    public JsonPath bind(Newcomer newcomer, Map<String, ?> profile) {
        Map<String, Object> application = application(phoneCode(newcomer));
        application.put("profile", profile);
        return card(tryBind(newcomer, application));
    }

    private static JsonPath card(Response answer) {
        return answer.then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .extract()
                .jsonPath();
    }

    public Newcomer member() {
        Newcomer newcomer = come();
        bind(newcomer);
        return newcomer;
    }

    /** Somebody of the old list. */
    public UUID offline(String phone, String cardNumber, String name, Instant since) {
        return Run.now(() -> database.tx(session -> members.makeOffline(since)
                .call(person -> memberships
                        .imported(new Memberships.OfflineCard(person.id(), cardNumber, null, since, null, null))
                        .chain(() -> phones.told(person.id(), PhoneNumber.read(phone)))
                        .chain(() -> profiles.told(person.id(), name)))
                .map(person -> person.id())));
    }

    public long count(String sql, Object value) {
        return Run.now(() -> database.sql(sql).with("x", value).one(row -> row.number(0)));
    }

    public long memberships(UUID person) {
        return count("select count(*) from membership where person_id = :x", person);
    }

    /** How often the person's memberships were welcomed; see {@link CountedWelcomes}. */
    public long welcomes(UUID person) {
        return count("select count(*) from audit_entry where action = 'test.welcome' and subject = :x", "" + person);
    }

    /** Writes down each welcome in its own transaction. */
    @ApplicationScoped
    static class CountedWelcomes implements WelcomePart {

        @Inject
        io.guike.access.AuditLog audit;

        @Override
        public io.smallrye.mutiny.Uni<Void> welcome(Welcome welcome) {
            return audit.record(Caller.SYSTEM, "test.welcome", welcome.person().toString(), Map.of());
        }
    }
}
