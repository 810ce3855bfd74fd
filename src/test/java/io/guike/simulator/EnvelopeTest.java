package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** The platform's published vectors of the message push. */
class EnvelopeTest {
    private static final Envelope ENVELOPE = new Envelope("AAAAA", "A".repeat(43), "wxba5fad812f8e6fb9");
    private static final String SAFE_PUSH =
            "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsX"
                    + "UnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8"
                    + "EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=";
    private static final String SAFE_PUSH_TEXT =
            "{\"ToUserName\":\"gh_97417a04a28d\",\"FromUserName\":\"o9AgO5Kd5ggOC-bXrbNODIiE3bGY\",\"CreateTime\":"
                    + "1714112445,\"MsgType\":\"event\",\"Event\":\"debug_demo\",\"debug_str\":\"hello world\"}";

    @Test
    void urlCheckSignatureIsThePublishedOne() {
        assertEquals("f464b24fc39322e44b38aa78f5edd27bd1441696", ENVELOPE.sign("1714036504", "1514711492"));
    }

    @Test
    void plainPushSignatureIsThePublishedOne() {
        assertEquals("899cf89e464efb63f54ddac96b0a0a235f53aa78", ENVELOPE.sign("1714037059", "486452656"));
    }

    @Test
    void safePushIsSignedAndOpenedAsPublished() throws Exception {
        assertEquals("046e02f8204d34f8ba5fa3b1db94908f3df2e9b3", ENVELOPE.sign("1714112445", "415670741", SAFE_PUSH));
        assertEquals(SAFE_PUSH_TEXT, ENVELOPE.decrypt(SAFE_PUSH));
        assertEquals(SAFE_PUSH, ENVELOPE.encrypt(SAFE_PUSH_TEXT, "a8eedb185eb2fecf"));
    }

    @Test
    void replyIsSealedAndSignedAsPublished() {
        String encrypted = ENVELOPE.encrypt("{\"demo_resp\":\"good luck\"}", "707722b803182950");

        assertEquals(
                "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==", encrypted);
        assertEquals("1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1", ENVELOPE.sign("1713424427", "415670741", encrypted));
    }

    @Test
    void messageOfAnotherAppidIsNotOpened() {
        Envelope other = new Envelope("AAAAA", "A".repeat(43), "wx0000000000000000");

        assertThrows(Envelope.Broken.class, () -> other.decrypt(SAFE_PUSH));
    }

    @Test
    void damagedTextIsNotOpened() {
        assertThrows(Envelope.Broken.class, () -> ENVELOPE.decrypt("B" + SAFE_PUSH.substring(1)));
        assertThrows(Envelope.Broken.class, () -> ENVELOPE.decrypt(SAFE_PUSH.substring(4)));
        assertThrows(Envelope.Broken.class, () -> ENVELOPE.decrypt("not base64"));
        assertThrows(Envelope.Broken.class, () -> ENVELOPE.decrypt(""));
    }
}
