package io.guike.platform;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One row of an {@link Sql} answer; columns are numbered from 0 in the order of the select list. */
public final class Row {

    private final io.vertx.sqlclient.Row columns;

    Row(io.vertx.sqlclient.Row columns) {
        this.columns = columns;
    }

    public boolean isNull(int column) {
        return value(column) == null;
    }

    public UUID uuid(int column) {
        return (UUID) present(column);
    }

    public @Nullable UUID uuidOrNull(int column) {
        return (UUID) value(column);
    }

    public String text(int column) {
        return (String) present(column);
    }

    public @Nullable String textOrNull(int column) {
        return (String) value(column);
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
        return ((Buffer) present(column)).getBytes();
    }

    public byte @Nullable [] bytesOrNull(int column) {
        return isNull(column) ? null : bytes(column);
    }

    public LocalDate date(int column) {
        return (LocalDate) present(column);
    }

    private Object present(int column) {
        return Objects.requireNonNull(value(column), () -> "column " + column + " is null");
    }

    private @Nullable Object value(int column) {
        if (column >= columns.size()) {
            throw new NoSuchElementException("there is no column " + column);
        }
        return columns.getValue(column);
    }
}
