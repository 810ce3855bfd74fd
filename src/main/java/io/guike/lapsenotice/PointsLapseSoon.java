package io.guike.lapsenotice;

import io.guike.work.OutboxEvent;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Points of somebody lapse in some days. Replicas of an older version announce it, or have announced it before they were
 * replaced; see {@link EarlierReminders}.
 *
 * @param points how many, at the moment of the announcement
 * @param lastDay on which they can still be used
 */
public record PointsLapseSoon(UUID personId, long points, LocalDate lastDay) implements OutboxEvent {

    @Override
    public UUID subject() {
        return personId;
    }
}
