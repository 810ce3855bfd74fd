package io.guike.member;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.member.People.Candidate;
import io.guike.member.People.Held;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Two people become one, and two again. The rule is on the capability's page; everything that belongs to them follows
 * through the {@link MergePart}s, in the same transaction.
 */
@ApplicationScoped
public class Merges {

    @Inject
    Database database;

    @Inject
    People people;

    @Inject
    @All
    List<MergePart> parts;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /** Whom two people are after a merge. */
    public record Living(UUID id, String number) {

        Person as(Person contact) {
            return new Person(id, contact.origin(), number, contact.isNew());
        }
    }

    /** @param undoneAt null while it holds */
    record MergeView(
            UUID id,
            UUID survivorId,
            String survivorNumber,
            UUID loserId,
            String loserNumber,
            Merge.Cause cause,
            @Nullable String reason,
            Instant mergedAt,
            @Nullable Instant undoneAt,
            @Nullable String undoneReason) {}

    /**
     * Makes two people one; nothing is done where they are one already.
     *
     * @param reason why, as a person said it; null where a rule did it
     * @throws io.guike.platform.Problem {@code member.unknown}, {@code member.erased}
     */
    public Uni<Living> merge(UUID one, UUID other, Merge.Cause cause, Caller by, @Nullable String reason) {
        return database.tx(() -> people.hold(List.of(one, other)).chain(held -> merge(held, cause, by, reason)));
    }

    /** @throws io.guike.platform.Problem {@code member.same} where they are one already */
    Uni<MergeView> byHand(UUID one, UUID other, Caller by, String reason) {
        return database.tx(() -> people.hold(List.of(one, other))
                .invoke(held -> {
                    if (held.size() == 1) {
                        throw MemberProblem.SAME.problem();
                    }
                })
                .chain(held ->
                        merge(held, Merge.Cause.HEAD_OFFICE, by, reason).chain(living -> lastOf(held, living.id()))));
    }

    private Uni<MergeView> lastOf(List<Held> held, UUID survivor) {
        UUID loser = held.stream()
                .map(Held::id)
                .filter(id -> !id.equals(survivor))
                .findFirst()
                .orElseThrow();
        return database.sql(SELECT + " where m.loser_id = :loser and m.undone_at is null")
                .with("loser", loser)
                .one(Merges::view);
    }

    private Uni<Living> merge(List<Held> held, Merge.Cause cause, Caller by, @Nullable String reason) {
        return held.size() == 1
                ? Uni.createFrom().item(new Living(held.get(0).id(), held.get(0).number()))
                : people.ranked(held).chain(ranked -> {
                    Candidate survivor = ranked.get(0);
                    UUID loser = ranked.get(1).id();
                    return people.origins(loser)
                            .map(origins -> new Merge(Ids.next(), survivor.id(), loser, origins))
                            .chain(merge -> carryOut(merge, cause, by, reason))
                            .replaceWith(new Living(survivor.id(), survivor.number()));
                });
    }

    private Uni<Void> carryOut(Merge merge, Merge.Cause cause, Caller by, @Nullable String reason) {
        return database.sql("""
                        with gone as (
                          update person set turns = turns + 1,
                            merged_into = case when id = :loser then cast(:survivor as uuid) end
                          where id in (:both)),
                        accounts as (
                          update wechat_identity set person_id = :survivor where person_id = :loser)
                        insert into person_merge (id, survivor_id, loser_id, cause, reason, actor, merged_at)
                        values (:id, :survivor, :loser, :cause, :reason, :actor, :now)""")
                .with("both", List.of(merge.survivor(), merge.loser()))
                .with("survivor", merge.survivor())
                .with("loser", merge.loser())
                .with("id", merge.id())
                .with("cause", cause.name())
                .with("reason", reason)
                .with("actor", by.tag())
                .with("now", clock.instant())
                .run()
                .chain(() -> Database.each(parts, part -> give(part, merge)))
                .chain(() -> audit.record(by, "member.merge", "person:" + merge.survivor(), detail(merge, cause)));
    }

    private Uni<Void> give(MergePart part, Merge merge) {
        return part.settle(merge)
                .chain(() -> Database.each(
                        part.belongings(),
                        rows -> database.sql(rows.merged())
                                .with("survivor", merge.survivor())
                                .with("loser", merge.loser())
                                .run()))
                .chain(() -> part.merged(merge));
    }

    private Uni<Void> giveBack(MergePart part, Merge merge) {
        return part.settle(merge)
                .chain(() -> Database.each(
                        part.belongings(),
                        rows -> database.sql(rows.parted())
                                .with("loser", merge.loser())
                                .with("origins", List.copyOf(merge.origins()))
                                .run()))
                .chain(() -> part.parted(merge));
    }

