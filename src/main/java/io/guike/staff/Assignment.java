package io.guike.staff;

import io.guike.access.Role;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person's role in a store from {@code startsAt} (inclusive) to {@code endsAt} (exclusive, null: open). */
@Entity
class Assignment {

    @Id
    UUID id;

    UUID staffId;
    UUID storeId;

    @Enumerated(EnumType.STRING)
    Role role;

    Instant startsAt;

    @Nullable
    Instant endsAt;

    protected Assignment() {}

    Assignment(UUID id, UUID staffId, UUID storeId, Role role, Instant startsAt, @Nullable Instant endsAt) {
        this.id = id;
        this.staffId = staffId;
        this.storeId = storeId;
        this.role = role;
        this.startsAt = startsAt;
        this.endsAt = endsAt;
    }

    boolean runsAt(Instant at) {
        return !startsAt.isAfter(at) && !isOverAt(at);
    }

    /** At some moment somebody would hold the same role in the same store twice. */
    boolean collidesWith(Assignment other) {
        return storeId.equals(other.storeId)
                && role == other.role
                && !isEmpty()
                && !other.isEmpty()
                && !isOverAt(other.startsAt)
                && !other.isOverAt(startsAt);
    }

    /** One that has not begun is taken back as a whole; one that is over stays as it is. */
    void endAt(Instant at) {
        if (!isOverAt(at)) {
            endsAt = at.isBefore(startsAt) ? startsAt : at;
        }
    }

    boolean isOverAt(Instant at) {
        return endsAt != null && !endsAt.isAfter(at);
    }

    private boolean isEmpty() {
        return startsAt.equals(endsAt);
    }
}
