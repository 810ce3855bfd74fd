package io.guike.simulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user takes back in WeChat's own settings, or WeChat clears away for them: the account is told and has to delete
 * what it knows. The person stays on the platform, so that what the application kept can be looked at.
 */
final class Privacy {
    /** {@code RevokeInfo} of a withdrawal that names nothing: the phone number, or a web page's nickname and picture. */
    private static final String PHONE_NUMBER = "8";

    private static final String WEB_PROFILE = "205";

    enum Event {
        MODIFIED("user_info_modified"),
        REVOKED("user_authorization_revoke"),
        CANCELLED("user_authorization_cancellation");

        private final String name;

        Event(String name) {
            this.name = name;
        }

        static Event of(String name) {
            for (Event event : values()) {
                if (event.name.equals(name)) {
                    return event;
                }
            }
            throw AdminError.invalid(
                    "event: user_info_modified, user_authorization_revoke or user_authorization_cancellation");
        }
    }

    /** What of a withdrawal is told beside the user: the kind of data, and the plugin that had been given it. */
    record Detail(
            @Nullable String revokeInfo,
            @Nullable String pluginId,
            @Nullable String openPid) {}

    private final Users users;
    private final PushEngine engine;

    Privacy(Users users, PushEngine engine) {
        this.users = users;
        this.engine = engine;
    }

    Actions.Acted tell(Person person, Account account, Event event, Detail detail, Push.@Nullable Plan plan) {
        String openid = users.meet(person, account).openid;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("FromUserName", pushService(account));
        fields.put("MsgType", "event");
        fields.put("Event", event.name);
        fields.put("OpenID", openid);
        put(fields, "UnionID", users.unionid(person, account));
        fields.put("AppID", account.appid);
        put(fields, "RevokeInfo", revokeInfo(account, event, detail));
        put(fields, "PluginID", detail.pluginId());
        put(fields, "OpenPID", detail.openPid());
        Push push = engine.event(account, openid, fields, plan);
        return new Actions.Acted(Json.object().put("event", event.name).put("openid", openid), List.of(push));
    }

    private static @Nullable String revokeInfo(Account account, Event event, Detail detail) {
        if (detail.revokeInfo() != null || event != Event.REVOKED) {
            return detail.revokeInfo();
        }
        return account.isService() ? WEB_PROFILE : PHONE_NUMBER;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /** Looks like an openid of the account and belongs to none of its users; always the same. */
    private static String pushService(Account account) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(account.appid.getBytes(StandardCharsets.UTF_8));
            return "o"
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(digest)
                            .substring(0, 27);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
