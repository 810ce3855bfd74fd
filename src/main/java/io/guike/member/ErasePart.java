package io.guike.member;

import io.smallrye.mutiny.Uni;
import java.util.Set;
import java.util.UUID;

/**
 * A capability that keeps personal data, and takes it away in the transaction that erases the person (PIPL art. 47).
 * What is sealed by the vault needs nothing: its key is destroyed. Ledgers, counts and reports stay: they name the
 * person by an id that then leads nowhere.
 */
public interface ErasePart {

    /**
     * Stands in place of what staff wrote about somebody who was erased: a sentence of theirs may name anybody. Who did
     * what and when stays.
     */
    String WITHHELD = "（已注销）";

    /** @param origins the person and everybody who was merged into them */
    Uni<Void> erase(UUID person, Set<UUID> origins);
}
