package io.guike.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LastErrorTest {

    @Test
    void identifiersOfPeopleAreLeftOut() {
        assertEquals("fan … is gone", told("fan oAbCdEfGhIjKlMnOpQrStUvWxYz_ is gone"));
        assertEquals("fan … is gone", told("fan o6_bmjrPTlm6_2sgVt7hMZOPfL2M is gone"));
        assertEquals("call … back", told("call 13800138000 back"));
        assertEquals("no such customer: …", told("no such customer: 王小明"));
        assertEquals("mail to … bounced", told("mail to lin.x@example.com bounced"));
        assertEquals("token … expired", told("token 65_AbCdEfGhIjKlMnOp-QrSt expired"));
    }

    @Test
    void valuesThatTheDatabaseOrAParserQuotesAreLeftOut() {
        assertEquals(
                "duplicate key value violates unique constraint \"touch_inbound_key\" Key (appid, openid)=…",
                told(
                        "duplicate key value violates unique constraint \"touch_inbound_key\" Key (appid, openid)=(wx1, o2)"));
        assertEquals("invalid input syntax for type uuid: …", told("invalid input syntax for type uuid: \"Lin 7\""));
        assertEquals("Unrecognized token …", told("Unrecognized token 'Lin 7'"));
    }

    @Test
    void whatHelpsIsKept() {
        String text = "io.guike.wechat.WeChatRefused: 48001 api unauthorized (Connection refused: /127.0.0.1:5432)";
        assertEquals(text, told(text));
        String row = "java.lang.IllegalStateException: run 01a2004c-756f-7c1e-9a1b-0123456789ab can't go on";
        assertEquals(row, told(row));
    }

    @Test
    void longTextsAreCut() {
        String shown = LastError.shown("word ".repeat(1000), 200);
        assertEquals(200, shown.length());
        assertTrue(shown.endsWith("…"));
    }

    private static String told(String text) {
        return LastError.shown(text, 500);
    }
}
