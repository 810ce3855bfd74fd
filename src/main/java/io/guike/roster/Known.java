package io.guike.roster;

import io.guike.membership.Levels;
import io.guike.phone.ToldNumbers.HolderView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that must be known to decide about some lines.
 *
 * @param collisions by line, with the other lines of the file
 * @param stores ids by code
 * @param promoters ids of staff by number
 * @param cards old cards by number
 * @param cardsByPhone the same by phone hash
 * @param taken numbers of cards that members have, also of cards that no list told
 * @param holders who has a number now, by phone hash
 * @param claimed people who have an account in WeChat
 */
record Known(
        Map<Long, List<Flaw>> collisions,
        Map<String, UUID> stores,
        Map<String, UUID> promoters,
        List<Levels.Level> levels,
        Map<String, OfflineCard> cards,
        Map<String, OfflineCard> cardsByPhone,
        Set<String> taken,
        Map<String, HolderView> holders,
        Set<UUID> claimed) {

    /** By code or by name; null for one that there is not. */
    @Nullable
    String level(String told) {
        return levels.stream()
                .filter(level ->
                        level.code().equalsIgnoreCase(told) || level.name().equals(told))
                .map(Levels.Level::code)
                .findFirst()
                .orElse(null);
    }
}
