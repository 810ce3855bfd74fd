package io.guike.scancode;

import io.guike.platform.Row;
import io.guike.scancode.CodeView.MediumView;
import io.guike.scancode.CodeView.State;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A code as it stands in the tables; {@code qr} is null unless it is wanted for the service account. */
record StoredCode(
        UUID id,
        CodeKind kind,
        String name,
        UUID storeId,
        @Nullable UUID staffId,
        String shortCode,
        long sceneKey,
        Set<Medium> media,
        State state,
        Instant createdAt,
        @Nullable Instant retiredAt,
        @Nullable Qr qr) {

    /**
     * What the service account has.
     *
     * @param url null until WeChat made it
     * @param error set once nobody tries any more
     */
    record Qr(
            boolean permanent,
            @Nullable String url,
            @Nullable Instant expiresAt,
            @Nullable String error) {

        @Nullable
        String urlAt(Instant now) {
            return url != null && (expiresAt == null || expiresAt.isAfter(now)) ? url : null;
        }
    }

    static final String SELECT = """
            select c.id, c.kind, c.name, c.store_id, c.staff_id, c.short_code, c.scene_key, c.media, c.state,
                   c.created_at, c.retired_at, q.permanent, q.url, q.expires_at,
                   case when q.state = 'DEAD' then q.last_error end
            from scan_code c left join scan_code_qr q on q.id = c.id
            """;

    static StoredCode read(Row row) {
        return new StoredCode(
                row.uuid(0),
                CodeKind.valueOf(row.text(1)),
                row.text(2),
                row.uuid(3),
                row.uuidOrNull(4),
                row.text(5),
                row.number(6),
                Medium.read(row.text(7)),
                State.valueOf(row.text(8)),
                row.instant(9),
                row.instantOrNull(10),
                row.isNull(11)
                        ? null
                        : new Qr(row.flag(11), row.textOrNull(12), row.instantOrNull(13), row.textOrNull(14)));
    }

    boolean isActive() {
        return state == State.ACTIVE;
    }

    /**
     * What a picture drawn here holds; null where there is none to be had.
     *
     * @param link the code's own link
     */
    @Nullable
    String content(Medium medium, String link, Instant now) {
        if (!isActive() || !media.contains(medium)) {
            return null;
        }
        return switch (medium) {
            case SERVICE -> qr == null ? null : qr.urlAt(now);
            case LINK -> link;
            case MINI -> null;
        };
    }

    /** What suits paper best: the permanent code, else the link, else the code that lapses; null for none of them. */
    @Nullable
    Medium forPaper() {
        if (qr != null && qr.permanent()) {
            return Medium.SERVICE;
        }
        if (media.contains(Medium.LINK)) {
            return Medium.LINK;
        }
        return media.contains(Medium.SERVICE) ? Medium.SERVICE : null;
    }

    /** When the present picture lapses; null where it lasts, or there is none yet. */
    @Nullable
    Instant lapsesAt(Medium medium) {
        return medium == Medium.SERVICE && qr != null ? qr.expiresAt() : null;
    }

    List<MediumView> mediaAt(String link, Instant now) {
        return media.stream().map(medium -> medium(medium, link, now)).toList();
    }

    private MediumView medium(Medium medium, String link, Instant now) {
        String content = content(medium, link, now);
        boolean ready = isActive() && (medium == Medium.MINI || content != null);
        return medium == Medium.SERVICE && qr != null
                ? new MediumView(medium, ready, qr.permanent(), ready ? lapsesAt(medium) : null, content, qr.error())
                : new MediumView(medium, ready, true, null, content, null);
    }
}
