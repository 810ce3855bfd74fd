package io.guike.consent;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody last said about a purpose.
 *
 * @param currentVersion of the text that is shown now
 * @param given whether the consent stands; false also where nobody ever asked
 * @param textVersion what the last word was about; null where there is none
 * @param guardianId the guardian who consented along
 */
record Standing(
        Purpose purpose,
        int currentVersion,
        boolean given,
        @Nullable Integer textVersion,
        @Nullable Instant at,
        @Nullable UUID guardianId) {

    boolean isGiven(int version) {
        return given && textVersion != null && textVersion == version;
    }
}
