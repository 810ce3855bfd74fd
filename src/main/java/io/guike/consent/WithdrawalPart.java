package io.guike.consent;

import io.smallrye.mutiny.Uni;
import java.util.UUID;

/**
 * A capability that keeps or does something for a purpose, and ends it in the transaction in which the consent is
 * withdrawn. The person is held.
 */
public interface WithdrawalPart {

    Uni<Void> withdrawn(UUID person, Purpose purpose);
}
