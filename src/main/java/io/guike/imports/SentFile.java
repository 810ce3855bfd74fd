package io.guike.imports;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that was sent in parts, as it stands.
 *
 * @param id of the run that works through it as well
 * @param charset as the sender declared it, if at all; of a started one, how it is read
 * @param header the cells of its first row; null until it was started
 * @param bytes that have arrived
 * @param body where the record behind the header begins
 * @param place where the record begins that is read next
 */
public record SentFile(
        UUID id, @Nullable String charset, @Nullable List<String> header, long bytes, Place body, Place place) {

    public boolean isStarted() {
        return header != null;
    }

    /** Whether there is nothing behind the header. */
    public boolean isEmpty() {
        return body.position() == bytes;
    }

    /** @throws IllegalStateException before it was started */
    public List<String> columns() {
        if (header == null) {
            throw new IllegalStateException(id + " was not started");
        }
        return header;
    }
}
