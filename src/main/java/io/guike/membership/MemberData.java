package io.guike.membership;

import io.guike.consent.GuardianRule;
import io.guike.consent.Purpose;
import io.guike.consent.WithdrawalPart;
import io.guike.member.Belongings;
import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.member.Merge;
import io.guike.member.MergePart;
import io.guike.member.RevokePart;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.selves.Mark;
import io.guike.selves.MarkPart;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of cards and profiles when people are merged, parted or erased, or take something back, and what a person
 * may know of them.
 */
@ApplicationScoped
class MemberData implements MergePart, ErasePart, MarkPart, RevokePart, WithdrawalPart, GuardianRule, ExportPart {

    /** So long another birthday than the first does not count for the windows of multipliers. */
    private static final int DAYS_AFTER_CHANGE = 365;

    @Inject
    Database database;

    @Inject
    Profiles profiles;

    @Inject
    Clock clock;

    /**
     * @param levelBy {@code DEFAULT}, {@code IMPORT} or {@code HQ}
     * @param benefits what became of the welcome: {@code GRANTED}, {@code HELD}, {@code RELEASED} or {@code NONE}
     * @param riskRank what WeChat told of the person when they bound the card; null where it told nothing
     */
    record CardExport(
            @Nullable String cardNumber,
            String level,
            String levelBy,
            Instant boundAt,
            String source,
            boolean invited,
            String benefits,
            @Nullable Integer riskRank) {}

    record MemberExport(List<CardExport> cards, Profile profile) {}

    @Override
    public List<Belongings> belongings() {
        return List.of(Belongings.in("membership"));
    }

    @Override
    public Uni<Void> merged(Merge merge) {
        return database.sql("""
                        update member_profile set person_id = :survivor, demoted_by = coalesce(demoted_by, :merge)
                        where person_id = :loser""")
                .with("survivor", merge.survivor())
                .with("loser", merge.loser())
                .with("merge", merge.id())
                .run()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> parted(Merge merge) {
        return database.sql("""
                        update member_profile set person_id = :loser, demoted_by = nullif(demoted_by, :merge)
                        where origin_id in (:origins)""")
                .with("loser", merge.loser())
                .with("origins", List.copyOf(merge.origins()))
                .with("merge", merge.id())
                .run()
                .replaceWithVoid();
    }

    /** Or whoever comes back would tell their first birthday whenever they buy something. */
    @Override
    public Uni<List<Mark>> marks(UUID person) {
        Instant until = clock.instant().plus(Duration.ofDays(DAYS_AFTER_CHANGE));
        return database.sql("""
                        select 1 from member_profile
                        where person_id = :person and (birth_day is not null or birth_changed_at is not null)""")
                .with("person", person)
                .exists()
                .map(told -> told ? List.of(new Mark(Profiles.BIRTHDAY_TOLD, 1, until)) : List.of());
    }

    /** The membership stays, for the counts; its number stands on receipts and in other systems, so it goes. */
    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return database.sql("""
                        with profiles as (delete from member_profile where person_id = :person)
                        update membership set card_number = null, invited_by = null where person_id = :person""").with("person", person).run().replaceWithVoid();
    }

    @Override
    public Uni<Void> revoke(UUID person, Set<Revoked> what, Instant before) {
        return what.contains(Revoked.NAME)
                ? database.sql("update member_profile set name = null where person_id = :person")
                        .with("person", person)
                        .run()
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> withdrawn(UUID person, Purpose purpose) {
        return purpose == Purpose.PROFILE ? forget(person) : Uni.createFrom().voidItem();
    }

    /** Of a birthday stays that one was told, or the next would be the first. */
    private Uni<Void> forget(UUID person) {
        return database.sql("""
                        with emptied as (
                          update member_profile set name = null, birthday = null, birth_day = null, gender = null, area = null,
                            birth_changed_at = case when birth_day is null then birth_changed_at else cast(:now as timestamptz) end
                          where person_id = :person and (birth_day is not null or birth_changed_at is not null))
                        delete from member_profile
                        where person_id = :person and birth_day is null and birth_changed_at is null""")
                .with("now", clock.instant())
                .with("person", person)
                .run()
                .replaceWithVoid();
    }

    @Override
    public Uni<Boolean> needsGuardian(UUID person) {
        return profiles.of(person).map(profile -> profile.isChild(Days.today(clock)));
    }

    @Override
    public String section() {
        return "membership";
    }

    @Override
    public Uni<MemberExport> export(UUID person) {
        return database.sql("""
                        select m.card_number, coalesce(l.name, m.level), m.level_by, m.bound_at, m.source,
                          m.invited_by is not null, m.benefits, m.risk_rank
                        from membership m left join member_level l on l.code = m.level
                        where m.person_id = :person order by m.bound_at, m.origin_id""")
                .with("person", person)
                .list(row -> new CardExport(
                        row.textOrNull(0),
                        row.text(1),
                        row.text(2),
                        row.instant(3),
                        row.text(4),
                        row.flag(5),
                        row.text(6),
                        row.isNull(7) ? null : row.integer(7)))
                .chain(found -> profiles.of(person).map(profile -> new MemberExport(found, profile)));
    }
}
