package io.guike.roster;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A card of the old list, as the last import that named it has it.
 *
 * @param origin the person who was made for it
 * @param person who has it now
 * @param phoneHash null once the person was erased, or took the phone back
 * @param nameHash null where no list told a name
 * @param level null where no list told one
 */
record OfflineCard(
        String number,
        UUID origin,
        UUID person,
        @Nullable String phoneHash,
        @Nullable String nameHash,
        @Nullable String level,
        long points,
        @Nullable UUID store,
        @Nullable UUID promoter,
        @Nullable LocalDate since,
        boolean erased) {

    boolean isOf(String hash) {
        return hash.equals(phoneHash);
    }
}