    private static Map<String, ?> detail(Merge merge, Merge.Cause cause) {
        return Map.of("merge", merge.id(), "loser", merge.loser(), "cause", cause);
    }

    /**
     * As {@link #merge}, for rules: whom staff have parted they leave apart.
     *
     * @return null where the two stay apart
     */
    public Uni<@Nullable Living> unlessParted(UUID one, UUID other, Merge.Cause cause, Caller by) {
        return database.tx(() -> people.hold(List.of(one, other))
                .chain(held -> parted(held)
                        .chain(parted -> parted
                                ? Uni.createFrom().nullItem()
                                : merge(held, cause, by, null).map(Function.identity()))));
    }

    private Uni<Boolean> parted(List<Held> held) {
        if (held.size() == 1) {
            return Uni.createFrom().item(false);
        }
        return people.origins(held.get(0).id())
                .chain(some -> people.origins(held.get(1).id()).chain(others -> parted(some, others)));
    }

    private Uni<Boolean> parted(Set<UUID> some, Set<UUID> others) {
        return database.sql("""
                        select 1 from person_merge where undone_at is not null
                          and (loser_id in (:some) and survivor_id in (:others)
                            or loser_id in (:others) and survivor_id in (:some)) limit 1""")
                .with("some", List.copyOf(some))
                .with("others", List.copyOf(others))
                .exists();
    }

    /**
     * Parts two people again, also where either was merged with others since.
     *
     * @throws io.guike.platform.Problem {@code member.merge-unknown}, {@code member.merge-undone}, {@code
     *     member.erased}
     */
    Uni<MergeView> undo(UUID id, Caller by, String reason) {
        return database.tx(() -> live(id).chain(merge -> people.hold(List.of(merge.loserId()))
                        .call(() -> live(id))
                        .map(held -> held.get(0).id())
                        .chain(holder -> people.origins(merge.loserId())
                                .map(origins -> new Merge(id, holder, merge.loserId(), origins))))
                .chain(merge -> part(merge, by, reason))
                .chain(() -> view(id)));
    }

    private Uni<MergeView> live(UUID id) {
        return view(id).invoke(merge -> {
            if (merge.undoneAt() != null) {
                throw MemberProblem.MERGE_UNDONE.problem();
            }
        });
    }

    private Uni<Void> part(Merge merge, Caller by, String reason) {
        return database.sql("""
                        with back as (
                          update person set turns = turns + 1, merged_into = null where id in (:both)),
                        accounts as (
                          update wechat_identity set person_id = :loser where origin_id in (:origins))
                        update person_merge set undone_at = :now, undone_by = :actor, undone_reason = :reason
                        where id = :id""")
                .with("both", List.of(merge.survivor(), merge.loser()))
                .with("loser", merge.loser())
                .with("origins", List.copyOf(merge.origins()))
                .with("now", clock.instant())
                .with("actor", by.tag())
                .with("reason", reason)
                .with("id", merge.id())
                .run()
                .chain(() -> Database.each(parts, part -> giveBack(part, merge)))
                .chain(() -> audit.record(
                        by,
                        "member.merge-undo",
                        "person:" + merge.survivor(),
                        Map.of("merge", merge.id(), "loser", merge.loser())));
    }

    Uni<MergeView> view(UUID id) {
        return database.sql(SELECT + " where m.id = :id")
                .with("id", id)
                .first(Merges::view)
                .onItem()
                .ifNull()
                .failWith(MemberProblem.MERGE_UNKNOWN::problem);
    }

    /** Newest first. */
    Uni<Page<MergeView>> list(@Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql(SELECT + " where (m.merged_at, m.id) < (:at, :id) order by m.merged_at desc, m.id desc"
                        + " limit :size")
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(Merges::view)
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.mergedAt(), row.id())));
    }

    private static final String SELECT = """
            select m.id, m.survivor_id, s.number, m.loser_id, l.number, m.cause, m.reason, m.merged_at, m.undone_at,
              m.undone_reason
            from person_merge m join person s on s.id = m.survivor_id join person l on l.id = m.loser_id""";

    private static MergeView view(Row row) {
        return new MergeView(
                row.uuid(0),
                row.uuid(1),
                row.text(2),
                row.uuid(3),
                row.text(4),
                Merge.Cause.valueOf(row.text(5)),
                row.textOrNull(6),
                row.instant(7),
                row.instantOrNull(8),
                row.textOrNull(9));
    }
}
