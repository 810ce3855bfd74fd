package io.guike.earning;

import io.guike.consent.Purpose;
import io.guike.consent.WithdrawalPart;
import io.guike.earnrule.EarnKind;
import io.guike.earnrule.PaidLine;
import io.guike.member.Belongings;
import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.member.MergePart;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What becomes of occasions when people are merged, parted or erased, or take their profile back: they stay, as the
 * ledger does, without what leads to a birthday.
 */
@ApplicationScoped
class EarnData implements MergePart, ErasePart, WithdrawalPart, ExportPart {

    /** As many as one statement reads with ease; each may have hundreds of lines. */
    private static final int PAGE = 500;

    @Inject
    Database database;

    @Inject
    Occasions occasions;

    record OccasionExport(EarnKind kind, Instant at, long points, List<PaidLine> lines, List<String> explanation) {}

    /** What was read so far, and where it ends. */
    private static final class Reading {
        private final List<OccasionExport> exported = new ArrayList<>();
        private Cursor last = Cursor.newest();

        void add(Occasions.Kept one) {
            exported.add(new OccasionExport(
                    one.occasion().kind(),
                    one.occasion().at(),
                    one.points(),
                    one.occasion().lines(),
                    one.explanation().lines()));
            last = Cursor.at(one.occasion().at(), one.id());
        }
    }

    @Override
    public List<Belongings> belongings() {
        return List.of(Belongings.in("earn_occasion"));
    }

    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return forgetBirthday(person);
    }

    @Override
    public Uni<Void> withdrawn(UUID person, Purpose purpose) {
        return purpose == Purpose.PROFILE
                ? forgetBirthday(person)
                : Uni.createFrom().voidItem();
    }

    /**
     * A birthday's occasion tells it by its day, and what a multiplier brought by its explanation. Which multipliers counted
     * stays: refunds are counted by them.
     */
    private Uni<Void> forgetBirthday(UUID person) {
        return database.sql("""
                        update earn_occasion set birthday_days = null,
                          day = case when kind = 'BIRTHDAY' then cast(date_trunc('year', day) as date) else day end,
                          at = case when kind = 'BIRTHDAY'
                            then date_trunc('year', at at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai'
                            else at end,
                          noted_at = case when kind = 'BIRTHDAY'
                            then date_trunc('year', noted_at at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai'
                            else noted_at end,
                          explanation = case
                            when kind = 'BIRTHDAY' or cast(explanation as jsonb) -> 'multiplierIds' <> cast('[]' as jsonb)
                            then cast(jsonb_set(cast(explanation as jsonb), '{lines}', cast('[]' as jsonb)) as text)
                            else explanation end
                        where person_id = :person and (birthday_days is not null or kind = 'BIRTHDAY')""").with("person", person).run().replaceWithVoid();
    }

    @Override
    public String section() {
        return "earnings";
    }

    @Override
    public Uni<List<OccasionExport>> export(UUID person) {
        return export(person, PAGE);
    }

    /** All of them, the newest first, however many. */
    Uni<List<OccasionExport>> export(UUID person, int page) {
        Reading reading = new Reading();
        return Database.whileMore(() -> next(person, reading, page)).map(done -> List.copyOf(reading.exported));
    }

    /** @return whether there may be more */
    private Uni<Boolean> next(UUID person, Reading reading, int page) {
        return database.sql("select " + Occasions.COLUMNS + " from earn_occasion o where o.person_id = :person"
                        + " and (o.at, o.id) < (:at, :id) order by o.at desc, o.id desc limit :page")
                .with("person", person)
                .with("at", reading.last.time())
                .with("id", reading.last.id())
                .with("page", page)
                .list(occasions::kept)
                .invoke(found -> found.forEach(reading::add))
                .map(found -> found.size() == page);
    }
}
