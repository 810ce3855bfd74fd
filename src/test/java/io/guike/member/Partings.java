package io.guike.member;

import io.guike.access.Caller;
import io.guike.support.Run;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;

/** Undoes merges as head office does, without signing in for each. */
@ApplicationScoped
public class Partings {

    @Inject
    Merges merges;

    public void undo(UUID merge) {
        Run.now(() -> merges.undo(merge, Caller.SYSTEM, "测试"));
    }
}
