package io.guike.attribution;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.attribution.OwnerRuns.RunView;
import io.guike.attribution.Policies.PolicyView;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Nobody switches a policy without having seen how many people it moves. */
@ApplicationScoped
class PolicySwitch {

    static final Duration DRY_RUN_LASTS = Duration.ofHours(24);

    @Inject
    Database database;

    @Inject
    Policies policies;

    @Inject
    OwnerRuns runs;

    @Inject
    AuditLog audit;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /** @throws io.guike.platform.Problem {@code attribution.dry-run-needed}, {@code attribution.run-unknown} */
    Uni<PolicyView> to(Caller by, UUID dryRun, String note) {
        return database.tx(() -> runs.view(dryRun)
                        .invoke(this::mustBeFresh)
                        .map(run -> json.convertValue(run.plan(), AttributionPolicy.class))
                        .chain(policy -> policies.put(policy, note, by.tag()))
                        .call(policy -> audit.record(
                                by,
                                "attribution.policy",
                                "policy:" + policy.version(),
                                Map.of("rule", policy.rule(), "days", policy.days(), "dryRun", dryRun))))
                .onFailure(Database::isDuplicate)
                .transform(failure -> AttributionProblem.DRY_RUN_NEEDED.because("another switch was faster"));
    }

    private void mustBeFresh(RunView run) {
        Instant finished = run.finishedAt();
        boolean usable = run.kind() == OwnerRuns.Kind.DRY_RUN
                && run.finished()
                && finished != null
                && finished.plus(DRY_RUN_LASTS).isAfter(clock.instant());
        if (!usable) {
            throw AttributionProblem.DRY_RUN_NEEDED.problem();
        }
    }
}
