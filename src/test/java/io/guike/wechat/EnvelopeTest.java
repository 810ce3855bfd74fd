package io.guike.wechat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.wechat.CallbackRefused.Verdict;
import io.guike.wechat.WeChatAccounts.Account;
import io.guike.wechat.WeChatAccounts.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The published examples of WeChat, and what must not pass. */
class EnvelopeTest {

    private static final JsonNode GOLDEN = golden();
    private static final Account ACCOUNT = new Account(
            Kind.SERVICE,
            GOLDEN.get("appid").asText(),
            "secret",
            GOLDEN.get("token").asText(),
            GOLDEN.get("encoding_aes_key").asText(),
            "gh_97417a04a28d");

    private static JsonNode golden() {
        try {
            return new ObjectMapper()
                    .readTree(EnvelopeTest.class.getResource("/wechat-golden-vectors.json"))
                    .get("message_push");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void signsAsThePublishedExamples() {
        for (String example : new String[] {"url_check", "plain_push"}) {
            JsonNode push = GOLDEN.get(example);
            assertEquals(
                    text(push, "signature"),
                    Envelope.sign(ACCOUNT.token(), text(push, "timestamp"), text(push, "nonce")));
        }
    }

    @Test
    void opensThePublishedSafePush() {
        JsonNode push = GOLDEN.get("safe_push");
        Envelope.verify(
                ACCOUNT,
                text(push, "msg_signature"),
                text(push, "timestamp"),
                text(push, "nonce"),
                text(push, "encrypt"),
                Instant.ofEpochSecond(push.get("timestamp").asLong()));
        assertEquals(text(push, "plaintext"), Envelope.open(ACCOUNT, text(push, "encrypt")));
    }

    @Test
    void sealsAsThePublishedReply() {
        JsonNode reply = GOLDEN.get("encrypted_reply");
        String sealed = Envelope.seal(
                ACCOUNT, text(reply, "plaintext"), text(reply, "random").getBytes(StandardCharsets.UTF_8));
        assertEquals(text(reply, "encrypt"), sealed);
        assertEquals(
                text(reply, "msg_signature"),
                Envelope.sign(ACCOUNT.token(), text(reply, "timestamp"), text(reply, "nonce"), sealed));
    }

    @Test
    void whatWasSealedOpensAgainWhateverItsLength() {
        for (int length = 0; length < 100; length++) {
            String message = "归".repeat(length);
            assertEquals(message, Envelope.open(ACCOUNT, Envelope.seal(ACCOUNT, message)));
        }
    }

    @Test
    void anotherAccountsMessageIsRefused() {
        Account other = new Account(
                Kind.SERVICE, "wx0000000000000000", "secret", ACCOUNT.token(), ACCOUNT.aesKey(), "gh_other");
        assertEquals(Verdict.WRONG_ACCOUNT, refusal(() -> Envelope.open(ACCOUNT, Envelope.seal(other, "<xml/>"))));
    }

    @Test
    void garbageIsUndecipherable() {
        assertEquals(Verdict.UNDECIPHERABLE, refusal(() -> Envelope.open(ACCOUNT, "not base64 at all")));
        assertEquals(Verdict.UNDECIPHERABLE, refusal(() -> Envelope.open(ACCOUNT, "AAAA")));
        assertEquals(Verdict.UNDECIPHERABLE, refusal(() -> Envelope.open(ACCOUNT, "A".repeat(43) + "=")));
    }

    @Test
    void aSignatureOfTheWrongTokenIsForged() {
        Instant now = Instant.ofEpochSecond(1_700_000_000);
        String forged = Envelope.sign("WRONG", "1700000000", "n");
        assertEquals(Verdict.FORGED, refusal(() -> Envelope.verify(ACCOUNT, forged, "1700000000", "n", null, now)));
        assertEquals(Verdict.UNSIGNED, refusal(() -> Envelope.verify(ACCOUNT, null, "1700000000", "n", null, now)));
    }

    @Test
    void aSignatureIsGoodForFiveMinutesBothWays() {
        String signature = Envelope.sign(ACCOUNT.token(), "1700000000", "n");
        Envelope.verify(ACCOUNT, signature, "1700000000", "n", null, Instant.ofEpochSecond(1_700_000_300));
        Envelope.verify(ACCOUNT, signature, "1700000000", "n", null, Instant.ofEpochSecond(1_699_999_700));
        assertEquals(
                Verdict.STALE,
                refusal(() -> Envelope.verify(
                        ACCOUNT, signature, "1700000000", "n", null, Instant.ofEpochSecond(1_700_000_301))));
        assertEquals(
                Verdict.STALE,
                refusal(() -> Envelope.verify(
                        ACCOUNT, signature, "1700000000", "n", null, Instant.ofEpochSecond(1_699_999_699))));
    }

    private static Verdict refusal(Runnable what) {
        return assertThrows(CallbackRefused.class, what::run).verdict();
    }

    private static String text(JsonNode node, String field) {
        return node.get(field).asText();
    }
}
