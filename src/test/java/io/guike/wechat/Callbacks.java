package io.guike.wechat;

import io.guike.support.Api;
import io.guike.wechat.WeChatAccounts.Account;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Callbacks as WeChat would send them, for tests that do not need the whole platform. */
public final class Callbacks {

    private static final AtomicLong NONCE = new AtomicLong(System.nanoTime());

    private final Account account;
    private final Instant now;

    public Callbacks(Account account, Instant now) {
        this.account = account;
        this.now = now;
    }

    public String event(String openid, String event, String key) {
        return event(openid, event, key, now);
    }

    public String event(String openid, String event, String key, Instant at) {
        return "<xml><ToUserName><![CDATA[" + account.originalId() + "]]></ToUserName><FromUserName><![CDATA[" + openid
                + "]]></FromUserName><CreateTime>" + at.getEpochSecond()
                + "</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[" + event
                + "]]></Event><EventKey><![CDATA[" + key + "]]></EventKey></xml>";
    }

    /** As WeChat pushes it: the sender is its push service, and the person stands in a field of their own. */
    public String privacy(String event, String openid, String revoked, Instant at) {
        return "<xml><ToUserName><![CDATA[" + account.originalId()
                + "]]></ToUserName><FromUserName><![CDATA[push-service]]></FromUserName><CreateTime>"
                + at.getEpochSecond() + "</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[" + event
                + "]]></Event><OpenID><![CDATA[" + openid + "]]></OpenID><AppID><![CDATA[" + account.appid()
                + "]]></AppID><RevokeInfo><![CDATA[" + revoked + "]]></RevokeInfo></xml>";
    }

    public Response safe(String xml) {
        String encrypted = Envelope.seal(account, xml);
        String nonce = nonce();
        String body = "<xml><ToUserName><![CDATA[" + account.originalId() + "]]></ToUserName><Encrypt><![CDATA["
                + encrypted + "]]></Encrypt></xml>";
        return signed(nonce)
                .queryParam("encrypt_type", "aes")
                .queryParam("msg_signature", Envelope.sign(account.token(), seconds(), nonce, encrypted))
                .body(body)
                .post("/wechat/" + account.appid());
    }

    public Response plain(String xml) {
        return signed(nonce()).body(xml).post("/wechat/" + account.appid());
    }

    private RequestSpecification signed(String nonce) {
        return Api.anyone()
                .contentType("text/xml")
                .queryParam("signature", Envelope.sign(account.token(), seconds(), nonce))
                .queryParam("timestamp", seconds())
                .queryParam("nonce", nonce);
    }

    /** A request without the contract's check, for what a stranger may send. */
    RequestSpecification raw() {
        return RestAssured.given().contentType("text/xml");
    }

    String seconds() {
        return Long.toString(now.getEpochSecond());
    }

    static String nonce() {
        return Long.toString(NONCE.incrementAndGet());
    }
}
