package io.guike.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A store as everybody may see it.
 *
 * @param latitude and {@code longitude} in degrees, GCJ-02
 * @param version to be sent back with a change
 */
public record StoreView(
        UUID id,
        String code,
        String name,
        UUID regionId,
        String regionName,
        String address,
        double latitude,
        double longitude,
        @Nullable String phone,
        OpeningHours hours,
        State state,
        int version) {

    /** OPEN: 营业 (in business), CLOSED: 已停业 (given up). Not whether the door is open at the moment. */
    public enum State {
        OPEN,
        CLOSED
    }

    public boolean isOpenAt(Instant instant) {
        return state == State.OPEN && hours.isOpenAt(instant);
    }
}
