package io.guike.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens. The tokens of the classic and of the stable endpoint know nothing of each other. A replaced token lives
 * on for five minutes, except where a forced refresh kills it.
 */
final class Tokens {
    static final long LIFE_SECONDS = 7200;
    static final long OVERLAP_SECONDS = 300;
    private static final int FORCED_PER_DAY = 20;
    private static final long FORCED_APART_SECONDS = 30;
    private static final long REMEMBERED_SECONDS = Duration.ofDays(1).toSeconds();
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9_-]{16,512}");

    private static final class Issued {
        String appid = "";
        long expiresAt;
        boolean revoked;
    }

    private static final class Forced {
        String day = "";
        int count;
        long last;
    }

    private static final class Kept {
        Map<String, Issued> tokens = new LinkedHashMap<>();
        /** The newest token of each {@code appid/endpoint}. */
        Map<String, String> current = new LinkedHashMap<>();

        Map<String, Forced> forced = new LinkedHashMap<>();
        Map<String, JsTicket> tickets = new LinkedHashMap<>();
    }

    private static final class JsTicket {
        String value = "";
        long expiresAt;
    }

    private final Journal journal;
    private final SimulatedClock clock;
    private final Accounts accounts;
    private Kept kept = new Kept();

    Tokens(Journal journal, SimulatedClock clock, Accounts accounts) {
        this.journal = journal;
        this.clock = clock;
        this.accounts = accounts;
        journal.keep("tokens", () -> kept, node -> kept = Json.read(node, Kept.class));
    }

    /** {@code /cgi-bin/token}: a new token each time. */
    ObjectNode classic(Account account) {
        return answer(issue(account, false), LIFE_SECONDS);
    }

    /** {@code /cgi-bin/stable_token}: the same token until its last five minutes, or until a forced refresh. */
    ObjectNode stable(Account account, boolean force) {
        String current = kept.current.get(key(account, true));
        Issued issued = current == null ? null : kept.tokens.get(current);
        if (current == null || issued == null || issued.revoked) {
            return answer(issue(account, true), LIFE_SECONDS);
        }
        if (force && mayForce(account)) {
            issued.revoked = true;
            return answer(issue(account, true), LIFE_SECONDS);
        }
        long remaining = issued.expiresAt - clock.seconds();
        return remaining > OVERLAP_SECONDS ? answer(current, remaining) : answer(issue(account, true), LIFE_SECONDS);
    }

    private boolean mayForce(Account account) {
        Forced forced = kept.forced.computeIfAbsent(account.appid, appid -> new Forced());
        LocalDate today = clock.today();
        if (!forced.day.equals(today.toString())) {
            forced.day = today.toString();
            forced.count = 0;
        }
        long now = clock.seconds();
        if (forced.count >= FORCED_PER_DAY || now - forced.last < FORCED_APART_SECONDS) {
            return false;
        }
        forced.count++;
        forced.last = now;
        return true;
    }

    private static ObjectNode answer(String token, long expiresIn) {
        return Json.object().put("access_token", token).put("expires_in", expiresIn);
    }

    private static String key(Account account, boolean stable) {
        return account.appid + (stable ? "/stable" : "/classic");
    }

    private String issue(Account account, boolean stable) {
        long now = clock.seconds();
        String previous = kept.current.get(key(account, stable));
        Issued old = previous == null ? null : kept.tokens.get(previous);
        if (old != null) {
            old.expiresAt = Math.min(old.expiresAt, now + OVERLAP_SECONDS);
        }
        kept.tokens.values().removeIf(token -> now > token.expiresAt + REMEMBERED_SECONDS);
        Issued issued = new Issued();
        issued.appid = account.appid;
        issued.expiresAt = now + LIFE_SECONDS;
        String value = (60 + Randoms.below(40)) + "_" + Randoms.urlSafe(133);
        kept.tokens.put(value, issued);
        kept.current.put(key(account, stable), value);
        journal.changed();
        return value;
    }

    /** The account that a token speaks for. */
    Account check(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            throw new ApiError(ApiError.MISSING_TOKEN);
        }
        if (!WELL_FORMED.matcher(token).matches()) {
            throw new ApiError(ApiError.MALFORMED_TOKEN);
        }
        Issued issued = kept.tokens.get(token);
        Account account = issued == null || issued.revoked ? null : accounts.find(issued.appid);
        if (issued == null || account == null) {
            throw new ApiError(ApiError.INVALID_CREDENTIAL);
        }
        if (clock.seconds() >= issued.expiresAt) {
            throw new ApiError(ApiError.EXPIRED_TOKEN);
        }
        return account;
    }

    /** Whose token it is or was; null for a token never issued. */
    @Nullable
    String ownerOf(String token) {
        Issued issued = kept.tokens.get(token);
        return issued == null ? null : issued.appid;
    }

    /** {@code ticket/getticket}: the same ticket while it has time left. */
    ObjectNode jsTicket(Account account, String type) {
        long now = clock.seconds();
        JsTicket ticket = kept.tickets.computeIfAbsent(account.appid + '/' + type, key -> new JsTicket());
        if (ticket.expiresAt - now <= OVERLAP_SECONDS) {
            ticket.value = Randoms.urlSafe(86);
            ticket.expiresAt = now + LIFE_SECONDS;
            journal.changed();
        }
        return Json.object()
                .put("errcode", 0)
                .put("errmsg", "ok")
                .put("ticket", ticket.value)
                .put("expires_in", ticket.expiresAt - now);
    }

    void expire(Account account) {
        kept.tokens.values().stream()
                .filter(token -> token.appid.equals(account.appid))
                .forEach(token -> token.expiresAt = Math.min(token.expiresAt, clock.seconds()));
        journal.changed();
    }

    void invalidate(Account account) {
        kept.tokens.values().stream()
                .filter(token -> token.appid.equals(account.appid))
                .forEach(token -> token.revoked = true);
        journal.changed();
    }
}
