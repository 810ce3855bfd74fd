package io.guike.wechat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Database;
import io.guike.support.Api;
import io.guike.support.Run;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CallbackTest {

    @Inject
    WeChatAccounts accounts;

    @Inject
    Database database;

    @Inject
    Recording recording;

    @Inject
    MeterRegistry metrics;

    @Inject
    Clock clock;

    private Callbacks callbacks;
    private String openid;

    @BeforeEach
    void begin() {
        callbacks = new Callbacks(accounts.service(), clock.instant());
        openid = Recording.PREFIX + UUID.randomUUID();
    }

    @Test
    void savingTheAddressIsConfirmedBySendingTheEchoBack() {
        String nonce = Callbacks.nonce();
        Api.anyone()
                .queryParam("signature", Envelope.sign(accounts.service().token(), callbacks.seconds(), nonce))
                .queryParam("timestamp", callbacks.seconds())
                .queryParam("nonce", nonce)
                .queryParam("echostr", "echo 1<2")
                .get("/wechat/" + accounts.service().appid())
                .then()
                .statusCode(200)
                .body(equalTo("echo 1<2"));
    }

    @Test
    void aPlainCallbackIsAnsweredInThePlain() {
        callbacks
                .plain(callbacks.event(openid, "SCAN", "s"))
                .then()
                .statusCode(200)
                .contentType("application/xml")
                .body(containsString("<Content><![CDATA[heard SCANNED]]></Content>"));
        assertEquals(1, effects());
    }

    @Test
    void aSafeCallbackIsAnsweredInTheSameEnvelope() {
        Response answer = callbacks.safe(callbacks.event(openid, "SCAN", "s"));
        CallbackMessage sealed = CallbackMessage.parse(answer.asString());
        assertEquals(
                Envelope.sign(
                        accounts.service().token(),
                        sealed.need("TimeStamp"),
                        sealed.need("Nonce"),
                        sealed.need("Encrypt")),
                sealed.need("MsgSignature"));
        String reply = Envelope.open(accounts.service(), sealed.need("Encrypt"));
        assertEquals("heard SCANNED", CallbackMessage.parse(reply).get("Content"));
        assertEquals(openid, CallbackMessage.parse(reply).get("ToUserName"));
    }

    @Test
    void inCompatibleModeOnlyTheSealedCopyIsBelieved() {
        String nonce = Callbacks.nonce();
        String encrypted = Envelope.seal(accounts.service(), callbacks.event(openid, "SCAN", "true"));
        String clear = callbacks.event(Recording.PREFIX + "victim", "unsubscribe", "");
        String body = clear.replace("</xml>", "<Encrypt><![CDATA[" + encrypted + "]]></Encrypt></xml>");
        callbacks
                .raw()
                .queryParam("timestamp", callbacks.seconds())
                .queryParam("nonce", nonce)
                .queryParam("encrypt_type", "aes")
                .queryParam(
                        "msg_signature",
                        Envelope.sign(accounts.service().token(), callbacks.seconds(), nonce, encrypted))
                .body(body)
                .post("/wechat/" + accounts.service().appid())
                .then()
                .statusCode(200);
        assertEquals(1, effects());
        assertEquals(0, effects(Recording.PREFIX + "victim"));
    }

    @Test
    void aRepeatedCallbackTakesEffectOnceHoweverManyArriveTogether() {
        String xml = callbacks.event(openid, "SCAN", "s");
        List<Response> answers = Run.together(24, number -> callbacks.safe(xml));
        assertTrue(answers.stream().allMatch(answer -> answer.statusCode() == 200));
        assertEquals(
                1,
                answers.stream()
                        .filter(answer -> !answer.asString().equals("success"))
                        .count());
        assertEquals(1, effects());
        assertEquals(1, inboxRows());
    }

    @Test
    void threeDifferentEventsOfOneSecondAreThree() {
        callbacks.safe(callbacks.event(openid, "SCAN", "one"));
        callbacks.safe(callbacks.event(openid, "SCAN", "two"));
        callbacks.safe(callbacks.event(openid, "CLICK", "two"));
        assertEquals(3, effects());
    }

    @Test
    void aFailureInTheMiddleLosesNothing() {
        recording.failNext(openid, 2);
        callbacks
                .safe(callbacks.event(openid, "SCAN", "s"))
                .then()
                .statusCode(200)
                .body(equalTo("success"));
        assertEquals(0, effects());
        await().atMost(30, SECONDS).until(() -> effects() == 1);
        assertEquals(3, recording.heard(openid));
        assertEquals(1, lateReplies());
    }

    @Test
    void slowHandlingIsAnsweredInTimeAndRepliesByMessage() {
        recording.delay(openid, Duration.ofMillis(3_500));
        Instant before = Instant.now();
        callbacks
                .safe(callbacks.event(openid, "SCAN", "s"))
                .then()
                .statusCode(200)
                .body(equalTo("success"));
        assertTrue(Duration.between(before, Instant.now()).compareTo(Duration.ofMillis(4_500)) < 0);
        await().atMost(20, SECONDS).until(() -> effects() == 1);
        await().atMost(20, SECONDS).until(() -> lateReplies() == 1);
        assertEquals(1, recording.heard(openid));
    }

    @Test
    void forgedStaleForeignAndMalformedCallbacksLeaveNoTrace() {
        String xml = callbacks.event(openid, "SCAN", "s");
        long before = allInboxRows();
        String nonce = Callbacks.nonce();
        String token = accounts.service().token();

        assertRefused(403, "unsigned", send(null, callbacks.seconds(), nonce, xml));
        assertRefused(
                403, "forged", send(Envelope.sign("x", callbacks.seconds(), nonce), callbacks.seconds(), nonce, xml));
        String old = Long.toString(clock.instant().minusSeconds(301).getEpochSecond());
        assertRefused(403, "stale", send(Envelope.sign(token, old, nonce), old, nonce, xml));
        String signature = Envelope.sign(token, callbacks.seconds(), nonce);
        String foreign = xml.replace(accounts.service().originalId(), "gh_foreign");
        assertRefused(403, "wrong-account", send(signature, callbacks.seconds(), nonce, foreign));
        assertRefused(400, "malformed", send(signature, callbacks.seconds(), nonce, "<xml>"));
        assertRefused(413, "too-large", send(signature, callbacks.seconds(), nonce, "<xml>" + "x".repeat(70_000)));
        assertEquals(before, allInboxRows());
        assertEquals(0, effects());
    }

    @Test
    void wronglySealedCallbacksLeaveNoTrace() {
        String nonce = Callbacks.nonce();
        String token = accounts.service().token();
        String garbage = "A".repeat(64);
        assertRefused(403, "undecipherable", sealed(token, nonce, garbage));
        var foreign = new WeChatAccounts.Account(
                WeChatAccounts.Kind.SERVICE,
                "wxforeign",
                "s",
                token,
                accounts.service().aesKey(),
                "gh_x");
        String forAnother = Envelope.seal(foreign, callbacks.event(openid, "SCAN", "s"));
        assertRefused(403, "wrong-account", sealed(token, nonce, forAnother));
        String good = Envelope.seal(accounts.service(), callbacks.event(openid, "SCAN", "s"));
        assertRefused(403, "forged", sealed("wrong token", nonce, good));
        assertEquals(0, effects());
    }

    @Test
    void anAccountThatIsNotOursIsUnknown() {
        assertRefused(404, "unknown-account", callbacks.raw().body("<xml/>").post("/wechat/wx-unknown"));
    }

    private Response send(String signature, String timestamp, String nonce, String body) {
        var request = callbacks.raw().queryParam("timestamp", timestamp).queryParam("nonce", nonce);
        if (signature != null) {
            request.queryParam("signature", signature);
        }
        return request.body(body).post("/wechat/" + accounts.service().appid());
    }

    private Response sealed(String token, String nonce, String encrypted) {
        return callbacks
                .raw()
                .queryParam("timestamp", callbacks.seconds())
                .queryParam("nonce", nonce)
                .queryParam("encrypt_type", "aes")
                .queryParam("msg_signature", Envelope.sign(token, callbacks.seconds(), nonce, encrypted))
                .body("<xml><ToUserName>x</ToUserName><Encrypt>" + encrypted + "</Encrypt></xml>")
                .post("/wechat/" + accounts.service().appid());
    }

    private void assertRefused(int status, String verdict, Response answer) {
        answer.then().statusCode(status);
        assertTrue(metrics.counter("guike.wechat.callbacks", "verdict", verdict).count() >= 1, verdict);
    }

    private long effects() {
        return effects(openid);
    }

    private long effects(String of) {
        return count("select count(*) from audit_entry where action = 'test.heard' and subject = :x", of);
    }

    private long inboxRows() {
        return count("select count(*) from wechat_inbox where openid = :x", openid);
    }

    private long allInboxRows() {
        return count("select count(*) from wechat_inbox where openid like :x", "%");
    }

    private long lateReplies() {
        return count(
                "select count(*) from outbox_event where type = 'LateReply' and payload like '%' || :x || '%'", openid);
    }

    private long count(String sql, String value) {
        return Run.now(() -> database.sql(sql).with("x", value).one(row -> row.number(0)));
    }
}
