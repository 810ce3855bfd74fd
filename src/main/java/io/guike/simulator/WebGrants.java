package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What visitors granted to the web pages of service accounts. A code is good once, for five minutes and for one account;
 * it buys an access token of two hours and a refresh token of thirty days. Refreshing lengthens an access token that
 * still lives and replaces a dead one; the refresh token stays and is not lengthened.
 */
final class WebGrants {
    private static final long CODE_SECONDS = 300;
    private static final long ACCESS_SECONDS = 7200;
    private static final long REFRESH_SECONDS = Duration.ofDays(30).toSeconds();
    private static final long REMEMBERED_SECONDS = Duration.ofDays(1).toSeconds();

    /** One visitor's grant to one account. */
    static final class Grant {
        String appid = "";
        String user = "";
        /** Made up for a virtual visitor. */
        String openid = "";

        String scope = "";
        /** Given to a visitor who sees a snapshot of the page. */
        boolean virtual;

        String accessToken = "";
        long accessUntil;
        String refreshToken = "";
        long refreshUntil;

        /** Access tokens before the present one. */
        transient List<String> replaced = new ArrayList<>();

        boolean tellsAboutUser() {
            return scope.equals(AuthorizeRequest.USER_INFO);
        }
    }

    private static final class Code {
        final Grant grant;
        final long expiresAt;
        boolean used;

        Code(Grant grant, long expiresAt) {
            this.grant = grant;
            this.expiresAt = expiresAt;
        }
    }

    private final Map<String, Code> codes = new LinkedHashMap<>();
    private final Map<String, Grant> byRefreshToken = new LinkedHashMap<>();
    /** Replaced tokens too, while their grant is remembered. */
    private final Map<String, Grant> byAccessToken = new HashMap<>();

    private final Users users;
    private final Journal journal;
    private final SimulatedClock clock;

    WebGrants(Users users, Journal journal, SimulatedClock clock) {
        this.users = users;
        this.journal = journal;
        this.clock = clock;
        journal.keep("web-grants", this::kept, this::restore);
    }

    private Collection<Grant> kept() {
        return new ArrayList<>(byRefreshToken.values());
    }

    private void restore(JsonNode kept) {
        kept.forEach(node -> remember(Json.read(node, Grant.class)));
    }

    private void remember(Grant grant) {
        byRefreshToken.put(grant.refreshToken, grant);
        byAccessToken.put(grant.accessToken, grant);
    }

    /** A code for what the person allows the account to know. */
    String issue(Person person, Account account, String scope) {
        Codes.dropOldest(codes.values(), code -> clock.seconds() >= code.expiresAt);
        Grant grant = new Grant();
        grant.appid = account.appid;
        grant.user = person.id;
        grant.scope = scope;
        grant.virtual = person.snapshot;
        String openid = users.meet(person, account).openid;
        grant.openid = person.snapshot ? openid.substring(0, 6) + Randoms.urlSafe(22) : openid;
        String value = "0" + Randoms.alphanumeric(31);
        codes.put(value, new Code(grant, clock.seconds() + CODE_SECONDS));
        return value;
    }

    /** Uses up a code and makes its tokens. A code of another account is as wrong as an unknown one. */
    Grant redeem(Account account, String value) {
        Code code = codes.get(value);
        if (code == null || clock.seconds() >= code.expiresAt || !code.grant.appid.equals(account.appid)) {
            throw new ApiError(ApiError.INVALID_CODE);
        }
        if (code.used) {
            throw new ApiError(ApiError.CODE_USED);
        }
        code.used = true;
        Grant grant = code.grant;
        grant.refreshToken = newToken();
        grant.refreshUntil = clock.seconds() + REFRESH_SECONDS;
        forgetOldest();
        renew(grant);
        remember(grant);
        return grant;
    }

    private void forgetOldest() {
        Codes.dropOldest(byRefreshToken.values(), grant -> {
            boolean forgotten = clock.seconds() > grant.refreshUntil + REMEMBERED_SECONDS;
            if (forgotten) {
                byAccessToken.remove(grant.accessToken);
                grant.replaced.forEach(byAccessToken::remove);
            }
            return forgotten;
        });
    }

    private void renew(Grant grant) {
        if (clock.seconds() >= grant.accessUntil) {
            grant.replaced.add(grant.accessToken);
            grant.accessToken = newToken();
            byAccessToken.put(grant.accessToken, grant);
        }
        grant.accessUntil = clock.seconds() + ACCESS_SECONDS;
        journal.changed();
    }

    private static String newToken() {
        return (60 + Randoms.below(40)) + "_" + Randoms.urlSafe(86);
    }

    Grant refresh(Account account, String refreshToken) {
        Grant grant = byRefreshToken.get(refreshToken);
        if (grant == null || !grant.appid.equals(account.appid)) {
            throw new ApiError(ApiError.INVALID_REFRESH_TOKEN);
        }
        if (clock.seconds() >= grant.refreshUntil) {
            throw new ApiError(ApiError.EXPIRED_REFRESH_TOKEN);
        }
        renew(grant);
        return grant;
    }

    /** The living grant behind an access token, asked for with the openid that it was given for. */
    Grant check(@Nullable String accessToken, @Nullable String openid) {
        if (accessToken == null || accessToken.isEmpty()) {
            throw new ApiError(ApiError.MISSING_TOKEN);
        }
        Grant grant = byAccessToken.get(accessToken);
        if (grant == null) {
            throw new ApiError(ApiError.INVALID_CREDENTIAL);
        }
        if (!grant.accessToken.equals(accessToken) || clock.seconds() >= grant.accessUntil) {
            throw new ApiError(ApiError.EXPIRED_TOKEN);
        }
        if (!grant.openid.equals(openid)) {
            throw new ApiError(ApiError.INVALID_OPENID);
        }
        return grant;
    }

    /** The unionid that goes with a grant, or null: told only to who may know the user, and never of a virtual one. */
    @Nullable
    String unionid(Grant grant, Account account) {
        return grant.tellsAboutUser() && !grant.virtual ? users.unionid(users.require(grant.user), account) : null;
    }

    /** {@code /sns/userinfo}. */
    ObjectNode userInfo(Grant grant, Account account) {
        ObjectNode info = Json.object()
                .put("openid", grant.openid)
                .put("nickname", grant.virtual ? "微信用户" : users.require(grant.user).nickname)
                .put("sex", 0)
                .put("language", "")
                .put("city", "")
                .put("province", "")
                .put("country", "")
                .put("headimgurl", "");
        info.putArray("privilege");
        String unionid = unionid(grant, account);
        return unionid == null ? info : info.put("unionid", unionid);
    }

    /** {@code /sns/oauth2/access_token}. */
    ObjectNode tokens(Grant grant) {
        return Json.object()
                .put("access_token", grant.accessToken)
                .put("expires_in", ACCESS_SECONDS)
                .put("refresh_token", grant.refreshToken)
                .put("openid", grant.openid)
                .put("scope", grant.scope);
    }
}
