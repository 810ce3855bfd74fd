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
 * @param stores the roles held in each store; a role of the chain is not listed here
 * @param hq whether the caller belongs to head office
 */
public record Caller(
        Kind kind, UUID id, String name, Map<UUID, Set<Role>> stores, boolean hq, boolean mustChangePassword) {

    /** Which directory knows the caller. */
    public enum Kind {
        STAFF,
        SHOPPER,
        SYSTEM
    }

    /** The service itself, in the audit log. */
    public static final Caller SYSTEM = new Caller(Kind.SYSTEM, new UUID(0, 0), "system", Map.of(), false, false);

    public boolean is(Role role) {
        return role == Role.HQ ? hq : stores.values().stream().anyMatch(roles -> roles.contains(role));
    }

    /** @throws io.guike.platform.Problem {@code auth.forbidden} unless the caller holds the role in that very store */
    public void mustBe(Role role, UUID storeId) {
        if (!stores.getOrDefault(storeId, Set.of()).contains(role)) {
            throw PlatformProblem.FORBIDDEN.problem();
        }
    }

    /** How idempotency keys and the audit log name the caller. */
    public String tag() {
        return tag(kind, id);
    }

    public static String tag(Kind kind, UUID id) {
        return kind.name().toLowerCase(Locale.ROOT) + ":" + id;
    }
}
