package io.guike.attribution;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose customer a person is.
 *
 * @param staffId null where the store as a whole is the owner
 * @param formerStaffId who it was before they left, so that HQ can hand the customers on
 * @param since when the deciding fact happened
 * @param renewedAt when this owner last earned their protection
 * @param factKind {@code TOUCH}, {@code MOVE}, {@code HANDOVER} or {@code IMPORT}
 * @param source the kind of the scanned code, or the kind of the ruling
 */
record Owner(
        UUID storeId,
        @Nullable UUID staffId,
        @Nullable UUID formerStaffId,
        Instant since,
        Instant renewedAt,
        String factKind,
        UUID factId,
        String source) {

    static Owner by(Fact fact) {
        if (fact instanceof Fact.Scan scan) {
            return of(fact, "TOUCH", scan.source());
        }
        String kind = ((Fact.Ruling) fact).kind().name();
        return of(fact, kind, kind);
    }

    private static Owner of(Fact fact, String factKind, String source) {
        return new Owner(fact.storeId(), fact.staffId(), null, fact.at(), fact.at(), factKind, fact.id(), source);
    }

    boolean isSameAs(Fact fact) {
        return storeId.equals(fact.storeId()) && Objects.equals(staffId, fact.staffId());
    }

    Owner renewed(Instant at) {
        return new Owner(storeId, staffId, formerStaffId, since, at, factKind, factId, source);
    }

    Owner withoutStaff() {
        return new Owner(storeId, null, staffId, since, renewedAt, factKind, factId, source);
    }
}
