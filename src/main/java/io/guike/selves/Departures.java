package io.guike.selves;

import io.guike.member.ErasePart;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.UUID;

/** Before anything of an erased person goes, what they had is marked. */
@ApplicationScoped
@Priority(Departures.BEFORE_NUMBERS_GO)
class Departures implements ErasePart {

    static final int BEFORE_NUMBERS_GO = 20;

    @Inject
    EarlierSelves earlierSelves;

    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return earlierSelves.remember(person);
    }
}
