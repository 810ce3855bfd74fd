package io.guike.wechat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.wechat.CallbackRefused.Verdict;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CallbackMessageTest {

    private static final String SUBSCRIBE = """
            <xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o1]]></FromUserName>
            <CreateTime>1700000000</CreateTime><MsgType><![CDATA[event]]></MsgType>
            <Event><![CDATA[subscribe]]></Event><EventKey><![CDATA[qrscene_abc]]></EventKey>
            <Ticket><![CDATA[T]]></Ticket></xml>""";

    @Test
    void aScanThatBeginsTheFollowingCarriesTheBareScene() {
        CallbackMessage message = CallbackMessage.parse(SUBSCRIBE);
        assertEquals(Inbound.Kind.FOLLOWED, message.kind());
        assertEquals("abc", message.scene());
        assertEquals(Instant.ofEpochSecond(1_700_000_000), message.at());
    }

    @Test
    void aSceneThatBeginsLikeThePrefixStaysWhole() {
        CallbackMessage scan = CallbackMessage.parse(
                SUBSCRIBE.replace("subscribe", "SCAN").replace("qrscene_abc", "qrscene_qrscene_abc"));
        assertEquals("qrscene_qrscene_abc", scan.scene());
    }

    @Test
    void followingWithoutACodeHasNoScene() {
        CallbackMessage message = CallbackMessage.parse(SUBSCRIBE.replace("qrscene_abc", ""));
        assertEquals(Inbound.Kind.FOLLOWED, message.kind());
        assertNull(message.scene());
    }

    @Test
    void jsonSaysTheSame() {
        CallbackMessage message = CallbackMessage.parse(
                "{\"ToUserName\":\"gh_1\",\"FromUserName\":\"o1\",\"CreateTime\":1700000000,\"MsgType\":\"event\","
                        + "\"Event\":\"SCAN\",\"EventKey\":\"abc\",\"Deep\":{\"a\":[1]}}");
        assertEquals(Inbound.Kind.SCANNED, message.kind());
        assertEquals("abc", message.scene());
    }

    @Test
    void twoEventsOfOneSecondHaveTwoKeys() {
        String scan = SUBSCRIBE.replace("subscribe", "SCAN");
        assertNotEquals(key(scan), key(SUBSCRIBE));
        assertNotEquals(key(scan), key(scan.replace("qrscene_abc", "other")));
        assertNotEquals(key(scan), key(scan.replace("o1", "o2")));
        assertEquals(key(scan), key(scan.replace("<Ticket><![CDATA[T]]></Ticket>", "")));
    }

    @Test
    void messagesGoByTheirId() {
        String text = SUBSCRIBE.replace("event", "text").replace("<Ticket>", "<MsgId>77</MsgId><Ticket>");
        assertEquals("m:77", key(text));
    }

    @Test
    void documentTypesAndEntitiesAreRefused() {
        assertMalformed("<!DOCTYPE xml [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><xml><a>&x;</a></xml>");
        assertMalformed("<!DOCTYPE xml [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><xml><a>&b;</a></xml>");
        assertMalformed("<xml><a>&unknown;</a></xml>");
    }

    @Test
    void whatIsNoMessageIsRefused() {
        assertMalformed("");
        assertMalformed("hello");
        assertMalformed("<xml>");
        assertMalformed("{\"a\":");
        assertMalformed("[1,2]");
        assertMalformed("<xml></xml>");
        assertMalformed("<xml>" + "<a>".repeat(5000) + "</a>".repeat(5000) + "</xml>");
    }

    private static void assertMalformed(String body) {
        CallbackRefused refused = assertThrows(CallbackRefused.class, () -> CallbackMessage.parse(body), body);
        assertEquals(Verdict.MALFORMED, refused.verdict());
    }

    private static String key(String body) {
        return CallbackMessage.parse(body).businessKey();
    }

    @Test
    void whatIsKeptOfTheKeyTellsNothing() {
        CallbackMessage message = CallbackMessage.parse("<xml><FromUserName>oSomebody</FromUserName>"
                + "<CreateTime>1</CreateTime><MsgType>event</MsgType><Event>SCAN</Event></xml>");
        assertTrue(message.businessKey().contains("oSomebody"));
        assertTrue(message.key().matches("[0-9a-f]{64}"), message.key());
    }
}
