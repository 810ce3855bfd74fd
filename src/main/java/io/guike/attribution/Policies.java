package io.guike.attribution;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The versions of the policy; the highest is in force. */
@ApplicationScoped
class Policies {

    /** Another replica's switch is seen this late; whoever was decided under the old version is swept afterwards. */
    private static final Duration REMEMBERED = Duration.ofSeconds(2);

    @Inject
    Database database;

    @Inject
    Clock clock;

    private volatile @Nullable Remembered remembered;

    private record Remembered(AttributionPolicy policy, long untilNanos) {}

    /** One version, for HQ. */
    record PolicyView(
            int version, AttributionPolicy.Rule rule, int days, String note, String decidedBy, Instant decidedAt) {}

    Uni<AttributionPolicy> current() {
        Remembered known = remembered;
        return known != null && known.untilNanos() - System.nanoTime() > 0
                ? Uni.createFrom().item(known.policy())
                : inForce();
    }

    /** As it stands in the database at this moment. */
    Uni<AttributionPolicy> inForce() {
        return database.sql("select version, rule, days from attribution_policy order by version desc limit 1")
                .one(row -> new AttributionPolicy(
                        row.integer(0), AttributionPolicy.Rule.valueOf(row.text(1)), row.integer(2)))
                .invoke(policy -> remembered = new Remembered(policy, System.nanoTime() + REMEMBERED.toNanos()));
    }

    Uni<List<PolicyView>> all() {
        return database.sql("""
                        select version, rule, days, note, decided_by, decided_at from attribution_policy
                        order by version desc""").list(Policies::view);
    }

    private static PolicyView view(Row row) {
        return new PolicyView(
                row.integer(0),
                AttributionPolicy.Rule.valueOf(row.text(1)),
                row.integer(2),
                row.text(3),
                row.text(4),
                row.instant(5));
    }

    /** Two switches at once: the version's key lets one through and the other fails and may be repeated. */
    Uni<PolicyView> put(AttributionPolicy policy, String note, String decidedBy) {
        return database.sql("""
                        insert into attribution_policy (version, rule, days, note, decided_by, decided_at)
                        select max(version) + 1, :rule, :days, :note, :by, :now from attribution_policy
                        returning version, rule, days, note, decided_by, decided_at""")
                .with("rule", policy.rule().name())
                .with("days", policy.days())
                .with("note", note)
                .with("by", decidedBy)
                .with("now", clock.instant())
                .one(Policies::view)
                .invoke(() -> remembered = null);
    }
}
