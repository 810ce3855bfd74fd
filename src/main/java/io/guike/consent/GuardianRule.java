package io.guike.consent;

import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** Knows who is under 14: their consent counts only with a guardian's (PIPL art. 31). */
public interface GuardianRule {

    Uni<Boolean> needsGuardian(UUID person);
}
