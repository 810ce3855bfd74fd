package io.guike.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    @Nullable
    String phone;

    /** Sees snapshots of web pages, which know a virtual user only. */
    boolean snapshot;

    Map<String, String> unionids = new LinkedHashMap<>();
    Map<String, Fan> fans = new LinkedHashMap<>();

    /** By a part of the nickname or the phone number, by the id or by any openid. */
    boolean isCalled(String wanted) {
        return nickname.contains(wanted)
                || (phone != null && phone.contains(wanted))
                || id.equals(wanted)
                || fans.values().stream().anyMatch(fan -> fan.openid.equals(wanted));
    }
}
