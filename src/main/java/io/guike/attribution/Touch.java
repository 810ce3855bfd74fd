package io.guike.attribution;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One scan.
 *
 * @param inboundId the callback or the sign-in it came with; one touch each
 * @param source the kind of the code; {@code UNKNOWN} where there is none
 * @param originId to whom it came first; see {@link io.guike.member.Person}
 * @param storeId and {@code staffId}: whom it counts for, as things were then
 * @param firstOfPerson whether the person had never touched before
 */
record Touch(
        UUID id,
        UUID personId,
        UUID originId,
        UUID inboundId,
        String scene,
        @Nullable UUID codeId,
        String source,
        @Nullable UUID storeId,
        @Nullable UUID staffId,
        Verdict verdict,
        boolean firstOfPerson,
        Instant happenedAt,
        Instant receivedAt) {

    static final String UNKNOWN_SOURCE = "UNKNOWN";

    /** What it says about the owner; null where it says nothing. */
    Fact.@Nullable Scan fact() {
        return verdict.counts() && storeId != null
                ? new Fact.Scan(id, happenedAt, receivedAt, storeId, staffId, source)
                : null;
    }

    Touch notFirst() {
        return new Touch(
                id,
                personId,
                originId,
                inboundId,
                scene,
                codeId,
                source,
                storeId,
                staffId,
                verdict,
                false,
                happenedAt,
                receivedAt);
    }

    /** Whether it may move an owner, and if not, why. */
    enum Verdict {
        COUNTS,
        /** The salesperson of the code had left or held no post: it counts for the store of the code. */
        COUNTS_FOR_STORE,
        /** A member of staff scanned. */
        STAFF_SCAN,
        RETIRED_CODE,
        UNKNOWN_CODE;

        boolean counts() {
            return this == COUNTS || this == COUNTS_FOR_STORE;
        }
    }
}
