package io.guike.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** An application behind a service account in safe mode: it opens what the platform sends and seals what it answers. */
final class PhoneApplication implements AutoCloseable {
    /** A text that it fails at. */
    static final String UPSET = "出错";

    final Account account;
    final Account miniProgram;
    private final AdminClient client;
    private final CallbackServer callback = new CallbackServer((number, received) -> answer(received));

    PhoneApplication(AdminClient client) {
        this.client = client;
        ObjectNode change = Json.object().put("mode", "safe");
        change.putArray("callbacks").add(callback.url());
        var accounts = client.get("/accounts").path("accounts");
        account = Json.read(
                client.admin(
                        "PATCH", "/accounts/" + accounts.path(0).path("appid").asText(), change),
                Account.class);
        miniProgram = Json.read(accounts.path(1), Account.class);
    }

    String pageUrl() {
        return callback.url() + "?page=offers";
    }

    String newCode(String scene) {
        return newCode("QR_LIMIT_STR_SCENE", scene, 0);
    }

    String newCode(String action, String scene, int seconds) {
        ObjectNode request = Json.object().put("action_name", action).put("expire_seconds", seconds);
        request.putObject("action_info").putObject("scene").put("scene_str", scene);
        return client.call(account, "POST", "/cgi-bin/qrcode/create", request.toString())
                .path("url")
                .asText();
    }

    void publishMenu() {
        ObjectNode menu = Json.object();
        var buttons = menu.putArray("button");
        buttons.addObject().put("type", "click").put("name", "新品").put("key", "NEW");
        var children = buttons.addObject().put("name", "会员").putArray("sub_button");
        children.addObject().put("type", "view").put("name", "会员中心").put("url", pageUrl());
        children.addObject()
                .put("type", "miniprogram")
                .put("name", "小程序")
                .put("appid", miniProgram.appid)
                .put("pagepath", "pages/home/home")
                .put("url", pageUrl());
        client.call(account, "POST", "/cgi-bin/menu/create", menu.toString());
    }

    void sendCustom(String openid, String text) {
        ObjectNode message = Json.object().put("touser", openid).put("msgtype", "text");
        message.putObject("text").put("content", text);
        client.call(account, "POST", "/cgi-bin/message/custom/send", message.toString());
    }

    /** {@code Event EventKey} of the events so far, oldest first. */
    List<String> events() {
        return callback.received.stream()
                .filter(received -> received.method().equals("POST"))
                .map(this::opened)
                .filter(fields -> "event".equals(fields.get("MsgType")))
                .map(fields -> (fields.get("Event") + " " + fields.get("EventKey")).strip())
                .toList();
    }

    private Map<String, Object> opened(CallbackServer.Received received) {
        try {
            return PushFormat.readXml(account.envelope().decrypt(received.member("Encrypt")));
        } catch (Envelope.Broken e) {
            throw new AssertionError(received.body(), e);
        }
    }

    private String answer(CallbackServer.Received received) {
        if (received.method().equals("GET")) {
            return "<!doctype html><meta charset=\"utf-8\"><title>offers</title><h1>Offers</h1>";
        }
        Map<String, Object> fields = opened(received);
        String key = String.valueOf(fields.get("EventKey"));
        String what = String.valueOf(fields.get("Event") == null ? fields.get("Content") : fields.get("Event"));
        return switch (what) {
            case "subscribe" -> sealed(fields, text("欢迎光临 " + key));
            case "SCAN" -> sealed(fields, text("欢迎回来 " + key));
            case "CLICK" -> sealed(fields, news());
            case "unsubscribe", "VIEW", "view_miniprogram" -> "success";
            case UPSET -> CallbackServer.ERROR_500;
            default -> sealed(fields, text("收到 " + what + " <a href=\"" + pageUrl() + "\">看看</a>"));
        };
    }

    private static String text(String content) {
        return "<MsgType>text</MsgType><Content><![CDATA[" + content + "]]></Content>";
    }

    private String news() {
        return "<MsgType>news</MsgType><ArticleCount>1</ArticleCount><Articles><item><Title>新品上架</Title>"
                + "<Description>到店试穿</Description><PicUrl></PicUrl><Url><![CDATA[" + pageUrl()
                + "]]></Url></item></Articles>";
    }

    private String sealed(Map<String, Object> request, String members) {
        String encrypted = account.envelope()
                .encrypt("<xml><ToUserName>" + request.get("FromUserName") + "</ToUserName><FromUserName>"
                        + request.get("ToUserName") + "</FromUserName><CreateTime>1700000000</CreateTime>" + members
                        + "</xml>");
        return "<xml><Encrypt>" + encrypted + "</Encrypt><MsgSignature>"
                + account.envelope().sign("1700000000", "n1", encrypted)
                + "</MsgSignature><TimeStamp>1700000000</TimeStamp><Nonce>n1</Nonce></xml>";
    }

    @Override
    public void close() {
        callback.close();
    }
}
