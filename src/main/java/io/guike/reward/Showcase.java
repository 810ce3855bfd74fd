package io.guike.reward;

import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.platform.ProblemCode;
import io.guike.platform.Row;
import io.guike.points.Points;
import io.guike.selves.Earlier;
import io.guike.selves.EarlierSelves;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What somebody can have for their points. */
@ApplicationScoped
class Showcase {

    @Inject
    Database database;

    @Inject
    Points points;

    @Inject
    EarlierSelves earlierSelves;

    @Inject
    Clock clock;

    /**
     * A reward, for one person.
     *
     * @param left null for as many as are asked for
     * @param had how many they have had, also before they were erased and came back
     * @param refusal stable code why they do not get one now, and {@code why} in words; null where they do
     */
    record OfferView(
            UUID id,
            RewardKind kind,
            String name,
            String description,
            long points,
            @Nullable UUID templateId,
            @Nullable Long left,
            @Nullable Integer perPerson,
            long had,
            @Nullable Instant opensAt,
            @Nullable Instant closesAt,
            @Nullable String refusal,
            @Nullable String why) {}

    /** @param availablePoints what they can spend now */
    record ShowcaseView(long availablePoints, Page<OfferView> rewards) {}

    private record Shown(OfferView view, Instant createdAt) {}

    /** The newest first; without those whose time is over. */
    Uni<ShowcaseView> of(UUID person, @Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return points.balance(person)
                .chain(balance -> list(person, balance.available(), from, size)
                        .map(page -> new ShowcaseView(balance.available(), page)));
    }

    private Uni<Page<OfferView>> list(UUID person, long available, Cursor from, int size) {
        Instant now = clock.instant();
        return database.sql("select " + Reward.COLUMNS + """
                        , r.description, r.created_at,
                          (select count(*) from reward_order o where o.person_id = :person and o.reward_id = r.id
                            and (o.state = 'DONE' or o.state = 'WAITING' and o.collect_until > :now))
                        from reward r where r.state = 'OPEN' and (r.closes_at is null or r.closes_at > :now)
                          and (r.created_at, r.id) < (:at, :id)
                        order by r.created_at desc, r.id desc limit :size""")
                .with("person", person)
                .with("now", now)
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(row -> row)
                .chain(rows -> earlier(person, rows)
                        .map(earlier -> rows.stream()
                                .map(row ->
                                        shown(row, earlier.of(person, RewardData.earlier(row.uuid(0))), available, now))
                                .toList()))
                .map(rows -> Page.of(
                                rows,
                                size,
                                row -> Cursor.at(row.createdAt(), row.view().id()))
                        .map(Shown::view));
    }

    private Uni<Earlier> earlier(UUID person, List<Row> rows) {
        return earlierSelves.of(
                List.of(person),
                rows.stream().map(row -> RewardData.earlier(row.uuid(0))).toList());
    }

    private static Shown shown(Row row, long before, long available, Instant now) {
        Reward reward = Reward.of(row);
        long had = row.number(14) + before;
        ProblemCode refusal = reward.refusal(now, had);
        if (refusal == null && available < reward.points()) {
            refusal = io.guike.points.PointsProblem.INSUFFICIENT;
        }
        Long stock = reward.stock();
        OfferView view = new OfferView(
                reward.id(),
                reward.kind(),
                reward.name(),
                row.text(12),
                reward.points(),
                reward.templateId(),
                stock == null ? null : stock - reward.taken(),
                reward.perPerson(),
                had,
                reward.opensAt(),
                reward.closesAt(),
                refusal == null ? null : refusal.code(),
                refusal == null ? null : refusal.zh());
        return new Shown(view, row.instant(13));
    }
}
