package io.guike.membership;

import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.time.Period;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What somebody tells of themselves; all of it may be left out. Never shown by {@link #toString}. */
public record Profile(
        @Size(max = 40) @Pattern(regexp = "(?s).*\\S.*") @Nullable
        String name,

        @Nullable LocalDate birthday,
        @Nullable Gender gender,

        @Size(max = 60) @Pattern(regexp = "(?s).*\\S.*") @Nullable
        String area) {

    /** Whoever is younger needs a guardian (PIPL art. 31). */
    private static final int OF_AGE_TO_CONSENT = 14;

    private static final int OLDEST = 130;

    static final Profile EMPTY = new Profile(null, null, null, null);

    public enum Gender {
        FEMALE,
        MALE,
        OTHER
    }

    boolean isEmpty() {
        return equals(EMPTY);
    }

    boolean isPossible(LocalDate today) {
        return birthday == null || !birthday.isAfter(today) && years(today) <= OLDEST;
    }

    boolean isChild(LocalDate today) {
        return birthday != null && years(today) < OF_AGE_TO_CONSENT;
    }

    private int years(LocalDate today) {
        return Period.between(Objects.requireNonNull(birthday), today).getYears();
    }

    /** Field by field, with the other's where this one says nothing. */
    Profile or(Profile other) {
        return new Profile(
                name == null ? other.name : name,
                birthday == null ? other.birthday : birthday,
                gender == null ? other.gender : gender,
                area == null ? other.area : area);
    }

    @Override
    public String toString() {
        return "Profile[]";
    }
}
