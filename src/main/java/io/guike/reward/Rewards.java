package io.guike.reward;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.coupon.Templates;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.Problem.Flaw;
import io.guike.platform.Row;
import io.guike.platform.Sql;
import io.guike.store.Stores;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The catalogue, as head office keeps it. Changing a reward changes no order. */
@ApplicationScoped
class Rewards {

    private static final String SELECT = """
            select r.id, r.kind, r.name, r.description, r.points, r.sku, r.collect_days,
              array_to_string(r.stores, ','), r.template_id, r.stock, r.per_person, r.opens_at, r.closes_at,
              r.state = 'OPEN', r.taken, r.revision, r.created_at
            from reward r where\s""";

    @Inject
    Database database;

    @Inject
    Stores stores;

    @Inject
    Templates templates;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /** @param revision to be sent back with a change */
    record RewardView(UUID id, RewardFacts facts, boolean open, long taken, int revision, Instant createdAt) {}

    private static RewardView view(Row row) {
        String stores = row.text(7);
        RewardFacts facts = new RewardFacts(
                RewardKind.valueOf(row.text(1)),
                row.text(2),
                row.text(3),
                row.number(4),
                row.textOrNull(5),
                row.isNull(6) ? null : row.integer(6),
                stores.isEmpty()
                        ? List.of()
                        : Arrays.stream(stores.split(",")).map(UUID::fromString).toList(),
                row.uuidOrNull(8),
                row.isNull(9) ? null : row.number(9),
                row.isNull(10) ? null : row.integer(10),
                row.instantOrNull(11),
                row.instantOrNull(12));
        return new RewardView(row.uuid(0), facts, row.flag(13), row.number(14), row.integer(15), row.instant(16));
    }

    /** The newest first. */
    Uni<Page<RewardView>> list(@Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql(SELECT + "(r.created_at, r.id) < (:at, :id) order by r.created_at desc, r.id desc"
                        + " limit :size")
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(Rewards::view)
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.createdAt(), row.id())));
    }

    /** @throws io.guike.platform.Problem {@code reward.unknown} */
    Uni<RewardView> get(UUID id) {
        return database.sql(SELECT + "r.id = :id")
                .with("id", id)
                .first(Rewards::view)
                .onItem()
                .ifNull()
                .failWith(RewardProblem.UNKNOWN::problem);
    }

    /**
     * A new one, which nobody can have until it is opened.
     *
     * @throws io.guike.platform.Problem {@code reward.invalid}, {@code coupon.template-unknown}
     */
    Uni<RewardView> create(Caller by, RewardFacts facts) {
        UUID id = Ids.next();
        Sql insert = database.sql("""
                insert into reward (id, kind, name, description, points, sku, collect_days, stores, template_id, stock,
                  taken, per_person, opens_at, closes_at, state, revision, created_at)
                values (:id, :kind, :name, :description, :points, :sku, :collectDays, cast(:stores as uuid[]), :template,
                  :stock, 0, :perPerson, :opens, :closes, 'CLOSED', 1, :now)""").with("kind", facts.kind().name()).with("now", clock.instant());
        return database.tx(() -> mustBeSound(facts)
                .chain(() -> with(insert, id, facts).run())
                .chain(() -> audit.record(by, "reward.create", "reward:" + id, Map.of("name", facts.name())))
                .chain(() -> get(id)));
    }

    /**
     * Replaces what it is; goods stay goods.
     *
     * @throws io.guike.platform.Problem {@code reward.unknown}, {@code reward.changed-meanwhile}, {@code
     *     reward.stock-taken}, {@code reward.invalid}, {@code coupon.template-unknown}
     */
    Uni<RewardView> change(Caller by, UUID id, int revision, boolean open, RewardFacts facts) {
        Sql update = database.sql("""
                update reward set name = :name, description = :description, points = :points, sku = :sku,
                  collect_days = :collectDays, stores = cast(:stores as uuid[]), template_id = :template,
                  stock = :stock, per_person = :perPerson, opens_at = :opens, closes_at = :closes, state = :state,
                  revision = revision + 1
                where id = :id""").with("state", open ? "OPEN" : "CLOSED");
        return database.tx(() -> mustBeSound(facts)
                .chain(() -> lock(id, revision, facts))
                .chain(() -> with(update, id, facts).run())
                .chain(() -> audit.record(
                        by,
                        "reward.change",
                        "reward:" + id,
                        Map.of("revision", revision, "open", open, "name", facts.name(), "points", facts.points())))
                .chain(() -> get(id)));
    }

    private static Sql with(Sql sql, UUID id, RewardFacts facts) {
        return sql.with("id", id)
                .with("name", facts.name().strip())
                .with("description", facts.description().strip())
                .with("points", facts.points())
                .with("sku", facts.sku())
                .with("collectDays", facts.collectDays())
                .with("stores", facts.stores())
                .with("template", facts.templateId())
                .with("stock", facts.stock())
                .with("perPerson", facts.perPerson())
                .with("opens", facts.opensAt())
                .with("closes", facts.closesAt());
    }

    private Uni<Void> lock(UUID id, int revision, RewardFacts facts) {
        return database.sql("select kind, revision, taken from reward where id = :id for update")
                .with("id", id)
                .first(row -> {
                    if (!row.text(0).equals(facts.kind().name())) {
                        throw RewardProblem.INVALID.problem().with(List.of(Flaw.of("kind", "不能更改")));
                    }
                    if (row.integer(1) != revision) {
                        throw RewardProblem.CHANGED_MEANWHILE.problem();
                    }
                    Long stock = facts.stock();
                    if (stock != null && stock < row.number(2)) {
                        throw RewardProblem.STOCK_TAKEN.because(Long.toString(row.number(2)));
                    }
                    return id;
                })
                .onItem()
                .ifNull()
                .failWith(RewardProblem.UNKNOWN::problem)
                .replaceWithVoid();
    }

    private Uni<Void> mustBeSound(RewardFacts facts) {
        List<Flaw> flaws = new ArrayList<>(facts.flaws());
        List<UUID> named = facts.stores() == null ? List.of() : facts.stores();
        UUID template = facts.templateId();
        return stores.names(named)
                .invoke(known -> {
                    if (!known.keySet().containsAll(named)) {
                        flaws.add(Flaw.of("stores", "没有这家门店"));
                    }
                    if (!flaws.isEmpty()) {
                        throw RewardProblem.INVALID.problem().with(flaws);
                    }
                })
                .chain(() -> template == null
                        ? Uni.createFrom().voidItem()
                        : templates.offered(template).replaceWithVoid());
    }
}
