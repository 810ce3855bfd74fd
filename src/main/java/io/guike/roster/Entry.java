package io.guike.roster;

import io.guike.vault.PhoneNumber;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a line says. A text is empty, and anything else null, where the cell is empty.
 *
 * @param phoneHash by which the number is found
 */
record Entry(
        PhoneNumber phone,
        String phoneHash,
        String card,
        String name,
        String level,
        @Nullable Long points,
        String store,
        String promoter,
        @Nullable LocalDate since) {

    /** Everything that it says of a member, to be hashed and compared. */
    String content() {
        return String.join("\n", phone.e164(), card, name, level, "" + points, store, promoter, "" + since);
    }

    @Override
    public String toString() {
        return "Entry[" + card + "]";
    }
}
