package io.guike.reward;

import io.guike.platform.ProblemCode;
import io.guike.platform.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reward as an order needs it.
 *
 * @param stock null for as many as are asked for
 */
record Reward(
        UUID id,
        RewardKind kind,
        String name,
        long points,
        @Nullable Integer collectDays,
        @Nullable UUID templateId,
        @Nullable Long stock,
        long taken,
        @Nullable Integer perPerson,
        @Nullable Instant opensAt,
        @Nullable Instant closesAt,
        boolean open) {

    static final String COLUMNS = """
            r.id, r.kind, r.name, r.points, r.collect_days, r.template_id, r.stock, r.taken, r.per_person, r.opens_at,
            r.closes_at, r.state = 'OPEN'
            """;

    static Reward of(Row row) {
        return new Reward(
                row.uuid(0),
                RewardKind.valueOf(row.text(1)),
                row.text(2),
                row.number(3),
                row.isNull(4) ? null : row.integer(4),
                row.uuidOrNull(5),
                row.isNull(6) ? null : row.number(6),
                row.number(7),
                row.isNull(8) ? null : row.integer(8),
                row.instantOrNull(9),
                row.instantOrNull(10),
                row.flag(11));
    }

    /**
     * Why somebody does not get one; null where they do, if they have the points.
     *
     * @param had how many they have had, without those that ended without being collected
     */
    @Nullable
    ProblemCode refusal(Instant now, long had) {
        boolean early = opensAt != null && now.isBefore(opensAt);
        boolean late = closesAt != null && !now.isBefore(closesAt);
        if (!open || early || late) {
            return RewardProblem.NOT_OPEN;
        }
        if (perPerson != null && had >= perPerson) {
            return RewardProblem.LIMIT_REACHED;
        }
        return stock != null && taken >= stock ? RewardProblem.SOLD_OUT : null;
    }
}
