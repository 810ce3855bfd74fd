package io.guike.staff;

import io.guike.store.StoreProblem;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A member of staff (员工). Who left never comes back under the same number: a re-hire is a new row. */
@Entity
class Staff {

    @Id
    UUID id;

    String number;
    String name;
    boolean hq;

    @Nullable
    String passwordHash;

    boolean mustChangePassword;
    Instant hiredAt;

    @Nullable
    Instant leftAt;

    @Version
    int version;

    protected Staff() {}

    Staff(UUID id, String number, String name, boolean hq, Instant hiredAt) {
        this.id = id;
        this.number = number;
        this.name = name.strip();
        this.hq = hq;
        this.hiredAt = hiredAt;
        this.mustChangePassword = true;
    }

    void mustBeHere() {
        if (leftAt != null) {
            throw StaffProblem.LEFT.problem();
        }
    }

    void mustHaveVersion(int seen) {
        if (version != seen) {
            throw StoreProblem.CHANGED_MEANWHILE.problem();
        }
    }

    /** A password that somebody else knows, good for one thing: to choose another one. */
    void issuePassword(String hash) {
        mustBeHere();
        passwordHash = hash;
        mustChangePassword = true;
    }

    void choosePassword(String hash) {
        mustBeHere();
        passwordHash = hash;
        mustChangePassword = false;
    }

    /** The password goes as well: nothing is left to sign in with. */
    void leave(Instant at) {
        mustBeHere();
        leftAt = at;
        passwordHash = null;
    }
}
