package io.guike.signin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.guike.access.Network;
import io.guike.access.RateLimits;
import io.guike.access.RateLimits.Limit;
import io.guike.attribution.Arrival;
import io.guike.attribution.Arrivals;
import io.guike.member.Members;
import io.guike.member.Person;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.session.Audience;
import io.guike.session.End;
import io.guike.session.Renewal;
import io.guike.session.Sessions;
import io.guike.session.Tokens;
import io.guike.staff.StaffLinks;
import io.guike.staff.StaffSessions;
import io.guike.wechat.WeChat;
import io.guike.wechat.WeChatAccounts;
import io.guike.wechat.WebLogin;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Signs people in by what WeChat says of them. WeChat is always asked first, outside of any transaction. */
@ApplicationScoped
class SignIns {

    /** Once WeChat said who it is; WeChat itself allows a person a hundred logins a minute. */
    static final Limit PER_PERSON = new Limit("sign-in-person", 60, Duration.ofMinutes(10));

    private static final Logger LOG = Logger.getLogger(SignIns.class);

    @ConfigProperty(name = "guike.sign-in.per-address", defaultValue = "3000")
    int perAddress;

    @Inject
    WeChat wechat;

    @Inject
    WeChatAccounts accounts;

    @Inject
    WebSignIns webSignIns;

    @Inject
    OurPages pages;

    @Inject
    Members members;

    @Inject
    Arrivals arrivals;

    @Inject
    StaffLinks links;

    @Inject
    StaffSessions staffSessions;

    @Inject
    Sessions sessions;

    @Inject
    RateLimits limits;

    @Inject
    Database database;

    @Inject
    MeterRegistry metrics;

    @Inject
    Clock clock;

