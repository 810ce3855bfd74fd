package io.guike.wechat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What we ask of WeChat. An interface although it has one implementation: it keeps the library's words, threads and
 * defects out of everything else. All calls fail with {@link WeChatRefused}; none may be made inside a transaction.
 */
public interface WeChat {

    /** WeChat's own bound for temporary codes. */
    Duration LONGEST_TEMPORARY = Duration.ofDays(30);

    /** WeChat's own bound for permanent codes of one service account; they can never be given back. */
    int MOST_PERMANENT = 100_000;

    /**
     * A parametric code of the service account that lapses.
     *
     * @param scene 1 to 64 characters
     * @param life at most {@link #LONGEST_TEMPORARY}
     */
    Uni<QrTicket> createTemporaryQr(String scene, Duration life);

    /** A parametric code of the service account for ever; uses up one of {@link #MOST_PERMANENT}. */
    Uni<QrTicket> createPermanentQr(String scene);

    /** The picture that WeChat draws for a ticket (JPEG). */
    Uni<byte[]> qrPicture(String ticket);

    /**
     * An unlimited mini-program code (JPEG).
     *
     * @param scene 1 to 32 characters of WeChat's scene alphabet
     * @param page without a leading slash
     * @param width in pixels, 280 to 1280
     */
    Uni<byte[]> miniProgramCode(String scene, String page, int width);

    /** What WeChat still tells of a fan of the service account. */
    Uni<Fan> fan(String openid);

    /** A customer-service message; only within the windows that the person opened by writing, scanning or tapping. */
    Uni<Void> sendText(String openid, String text);

    /** Replaces the menu of the service account. */
    Uni<Void> publishMenu(Menu menu);

    /**
     * Exchanges what {@code wx.login} gave the mini-program; WeChat takes each code once, within five minutes. The
     * session key that comes with it is dropped here: nothing of ours needs it.
     *
     * @return fails with {@link WeChatProblem#CODE_INVALID} for a code that is spent, late or made up, with {@link
     *     WeChatProblem#USER_BLOCKED} where WeChat holds the person for a risk
     */
    Uni<MiniLogin> miniLogin(String code);

    /**
     * Where a page of the service account sends the browser to learn who it is.
     *
     * @param redirectUrl comes back with {@code code} and {@code state}; its host must be entered at WeChat
     * @param withProfile asks for consent (snsapi_userinfo), after which WeChat tells the unionid; otherwise nobody is
     *     asked (snsapi_base)
     * @param state 1 to 128 letters and digits
     */
    String oauthAddress(String redirectUrl, boolean withProfile, String state);

    /** Exchanges what the browser brought back; once, within five minutes. Fails as {@link #miniLogin}. */
    Uni<WebLogin> webLogin(String code);

    /**
     * The JS-SDK signature of a page.
     *
     * @param url as the browser shows it, without a fragment
     */
    Uni<PageSignature> signPage(String url);

    /**
     * The number that a person chose to show in the mini-program. Costs 0.03 yuan a call: fetch once, then keep.
     *
     * @param code of the phone button, not of {@code wx.login}; once, within five minutes
     * @param openid of the mini-program; WeChat refuses a code that somebody else's button made
     * @return E.164, e.g. {@code +8613800138000}; fails as {@link #miniLogin}
     */
    Uni<String> phone(String code, String openid);

    /**
     * WeChat's user risk rank for signing up (scene 0). WeChat documents {@code POST /wxa/getuserriskrank}; the field
     * names are the library's, what each rank means is from background knowledge and not tried on a real account.
     *
     * @param openid of the mini-program; WeChat knows only who used it lately
     * @param phone E.164
     * @param address of the person's device
     * @return 0 (none) to 4 (highest)
     */
    Uni<Integer> riskRank(String openid, @Nullable String phone, String address);
}
