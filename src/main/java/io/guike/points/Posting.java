package io.guike.points;

import io.guike.platform.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A posting as it stands in the ledger, or is to.
 *
 * @param amount of all its entries together
 * @param reverses the posting of which it refunds or takes back something; null for all others
 * @param reversed how much of that
 * @param forgiven of that, because it had lapsed unused, or had come from somebody who erased themselves since
 */
record Posting(
        UUID id,
        String reason,
        String source,
        UUID person,
        UUID origin,
        String actor,
        @Nullable UUID store,
        @Nullable UUID staff,
        long amount,
        Instant at,
        String text,
        @Nullable String explanation,
        @Nullable UUID reverses,
        long reversed,
        long forgiven) {

    static final String COLUMNS = """
            p.id, p.reason, p.source, p.person_id, p.origin_id, p.actor, p.store_id, p.staff_id, p.amount, p.at, p.text,
            p.explanation, p.reverses_id, p.reversed, p.forgiven""";

    /** How many {@link #COLUMNS} there are. */
    static final int WIDTH = 15;

    /** Reads {@link #COLUMNS}. */
    static Posting of(Row row, int first) {
        return new Posting(
                row.uuid(first),
                row.text(first + 1),
                row.text(first + 2),
                row.uuid(first + 3),
                row.uuid(first + 4),
                row.text(first + 5),
                row.uuidOrNull(first + 6),
                row.uuidOrNull(first + 7),
                row.number(first + 8),
                row.instant(first + 9),
                row.text(first + 10),
                row.textOrNull(first + 11),
                row.uuidOrNull(first + 12),
                row.isNull(first + 13) ? 0 : row.number(first + 13),
                row.number(first + 14));
    }

    /** One that reverses nothing. */
    static Posting plain(
            UUID id,
            String reason,
            String source,
            Wallet wallet,
            UUID origin,
            String actor,
            @Nullable UUID store,
            @Nullable UUID staff,
            String text,
            @Nullable String explanation) {
        return new Posting(
                id,
                reason,
                source,
                wallet.person(),
                origin,
                actor,
                store,
                staff,
                0,
                wallet.at(),
                text,
                explanation,
                null,
                0,
                0);
    }

    /** What takes some of this back. */
    Posting reversal(UUID id, String why, String key, String by, Wallet wallet, String told, long some, long lapsed) {
        return new Posting(
                id,
                why,
                key,
                wallet.person(),
                origin,
                by,
                store,
                staff,
                0,
                wallet.at(),
                told,
                null,
                this.id,
                some,
                lapsed);
    }

    Posting with(long total) {
        return new Posting(
                id,
                reason,
                source,
                person,
                origin,
                actor,
                store,
                staff,
                total,
                at,
                text,
                explanation,
                reverses,
                reversed,
                forgiven);
    }

    PostingView view() {
        return new PostingView(id, reason, source, person, amount, at, text);
    }
}