    /**
     * @param expiresInSeconds life of the access token
     * @param notice what the conversation would have answered to the scan; null without one
     * @param page where the sign-in of a browser began
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TokensView(
            String accessToken,
            long expiresInSeconds,
            String refreshToken,
            @Nullable String notice,
            @Nullable String page) {

        static TokensView of(Tokens tokens, @Nullable String notice) {
            return new TokensView(tokens.accessToken(), tokens.expiresInSeconds(), tokens.refreshToken(), notice, null);
        }

        TokensView on(String begunOn) {
            return new TokensView(accessToken, expiresInSeconds, refreshToken, notice, begunOn);
        }

        /** Keeps the tokens out of logs. */
        @Override
        public String toString() {
            return "TokensView";
        }
    }

    /** @param authorizeUrl where the browser goes next */
    record WebStartView(String authorizeUrl) {}

    private record Identity(
            String appid, String openid, @Nullable String unionid) {

        /** Names the person to the limits without telling who it is. */
        String subject() {
            return UUID.nameUUIDFromBytes((appid + '/' + openid).getBytes(StandardCharsets.UTF_8))
                    .toString();
        }
    }

    /**
     * By a code of {@code wx.login}.
     *
     * @param scene of the scan that opened the page
     * @throws io.guike.platform.Problem {@code request.too-many}; WeChat's own as {@link WeChat#miniLogin}
     */
    Uni<TokensView> mini(String code, @Nullable String scene, String address) {
        return whoIsIt(code, address).chain(identity -> database.tx(() -> arrive(identity, scene)));
    }

    private Uni<Identity> whoIsIt(String code, String address) {
        return limits.count(byAddress(), Network.of(address))
                .chain(() -> wechat.miniLogin(code))
                .map(login -> new Identity(accounts.mini().appid(), login.openid(), login.unionid()))
                .call(identity -> limits.count(PER_PERSON, identity.subject()));
    }

    Limit byAddress() {
        return new Limit("sign-in-address", perAddress, Duration.ofMinutes(5));
    }

    private Uni<TokensView> arrive(Identity identity, @Nullable String scene) {
        return members.visitor(identity.appid(), identity.openid(), identity.unionid())
                .chain(person -> comeBy(identity, person, scene).chain(notice -> open(person, notice)));
    }

    private Uni<TokensView> open(Person person, @Nullable String notice) {
        return sessions.open(Audience.SHOPPER, person.id(), person.origin(), null)
                .map(tokens -> TokensView.of(tokens, notice));
    }

    private Uni<@Nullable String> comeBy(Identity identity, Person person, @Nullable String scene) {
        if (scene == null || scene.isBlank()) {
            return Uni.createFrom().nullItem();
        }
        if (StaffLinks.isLink(scene)) {
            return links.take(scene, identity.appid(), identity.openid()).map(notice -> notice);
        }
        Instant now = clock.instant();
        return arrivals.opened(new Arrival(Ids.next(), identity.appid(), identity.openid(), person, scene, now, now))
                .map(notice -> notice);
    }

    /**
     * Sends a browser to WeChat.
     *
     * @param challenge base64url of the SHA-256 of a verifier that only this browser holds
     * @param page path of our own, where it comes back to
     * @throws io.guike.platform.Problem {@code signin.page-foreign}, {@code request.too-many}
     */
    Uni<WebStartView> startWeb(String challenge, String page, boolean withProfile, String address) {
        String redirect = pages.address(page);
        return limits.count(byAddress(), Network.of(address))
                .chain(() -> webSignIns.begin(challenge, page))
                .map(state -> new WebStartView(wechat.oauthAddress(redirect, withProfile, state)));
    }

    /** What a browser brought back from WeChat, and the verifier that shows that it is the one that left. */
    record Callback(String code, String state, String verifier) {}

    /**
     * @throws io.guike.platform.Problem {@code signin.state-invalid} for a state that is unknown, used, late or another
     *     browser's; {@code signin.snapshot-user}; {@code request.too-many}; WeChat's own
     */
    Uni<TokensView> web(Callback callback, @Nullable String scene, String address) {
        return limits.count(byAddress(), Network.of(address))
                .chain(() -> webSignIns.isOpen(callback.state(), callback.verifier()))
                .invoke(SignIns::mustBeOpen)
                .chain(() -> wechat.webLogin(callback.code()))
                .map(this::real)
                .call(identity -> limits.count(PER_PERSON, identity.subject()))
                .chain(identity -> database.tx(() -> comeBack(callback, identity, scene)));
    }

    private static void mustBeOpen(boolean open) {
        if (!open) {
            throw SignInProblem.STATE_INVALID.problem();
        }
    }

    private Identity real(WebLogin login) {
        if (login.snapshot()) {
            throw SignInProblem.SNAPSHOT_USER.problem();
        }
        return new Identity(accounts.service().appid(), login.openid(), login.unionid());
    }

    private Uni<TokensView> comeBack(Callback callback, Identity identity, @Nullable String scene) {
        return webSignIns
                .take(callback.state(), callback.verifier())
                .onItem()
                .ifNull()
                .failWith(SignInProblem.STATE_INVALID::problem)
                .chain(page -> arrive(identity, scene).map(tokens -> tokens.on(page)));
    }

    /**
     * For a member of staff, by a code of {@code wx.login}.
     *
     * @throws io.guike.platform.Problem {@code signin.staff-not-linked}, {@code request.too-many}; WeChat's own
     */
    Uni<StaffSessions.TokensView> staff(String code, String address) {
        return whoIsIt(code, address)
                .chain(identity ->
                        database.tx(() -> members.visitor(identity.appid(), identity.openid(), identity.unionid())
                                .chain(() -> members.staffBehind(identity.appid(), identity.openid()))
                                .onItem()
                                .ifNull()
                                .failWith(SignInProblem.STAFF_NOT_LINKED::problem)
                                .chain(staffSessions::openThroughWeChat)));
    }

    /** @param origin of the session at hand; whose person may have changed since the request came */
    Uni<Void> signOutEverywhere(UUID origin) {
        return database.tx(() ->
                members.hold(origin).chain(person -> sessions.endAll(Audience.SHOPPER, person.id(), End.SIGNED_OUT)));
    }

    /** @throws io.guike.platform.Problem {@code signin.session-over} for anything but the session's newest token */
    Uni<TokensView> refresh(String token, String address) {
        return limits.count(byAddress(), Network.of(address))
                .chain(() -> sessions.refresh(Audience.SHOPPER, token))
                .map(this::renewed);
    }

    private TokensView renewed(Renewal renewal) {
        if (renewal instanceof Renewal.Renewed renewed) {
            return TokensView.of(renewed.tokens(), null);
        }
        if (renewal instanceof Renewal.Betrayed betrayed) {
            metrics.counter("guike.refresh.reused").increment();
            LOG.warnf("A spent refresh token came back and ended session %s", betrayed.session());
        }
        throw SignInProblem.SESSION_OVER.problem();
    }
}
