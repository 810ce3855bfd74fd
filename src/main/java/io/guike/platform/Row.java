package io.guike.platform;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One row of an {@link Sql} answer; columns are numbered from 0 in the order of the select list. */
public final class Row {

    private final @Nullable Object[] columns;

    Row(@Nullable Object[] columns) {
        this.columns = columns;
    }

    public boolean isNull(int column) {
        return columns[column] == null;
    }

    public UUID uuid(int column) {
        return (UUID) present(column);
    }

    public @Nullable UUID uuidOrNull(int column) {
        return (UUID) columns[column];
    }

    public String text(int column) {
        return (String) present(column);
    }

    public @Nullable String textOrNull(int column) {
        return (String) columns[column];
    }

    public long number(int column) {
        return ((Number) present(column)).longValue();
    }

    public int integer(int column) {
        return Math.toIntExact(number(column));
    }

    public double decimal(int column) {
        return ((Number) present(column)).doubleValue();
    }

    public boolean flag(int column) {
        return (Boolean) present(column);
    }

    public Instant instant(int column) {
        return ((OffsetDateTime) present(column)).toInstant();
    }

    public @Nullable Instant instantOrNull(int column) {
        return isNull(column) ? null : instant(column);
    }

    public byte[] bytes(int column) {
        return (byte[]) present(column);
    }

    public LocalDate date(int column) {
        return (LocalDate) present(column);
    }

    private Object present(int column) {
        return Objects.requireNonNull(columns[column], () -> "column " + column + " is null");
    }
}
