package io.guike.benchmark;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the load process is to do next: one line of JSON on its standard input.
 *
 * @param callers who ask side by side, each again as soon as it has its answer
 * @param warmUp seconds that are not measured
 * @param seconds that are measured
 */
record Job(
        Kind kind,
        int callers,
        double warmUp,
        double seconds,
        Scanning scanning,
        Reading reading,
        Shopping shopping,
        Claiming claiming,
        Posting posting) {

    enum Kind {
        BARE_INSERT,
        BARE_SELECT,
        /** A conditional update and an insert, in one statement. */
        BARE_CLAIM,
        /** The same two as statements of one transaction. */
        BARE_CLAIM_IN_TWO,
        SCAN,
        READ,
        /** By people who never did before. */
        SIGN_IN,
        /** By those who did. */
        SIGN_IN_AGAIN,
        /** By those who signed in and are no members yet. */
        BIND,
        CARD,
        /** What belongs to people, read by themselves. */
        OWN,
        CLAIM,
        /** Claims of a template that has just been sold out: right where it is said so. */
        CLAIM_TOO_LATE,
        /** Head office gives points, or takes some. */
        POST_POINTS,
        /** What a sign-in asks WeChat, without the service. */
        WECHAT_LOGIN,
        /** What a binding asks WeChat, without the service. */
        WECHAT_BINDING
    }

    /** Where everything is: the first line that the load process reads. */
    record Target(
            int port,
            String database,
            String databaseUser,
            String databasePassword,
            int connections,
            Account account,
            String platform,
            Mini mini) {}

    /** What WeChat knows of the service account. */
    record Account(String appid, String originalId, String token, String aesKey) {}

    /** The mini-program. */
    record Mini(String appid, String secret) {}

    /**
     * Scans as safe-mode callbacks.
     *
     * @param event {@code subscribe} or {@code SCAN}
     * @param people names the openids: {@code <people>-0}, {@code <people>-1} and so on
     * @param known how many of them there are; 0 where every scan is by somebody new
     * @param happenedAt second of the first scan; people who come round again do so a second later
     */
    record Scanning(String event, String people, long known, List<String> scenes, long happenedAt) {

        static final Scanning NONE = new Scanning("", "", 0, List.of(), 0);
    }

    /**
     * Pages of a list.
     *
     * @param token of head office or staff; none where people read what is theirs
     * @param items that must be on the page; at least so many where people read what is theirs
     */
    record Reading(String path, String token, int items) {

        static final Reading NONE = new Reading("", "", 0);
    }

    /**
     * What people do in the mini-program.
     *
     * @param readers people of the simulated WeChat who look at their cards in turn
     * @param consents given with each binding, as the contract wants them
     */
    record Shopping(List<String> readers, List<Map<String, Object>> consents) {

        static final Shopping NONE = new Shopping(List.of(), List.of());
    }

    /**
     * Coupons that people claim over the API.
     *
     * @param port of the replica to ask; 0 for the one that everything else asks
     * @param claimers people of the simulated WeChat, each with one coupon of a template at most
     * @param spread whether all templates are claimed side by side; else one after the other, the next as soon as
     *     everybody has theirs
     */
    record Claiming(int port, List<String> claimers, List<UUID> templates, boolean spread) {

        static final Claiming NONE = new Claiming(0, List.of(), List.of(), false);

        /** Without the service it only matters how many rows of stock there are. */
        static Claiming bare(boolean spread) {
            return new Claiming(0, List.of(), List.of(), spread);
        }
    }

    /**
     * Points that head office moves, one posting a question.
     *
     * @param people whose points, in turn
     * @param token of head office
     * @param points below 0 to take them
     */
    record Posting(List<String> people, String token, int points) {

        static final Posting NONE = new Posting(List.of(), "", 0);
    }

    /**
     * What came of it: the line that the load process answers with. The rate and the times are of those answers that
     * came while it was measured; the counts are of everything that was asked, warm-up included.
     *
     * @param asked how many there were; the numbers below {@code asked} are used up
     * @param good right answers
     * @param later callbacks taken with a bare {@code success}, to be handled by the inbox; of those who come too late:
     *     claims that were in time
     * @param bad everything else; {@code complaint} is the first of them
     */
    record Outcome(
            long asked,
            long good,
            long later,
            long bad,
            String complaint,
            double perSecond,
            double p50Millis,
            double p99Millis) {}
}
