package io.guike.membership;

import io.guike.consent.Consents.Given;
import io.guike.consent.Consents.Guardian;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody sends to become a member. Never shown by {@link #toString}.
 *
 * @param phoneCode of the mini-program's phone button; may be left out by who has a verified number already
 * @param consents as shown and agreed to
 * @param invitation number of the member who invites; one that leads nowhere is passed over, as a bad scan code is
 */
record Application(
        @Size(min = 1, max = 200) @Nullable String phoneCode,
        @NotNull @Size(max = 20) List<@Valid @NotNull Given> consents,
        @Valid @Nullable Profile profile,
        @Valid @Nullable Guardian guardian,
        @Size(max = 20) @Nullable String invitation) {

    Profile told() {
        return profile == null ? Profile.EMPTY : profile;
    }

    boolean gives(String purpose) {
        return consents.stream().anyMatch(given -> given.purpose().equals(purpose));
    }

    @Override
    public String toString() {
        return "Application[]";
    }
}
