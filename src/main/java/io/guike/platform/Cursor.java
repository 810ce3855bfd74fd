package io.guike.platform;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A place in a list: the sort key of the last row seen, as opaque text. */
public record Cursor(String key, UUID id) {

    private static final UUID LAST = new UUID(-1L, -1L);

    public static Cursor at(Instant time, UUID id) {
        return new Cursor(time.toString(), id);
    }

    /** Before everything in a list that runs from new to old. */
    public static Cursor newest() {
        return at(Instant.parse("9999-01-01T00:00:00Z"), LAST);
    }

    /** Before everything in a list that is sorted by a text, ascending. */
    public static Cursor first() {
        return new Cursor("", new UUID(0L, 0L));
    }

    /** @throws Problem {@code request.cursor-invalid} for a text that {@link #text()} did not make */
    public static Cursor newestOr(@Nullable String text) {
        Cursor cursor = text == null ? newest() : parse(text);
        cursor.time();
        return cursor;
    }

    public static Cursor firstOr(@Nullable String text) {
        return text == null ? first() : parse(text);
    }

    public Instant time() {
        try {
            Instant time = Instant.parse(key);
            if (Days.isInCalendar(time)) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // Refused as any other.
        }
        throw PlatformProblem.CURSOR_INVALID.problem();
    }

    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((id + key).getBytes(StandardCharsets.UTF_8));
    }

    private static Cursor parse(String text) {
        try {
            String clear = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            if (clear.indexOf('\0') >= 0) {
                throw PlatformProblem.CURSOR_INVALID.problem();
            }
            return new Cursor(clear.substring(36), UUID.fromString(clear.substring(0, 36)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw PlatformProblem.CURSOR_INVALID.problem();
        }
    }
}
