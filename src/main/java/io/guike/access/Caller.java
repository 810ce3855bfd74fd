package io.guike.access;

import io.guike.platform.PlatformProblem;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Who asks, with the rights that the database gives them at this moment.
 *
 * @param kind which directory knows the id
 * @param origin whom a shopper's session was opened for, before any merge: stays when {@code id} changes; for all others
 *     the id
 * @param stores the roles held in each store; a role of the chain is not listed here
 * @param hq whether the caller belongs to head office
 */
public record Caller(
        Kind kind,
        UUID id,
        UUID origin,
        String name,
        Map<UUID, Set<Role>> stores,
        boolean hq,
        boolean mustChangePassword) {

    /** Which directory knows the caller. */
    public enum Kind {
        STAFF,
        SHOPPER,
        POS,
        SYSTEM
    }

    /** The service itself, in the audit log. */
    public static final Caller SYSTEM = new Caller(Kind.SYSTEM, new UUID(0, 0), "system", Map.of(), false, false);

    /** Somebody who is never merged with anybody. */
    public Caller(
            Kind kind, UUID id, String name, Map<UUID, Set<Role>> stores, boolean hq, boolean mustChangePassword) {
        this(kind, id, id, name, stores, hq, mustChangePassword);
    }

    /** @param number of the person, which says nothing of who it is */
    public static Caller shopper(UUID person, UUID origin, String number) {
        return new Caller(Kind.SHOPPER, person, origin, number, Map.of(), false, false);
    }

    public boolean is(Role role) {
        return role == Role.HQ ? hq : stores.values().stream().anyMatch(roles -> roles.contains(role));
    }

    /** @throws io.guike.platform.Problem {@code auth.forbidden} unless the caller holds the role in that very store */
    public void mustBe(Role role, UUID storeId) {
        if (!stores.getOrDefault(storeId, Set.of()).contains(role)) {
            throw PlatformProblem.FORBIDDEN.problem();
        }
    }

    /**
     * How idempotency keys and the audit log name the caller. By the origin: a command that merges its own caller, and
     * is sent again because the answer was lost, must be known as the same.
     */
    public String tag() {
        return tag(kind, origin);
    }

    /** @param origin for staff simply the id */
    public static String tag(Kind kind, UUID origin) {
        return kind.name().toLowerCase(Locale.ROOT) + ":" + origin;
    }
}
