package io.guike.wechat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

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
}
