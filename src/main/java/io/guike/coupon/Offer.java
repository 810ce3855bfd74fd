package io.guike.coupon;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may get a coupon, how and how many. Immutable, one for each version of a template; the one that is offered now
 * counts.
 *
 * @param stock how many in all; null for as many as are asked for
 * @param perPerson how many one person ever gets, at least 1
 * @param perDay how many one person gets on one day in Asia/Shanghai; null for no limit
 * @param opensAt and {@code closesAt}: when it may be got, inclusive and exclusive; null for no border
 * @param claimable whether shoppers claim it themselves; else it is only granted
 * @param shareable whether whoever has it may give it to a friend
 * @param budgetFen what all coupons together may take off; null for no cap
 */
public record Offer(
        @Nullable Long stock,
        int perPerson,
        @Nullable Integer perDay,
        Audience audience,
        @Nullable Instant opensAt,
        @Nullable Instant closesAt,
        boolean claimable,
        boolean shareable,
        @Nullable Long budgetFen) {

    public Offer {
        perPerson = perPerson == 0 ? 1 : perPerson;
        audience = Objects.requireNonNullElse(audience, Audience.EVERYONE);
    }

    /**
     * Who may get it.
     *
     * @param days of {@code NEW_MEMBERS}: how many days after they became a member
     * @param levels of {@code LEVELS}: codes
     * @param tag of {@code TAG}
     */
    public record Audience(
            Kind kind,
            int days,
            Set<String> levels,
            @Nullable String tag) {

        public static final Audience EVERYONE = new Audience(Kind.EVERYONE, 0, Set.of(), null);

        public Audience {
            levels = Sorted.of(levels);
        }

        /** By what people are chosen. */
        public enum Kind {
            EVERYONE,
            NEW_MEMBERS,
            LEVELS,
            TAG
        }
    }

    public boolean opened(Instant at) {
        return opensAt == null || !at.isBefore(opensAt);
    }

    public boolean closed(Instant at) {
        return closesAt != null && !at.isBefore(closesAt);
    }
}
