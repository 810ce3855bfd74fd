package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PassiveReplyTest {
    private static WeChatPlatform platform;
    private static AdminClient client;
    private CallbackServer callback;

    @BeforeAll
    static void start() {
        platform = WeChatPlatform.start(Options.defaults());
        client = new AdminClient(platform);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void listen() {
        callback = new CallbackServer((number, received) -> "success");
    }

    @AfterEach
    void hangUp() {
        callback.close();
    }

    private Account account(String mode) {
        return account(Json.object().put("kind", "service").put("mode", mode));
    }

    private Account account(ObjectNode wanted) {
        wanted.putArray("callbacks").add(callback.url());
        return client.newAccount(wanted);
    }

    private static String verdicts(JsonNode push) {
        StringBuilder text = new StringBuilder();
        push.path("attempts")
                .forEach(a -> text.append(a.path("verdict").asText()).append(' '));
        return text.toString().strip();
    }

    private static JsonNode push(JsonNode action) {
        return action.path("pushes").path(0);
    }

    private static ObjectNode text(Account account, String text) {
        return Json.object().put("appid", account.appid).put("text", text);
    }

    private static String reply(Account account, String openid, String text) {
        return "<xml><ToUserName><![CDATA[" + openid + "]]></ToUserName><FromUserName><![CDATA[" + account.originalId
                + "]]></FromUserName><CreateTime>1700000000</CreateTime><MsgType><![CDATA[text]]></MsgType>"
                + "<Content><![CDATA[" + text + "]]></Content></xml>";
    }

    private static String sealed(Account account, String text) {
        String encrypted = account.envelope().encrypt(text);
        return "<xml><Encrypt><![CDATA[" + encrypted + "]]></Encrypt><MsgSignature><![CDATA["
                + account.envelope().sign("1700000000", "n1", encrypted)
                + "]]></MsgSignature><TimeStamp>1700000000</TimeStamp><Nonce><![CDATA[n1]]></Nonce></xml>";
    }

    @Test
    void passiveReplyIsShown() {
        Account account = account("plain");
        String user = client.newUser();
        String openid = client.openid(user, account);
        callback.answer((number, received) -> reply(account, openid, "欢迎 & 光临"));

        JsonNode push = push(client.act(user, "follow", account));

        assertEquals("replied", push.path("outcome").asText());
        JsonNode message = client.conversation(user, account).path(0);
        assertEquals("欢迎 & 光临", message.path("text").asText());
        assertEquals("account", message.path("from").asText());
        assertEquals("passive", message.path("via").asText());
    }

    @Test
    void sealedReplyIsShownAndItsSignatureIsChecked() {
        Account account = account("safe");
        String user = client.newUser();
        String openid = client.openid(user, account);
        callback.answer((number, received) -> sealed(account, reply(account, openid, "欢迎")));
        assertEquals(
                "replied",
                push(client.act(user, "follow", account)).path("outcome").asText());

        callback.answer((number, received) ->
                sealed(account, reply(account, openid, "欢迎")).replace("n1", "n2"));
        assertEquals(
                "wrong MsgSignature",
                push(client.act(user, "messages", text(account, "hi")))
                        .path("attempts")
                        .path(0)
                        .path("detail")
                        .asText());
    }

    @Test
    void clearReplyInSafeModeIsRefused() {
        Account account = account("safe");
        String user = client.newUser();
        String openid = client.openid(user, account);
        callback.answer((number, received) -> reply(account, openid, "欢迎"));

        assertEquals(
                "unparsable",
                push(client.act(user, "follow", account)).path("outcome").asText());
    }

    @Test
    void newsReplyIsShownWithItsArticle() {
        Account account = account("plain");
        String user = client.newUser();
        String openid = client.openid(user, account);
        callback.answer((number, received) -> reply(account, openid, "x")
                .replace("<![CDATA[text]]>", "<![CDATA[news]]>")
                .replace(
                        "<Content><![CDATA[x]]></Content>",
                        "<ArticleCount>1</ArticleCount><Articles><item><Title>人民广场店</Title><Description>d</Description>"
                                + "<PicUrl>http://p</PicUrl><Url>http://u</Url></item></Articles>"));

        client.act(user, "follow", account);

        JsonNode message = client.conversation(user, account).path(0);
        assertEquals("news", message.path("type").asText());
        assertEquals("人民广场店", message.path("articles").path(0).path("title").asText());
    }

    @Test
    void unparsableAnswerIsNotRetriedAndThePhoneIsTold() {
        Account account = account("plain");
        String user = client.newUser();
        callback.answer((number, received) -> "<html>oops</html>");

        JsonNode push = push(client.act(user, "follow", account));

        assertEquals("unparsable", verdicts(push));
        JsonNode message = client.conversation(user, account).path(0);
        assertEquals("该公众号提供的服务出现故障，请稍后再试", message.path("text").asText());
        assertEquals("system", message.path("from").asText());
    }

    @Test
    void copiesAreSentTogetherAndOneReplyIsShown() {
        Account account = account("plain");
        String user = client.newUser();
        String openid = client.openid(user, account);
        callback.answer((number, received) -> reply(account, openid, "欢迎"));
        ObjectNode follow = Json.object().put("appid", account.appid);
        follow.putObject("push").put("copies", 4).put("repeats", 2);

        JsonNode push = push(client.act(user, "follow", follow));

        assertEquals(6, callback.received.size());
        assertEquals(6, push.path("attempts").size());
        assertEquals(1, client.conversation(user, account).size());
    }
}
