package io.guike.signin;

import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.member.Merge;
import io.guike.member.MergePart;
import io.guike.session.Audience;
import io.guike.session.Sessions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Sessions follow their person through merges and partings, and go when the person goes. */
@ApplicationScoped
class PersonSessions implements MergePart, ErasePart, ExportPart {

    @Inject
    Sessions sessions;

    @Override
    public Uni<Void> merged(Merge merge) {
        return sessions.follow(Audience.SHOPPER, merge.origins(), merge.survivor());
    }

    @Override
    public Uni<Void> parted(Merge merge) {
        return sessions.follow(Audience.SHOPPER, merge.origins(), merge.loser());
    }

    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return sessions.forget(Audience.SHOPPER, origins);
    }

    @Override
    public String section() {
        return "signIns";
    }

    @Override
    public Uni<List<Sessions.SessionView>> export(UUID person) {
        return sessions.of(Audience.SHOPPER, person);
    }
}
