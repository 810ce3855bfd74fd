package io.guike.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A refusal in the platform's own numbers; it travels as HTTP 200 with {@code errcode} and {@code errmsg}. */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int SYSTEM_BUSY = -1;
    static final int INVALID_CREDENTIAL = 40001;
    static final int INVALID_GRANT_TYPE = 40002;
    static final int INVALID_OPENID = 40003;
    static final int INVALID_MEDIA_ID = 40007;
    static final int INVALID_MESSAGE_TYPE = 40008;
    static final int INVALID_APPID = 40013;
    static final int MALFORMED_TOKEN = 40014;
    static final int INVALID_BUTTON_COUNT = 40016;
    static final int INVALID_BUTTON_TYPE = 40017;
    static final int INVALID_BUTTON_NAME = 40018;
    static final int INVALID_BUTTON_KEY = 40019;
    static final int INVALID_BUTTON_URL = 40020;
    static final int INVALID_SUB_BUTTON_COUNT = 40023;
    static final int INVALID_SUB_BUTTON_TYPE = 40024;
    static final int INVALID_SUB_BUTTON_NAME = 40025;
    static final int INVALID_SUB_BUTTON_KEY = 40026;
    static final int INVALID_SUB_BUTTON_URL = 40027;
    static final int INVALID_CODE = 40029;
    static final int INVALID_REFRESH_TOKEN = 40030;
    static final int INVALID_LIST_LENGTH = 40032;
    static final int INVALID_ACTION_NAME = 40052;
    static final int INVALID_ACTION_INFO = 40053;
    static final int INVALID_URL = 40066;
    static final int INVALID_ARGUMENT = 40097;
    static final int INVALID_SECRET = 40125;
    static final int INVALID_SCENE = 40129;
    static final int CODE_USED = 40163;
    static final int IP_NOT_ALLOWED = 40164;
    static final int SCENE_TOO_LONG = 40169;
    static final int CODE_BLOCKED = 40226;
    static final int SECRET_FROZEN = 40243;
    static final int MISSING_TOKEN = 41001;
    static final int MISSING_APPID = 41002;
    static final int MISSING_REFRESH_TOKEN = 41003;
    static final int MISSING_SECRET = 41004;
    static final int MISSING_CODE = 41008;
    static final int PAGE_NOT_PUBLISHED = 41030;
    static final int EXPIRED_TOKEN = 42001;
    static final int EXPIRED_REFRESH_TOKEN = 42002;
    static final int GET_NEEDED = 43001;
    static final int POST_NEEDED = 43002;
    static final int OPENID_OF_ANOTHER_APPID = 43104;
    static final int EMPTY_TEXT = 44004;
    static final int CONTENT_TOO_LONG = 45002;
    static final int NEWS_TOO_MANY = 45008;
    static final int DAILY_LIMIT = 45009;
    static final int MINUTE_LIMIT = 45011;
    static final int OUT_OF_WINDOW = 45015;
    static final int QR_CODE_LIMIT = 45029;
    static final int MESSAGE_QUOTA_USED = 45047;
    static final int DUPLICATE_MESSAGE = 45065;
    static final int NO_MENU = 46003;
    static final int NOT_JSON = 47001;
    static final int ARGUMENT_INVALID = 47003;
    static final int NOT_GRANTED = 48001;
    static final int REJECTED_BY_USER = 48002;
    static final int CLEAR_LIMIT = 48006;
    static final int VISIT_TOO_OLD = 61010;
    static final int RID_UNKNOWN = 76001;
    static final int BAD_QUOTA_PATH = 76003;
    static final int SNS_QUOTA_PATH = 76022;
    static final int MINI_PROGRAM_NOT_BOUND = 85005;
    static final int RESERVED_PAGE_PARAMETER = 85096;
    static final int BAD_SESSION_SIGNATURE = 87009;

    private static final Map<Integer, String> TEXTS = Map.ofEntries(
            Map.entry(SYSTEM_BUSY, "system error"),
            Map.entry(
                    INVALID_CREDENTIAL,
                    "invalid credential, access_token is invalid or not latest, could get access_token by"
                            + " getStableAccessToken"),
            Map.entry(INVALID_GRANT_TYPE, "invalid grant_type"),
            Map.entry(INVALID_OPENID, "invalid openid"),
            Map.entry(INVALID_MEDIA_ID, "invalid media_id"),
            Map.entry(INVALID_MESSAGE_TYPE, "invalid message type"),
            Map.entry(INVALID_APPID, "invalid appid"),
            Map.entry(MALFORMED_TOKEN, "invalid access_token"),
            Map.entry(INVALID_BUTTON_COUNT, "invalid button size"),
            Map.entry(INVALID_BUTTON_TYPE, "invalid button type"),
            Map.entry(INVALID_BUTTON_NAME, "invalid button name size"),
            Map.entry(INVALID_BUTTON_KEY, "invalid button key size"),
            Map.entry(INVALID_BUTTON_URL, "invalid button url size"),
            Map.entry(INVALID_SUB_BUTTON_COUNT, "invalid sub button size"),
            Map.entry(INVALID_SUB_BUTTON_TYPE, "invalid sub button type"),
            Map.entry(INVALID_SUB_BUTTON_NAME, "invalid sub button name size"),
            Map.entry(INVALID_SUB_BUTTON_KEY, "invalid sub button key size"),
            Map.entry(INVALID_SUB_BUTTON_URL, "invalid sub button url size"),
            Map.entry(INVALID_CODE, "invalid code"),
            Map.entry(INVALID_REFRESH_TOKEN, "invalid refresh_token"),
            Map.entry(INVALID_LIST_LENGTH, "invalid openid list size"),
            Map.entry(INVALID_ACTION_NAME, "invalid action name"),
            Map.entry(INVALID_ACTION_INFO, "invalid action info"),
            Map.entry(INVALID_URL, "invalid url"),
            Map.entry(INVALID_ARGUMENT, "invalid args"),
            Map.entry(INVALID_SECRET, "invalid appsecret"),
            Map.entry(INVALID_SCENE, "invalid scene"),
            Map.entry(CODE_USED, "code been used"),
            Map.entry(SCENE_TOO_LONG, "invalid length for scene, or the data is not json string"),
            Map.entry(CODE_BLOCKED, "code blocked"),
            Map.entry(SECRET_FROZEN, "AppSecret has been frozen, please unfreeze it on the platform first"),
            Map.entry(MISSING_TOKEN, "access_token missing"),
            Map.entry(MISSING_APPID, "appid missing"),
            Map.entry(MISSING_REFRESH_TOKEN, "missing refresh_token"),
            Map.entry(MISSING_SECRET, "appsecret missing"),
            Map.entry(MISSING_CODE, "missing code"),
            Map.entry(PAGE_NOT_PUBLISHED, "invalid page"),
            Map.entry(EXPIRED_TOKEN, "access_token expired"),
            Map.entry(EXPIRED_REFRESH_TOKEN, "refresh_token expired"),
            Map.entry(GET_NEEDED, "require GET method"),
            Map.entry(POST_NEEDED, "require POST method"),
            Map.entry(OPENID_OF_ANOTHER_APPID, "appid not match openid"),
            Map.entry(EMPTY_TEXT, "empty content"),
            Map.entry(CONTENT_TOO_LONG, "content size out of limit"),
            Map.entry(NEWS_TOO_MANY, "article size out of limit"),
            Map.entry(DAILY_LIMIT, "reach max api daily quota limit"),
            Map.entry(MINUTE_LIMIT, "api minute-quota reach limit, must slower, retry next minute"),
            Map.entry(OUT_OF_WINDOW, "response out of time limit or subscription is canceled"),
            Map.entry(QR_CODE_LIMIT, "qrcode count out of limit"),
            Map.entry(MESSAGE_QUOTA_USED, "out of response count limit"),
            Map.entry(DUPLICATE_MESSAGE, "clientmsgid exist"),
            Map.entry(NO_MENU, "menu no exist"),
            Map.entry(NOT_JSON, "data format error"),
            Map.entry(ARGUMENT_INVALID, "argument invalid!"),
            Map.entry(NOT_GRANTED, "api unauthorized"),
            Map.entry(REJECTED_BY_USER, "user refuse to accept the msg"),
            Map.entry(CLEAR_LIMIT, "forbid to clear quota because of reaching the limit"),
            Map.entry(VISIT_TOO_OLD, "code is expired"),
            Map.entry(RID_UNKNOWN, "rid not found"),
            Map.entry(BAD_QUOTA_PATH, "cgi_path not found, please check"),
            Map.entry(SNS_QUOTA_PATH, "could not query the quota of this cgi_path"),
            Map.entry(MINI_PROGRAM_NOT_BOUND, "appid not bind weapp"),
            Map.entry(RESERVED_PAGE_PARAMETER, "scancode_time is a reserved parameter"),
            Map.entry(BAD_SESSION_SIGNATURE, "invalid signature"));

    private final int code;

    ApiError(int code) {
        this(code, textOf(code));
    }

    ApiError(int code, String message) {
        // A refusal is an answer, not a defect: no stack trace.
        super(message, null, false, false);
        this.code = code;
    }

    static String textOf(int code) {
        return TEXTS.getOrDefault(code, "error");
    }

    int code() {
        return code;
    }

    ObjectNode body(String rid) {
        return body(code, String.valueOf(getMessage()), rid);
    }

    static ObjectNode body(int code, String message, String rid) {
        return Json.object().put("errcode", code).put("errmsg", message + " rid: " + rid);
    }
}
