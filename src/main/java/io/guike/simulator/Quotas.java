package io.guike.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Calls per account and path: daily and minute limits, their clearing, and the numbers that tests ask for. */
final class Quotas {
    private static final int CLEARS_PER_MONTH = 10;
    private static final String LOGIN_PATH = "/sns/jscode2session";
    private static final String CODE_PATH = "/wxa/getwxacodeunlimit";
    private static final Map<String, Integer> DAILY = Map.ofEntries(
            Map.entry("/cgi-bin/token", 2_000),
            Map.entry("/cgi-bin/stable_token", 500_000),
            Map.entry("/cgi-bin/qrcode/create", 100_000),
            Map.entry("/cgi-bin/user/info", 5_000_000),
            Map.entry("/cgi-bin/user/info/batchget", 5_000_000),
            Map.entry("/cgi-bin/user/info/updateremark", 10_000),
            Map.entry("/cgi-bin/user/get", 500),
            Map.entry("/cgi-bin/message/custom/send", 500_000),
            Map.entry("/cgi-bin/message/custom/typing", 500_000),
            Map.entry("/cgi-bin/menu/create", 1_000),
            Map.entry("/cgi-bin/menu/get", 10_000),
            Map.entry("/cgi-bin/menu/delete", 1_000),
            Map.entry("/cgi-bin/get_current_selfmenu_info", 10_000),
            Map.entry("/cgi-bin/ticket/getticket", 1_000_000),
            Map.entry("/cgi-bin/get_api_domain_ip", 1_000_000),
            Map.entry("/cgi-bin/getcallbackip", 1_000_000),
            Map.entry("/wxa/getwxacodeunlimit", 10_000_000),
            Map.entry("/wxa/business/getuserphonenumber", 10_000_000),
            Map.entry("/wxa/getuserriskrank", 10_000_000),
            Map.entry("/wxa/checksession", 10_000_000));
    private static final Map<String, Integer> PER_MINUTE = Map.of(
            "/cgi-bin/stable_token",
            10_000,
            CODE_PATH,
            5_000,
            LOGIN_PATH,
            100,
            "/sns/oauth2/access_token",
            50_000,
            "/sns/oauth2/refresh_token",
            100_000,
            "/sns/userinfo",
            50_000);

    private static final class Counter {
        String period = "";
        int used;

        int add(String now) {
            if (!period.equals(now)) {
                period = now;
                used = 0;
            }
            used++;
            return used;
        }

        int in(String now) {
            return period.equals(now) ? used : 0;
        }
    }

    private static final class Kept {
        Map<String, Counter> daily = new LinkedHashMap<>();
        Map<String, Counter> clears = new LinkedHashMap<>();
        Map<String, Integer> limits = new LinkedHashMap<>();
        Map<String, Integer> minuteLimits = new LinkedHashMap<>();
    }

    private final Journal journal;
    private final SimulatedClock clock;
    private final Map<String, Counter> minutes = new HashMap<>();
    private Kept kept = new Kept();

    Quotas(Journal journal, SimulatedClock clock) {
        this.journal = journal;
        this.clock = clock;
        journal.keep("quotas", () -> kept, node -> kept = Json.read(node, Kept.class));
    }

    private static String key(Account account, String path) {
        return account.appid + path;
    }

    private int dailyLimit(Account account, String path) {
        return kept.limits.getOrDefault(key(account, path), DAILY.getOrDefault(path, Integer.MAX_VALUE));
    }

    /** Counts a call; refuses it when a limit is reached. */
    void count(Account account, String path) {
        int used = counter(account, path).add(clock.today().toString());
        journal.changed();
        if (used > dailyLimit(account, path)) {
            throw new ApiError(ApiError.DAILY_LIMIT);
        }
        if (minute(key(account, path)) > minuteLimit(account, path)) {
            throw new ApiError(path.equals(CODE_PATH) ? ApiError.DAILY_LIMIT : ApiError.MINUTE_LIMIT);
        }
    }

    /** Logins are counted by user. */
    void countLogin(Account account, String openid) {
        if (minute(account.appid + "/login/" + openid) > minuteLimit(account, LOGIN_PATH)) {
            throw new ApiError(ApiError.MINUTE_LIMIT);
        }
    }

    private int minuteLimit(Account account, String path) {
        return kept.minuteLimits.getOrDefault(key(account, path), PER_MINUTE.getOrDefault(path, Integer.MAX_VALUE));
    }

    private int minute(String key) {
        String now = Long.toString(clock.seconds() / 60);
        if (minutes.size() > 10_000) {
            minutes.values().removeIf(counter -> counter.in(now) == 0);
        }
        return minutes.computeIfAbsent(key, k -> new Counter()).add(now);
    }

    private Counter counter(Account account, String path) {
        return kept.daily.computeIfAbsent(key(account, path), k -> new Counter());
    }

    void limit(Account account, String path, int dailyLimit) {
        kept.limits.put(key(account, path), dailyLimit);
        journal.changed();
    }

    void limitByMinute(Account account, String path, int limit) {
        kept.minuteLimits.put(key(account, path), limit);
        journal.changed();
    }

    /** {@code clear_quota} and {@code clear_quota/v2}: ten a month together. */
    void clear(Account account) {
        Counter clears = kept.clears.computeIfAbsent(account.appid, k -> new Counter());
        if (clears.in(clock.month().toString()) >= CLEARS_PER_MONTH) {
            throw new ApiError(ApiError.CLEAR_LIMIT);
        }
        clears.add(clock.month().toString());
        kept.daily.keySet().removeIf(key -> key.startsWith(account.appid));
        journal.changed();
    }

    /** {@code openapi/quota/get}. */
    ObjectNode get(Account account, String path) {
        if (path.startsWith("/sns/")) {
            throw new ApiError(ApiError.SNS_QUOTA_PATH);
        }
        if (!DAILY.containsKey(path)) {
            throw new ApiError(ApiError.BAD_QUOTA_PATH);
        }
        int limit = dailyLimit(account, path);
        int used = Math.min(limit, counter(account, path).in(clock.today().toString()));
        ObjectNode answer = Json.object().put("errcode", 0).put("errmsg", "ok");
        answer.putObject("quota").put("daily_limit", limit).put("used", used).put("remain", limit - used);
        answer.putObject("rate_limit")
                .put("call_count", PER_MINUTE.getOrDefault(path, 0))
                .put("refresh_second", PER_MINUTE.containsKey(path) ? 60 : 0);
        return answer;
    }
}
