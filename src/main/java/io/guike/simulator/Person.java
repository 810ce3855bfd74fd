package io.guike.simulator;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A WeChat user: one openid per account, one unionid per open platform account. */
final class Person {
    /** What one person is to one account. */
    static final class Fan {
        String openid = "";
        boolean following;
        /** The user switched the account's messages off. */
        boolean blocked;

        long subscribeTime;
        String subscribeScene = "ADD_SCENE_OTHERS";
        long qrScene;
        String qrSceneStr = "";
        String remark = "";
        /** When the person was last in the mini-program, in Unix seconds; 0 for never. */
        long visitedAt;

        /** Order among the followers. */
        long sequence;
        /** Opened by a message of the user: 48 hours, 5 answers. */
        Window messages = new Window();
        /** Opened by a menu tap, a follow, a scan or entering the session: 1 minute, 2 or 3 answers. */
        Window actions = new Window();
    }

    /** A time in which customer-service messages may be sent, and how many of them are left. */
    static final class Window {
        long until;
        int left;

        void open(long end, int count) {
            until = end;
            left = count;
        }
    }

    String id = "";
    String nickname = "";

    /** The first is the one that WeChat offers; two people may share one. Older state files have one or none. */
    @JsonAlias("phone")
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
    @JsonSetter(nulls = Nulls.AS_EMPTY)
    List<String> phones = new ArrayList<>();

    /** How often a phone number of this person was given out for money. */
    int chargedPhoneCalls;

    /** What {@code getuserriskrank} answers, 0 (harmless) to 4. */
    int riskRank;

    /** Refused at {@code jscode2session}. */
    boolean loginBlocked;

    /** Sees snapshots of web pages, which know a virtual user only. */
    boolean snapshot;

    Map<String, String> unionids = new LinkedHashMap<>();
    Map<String, Fan> fans = new LinkedHashMap<>();

    /** By a part of the nickname or the phone number, by the id or by any openid. */
    boolean isCalled(String wanted) {
        return nickname.contains(wanted)
                || phones.stream().anyMatch(phone -> phone.contains(wanted))
                || id.equals(wanted)
                || fans.values().stream().anyMatch(fan -> fan.openid.equals(wanted));
    }
}
