package io.guike.wechat;

import io.guike.platform.Ids;
import io.guike.wechat.WeChatAccounts.Account;
import java.time.Instant;
import java.util.HexFormat;

/** The XML that answers a callback in the conversation. */
final class PassiveReply {

    private PassiveReply() {}

    /** @param text never breaks out of its CDATA section */
    static String text(Account account, String openid, String text, Instant now) {
        return "<xml><ToUserName><![CDATA[" + safe(openid) + "]]></ToUserName><FromUserName><![CDATA["
                + account.originalId() + "]]></FromUserName><CreateTime>" + now.getEpochSecond()
                + "</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[" + safe(text)
                + "]]></Content></xml>";
    }

    static String sealed(Account account, String xml, Instant now) {
        String encrypted = Envelope.seal(account, xml);
        String timestamp = Long.toString(now.getEpochSecond());
        String nonce = HexFormat.of().formatHex(Ids.random(8));
        String signature = Envelope.sign(account.token(), timestamp, nonce, encrypted);
        return "<xml><Encrypt><![CDATA[" + encrypted + "]]></Encrypt><MsgSignature><![CDATA[" + signature
                + "]]></MsgSignature><TimeStamp>" + timestamp + "</TimeStamp><Nonce><![CDATA[" + nonce
                + "]]></Nonce></xml>";
    }

    private static String safe(String text) {
        return text.replace("]]>", "]] >");
    }
}
