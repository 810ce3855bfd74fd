package io.guike.earning;

import io.guike.access.Caller;
import io.guike.consent.Consents;
import io.guike.earnrule.BirthDay;
import io.guike.earnrule.EarnKind;
import io.guike.earnrule.RuleVersions;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Problem;
import io.guike.work.DayHasPassed;
import io.guike.work.OutboxListener;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Gives members their birthday's points as the day begins. Each in a transaction of their own; who has them is passed
 * over, so that it may be begun anew at any time.
 */
@ApplicationScoped
class BirthdayListener implements OutboxListener<DayHasPassed> {

    private static final Logger LOG = Logger.getLogger(BirthdayListener.class);

    private static final int PIECE = 200;

    /** After a longer standstill nobody is congratulated any more. */
    private static final int MOST_DAYS = 31;

    /** All who were born on a day, a page at a time; who has no points to get is left out after the page is cut. */
    static final String BORN = """
            select holder.person_id, holder.origin_id, %s
                and exists (select 1 from membership m where m.person_id = holder.person_id)
                and not exists (select 1 from earn_occasion o where o.person_id = holder.person_id
                  and o.kind = 'BIRTHDAY' and o.day between :first and :last)
            from (select * from member_profile p
                  where p.birth_day = :born and (p.person_id, p.origin_id) > (:person, :origin)
                  order by p.person_id, p.origin_id limit :size) holder
            order by 1, 2""".formatted(Consents.PROFILE_STANDS);

    private static final Born FIRST = new Born(new UUID(0, 0), new UUID(0, 0), false);

    /**
     * Somebody who was born on the day.
     *
     * @param due whether they get points; a merge leaves several of one person
     */
    private record Born(UUID person, UUID origin, boolean due) {}

    @Inject
    Database database;

    @Inject
    Earnings earnings;

    @Inject
    RuleVersions versions;

    @Override
    public Class<DayHasPassed> event() {
        return DayHasPassed.class;
    }

    @Override
    public String name() {
        return "earning.birthdays";
    }

    /** Many transactions, none of them the delivery's. */
    @Override
    public boolean external() {
        return true;
    }

    @Override
    public Uni<Void> on(DayHasPassed event) {
        return Database.each(begun(event), this::begin);
    }

    /** The days that began since the last time: the one after {@code since} had begun then. */
    static List<LocalDate> begun(DayHasPassed event) {
        LocalDate last = event.day().plusDays(1);
        LocalDate first = event.since().plusDays(2);
        LocalDate earliest = last.minusDays(MOST_DAYS - 1L);
        return (first.isBefore(earliest) ? earliest : first)
                .datesUntil(last.plusDays(1))
                .toList();
    }

    private Uni<Void> begin(LocalDate day) {
        return versions.at(Days.start(day))
                .chain(rules -> rules.has(EarnKind.BIRTHDAY)
                        ? Database.each(List.copyOf(BirthDay.on(day)), born -> begin(day, born))
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> begin(LocalDate day, String born) {
        AtomicReference<Born> after = new AtomicReference<>(FIRST);
        return Database.whileMore(() -> page(day, born, Objects.requireNonNull(after.get()))
                .call(page -> Database.each(due(page), person -> give(person, day)))
                .map(page -> {
                    if (page.size() == PIECE) {
                        after.set(page.get(PIECE - 1));
                    }
                    return page.size() == PIECE;
                }));
    }

    private static List<UUID> due(List<Born> page) {
        return page.stream().filter(Born::due).map(Born::person).distinct().toList();
    }

    private Uni<List<Born>> page(LocalDate day, String born, Born after) {
        LocalDate first = day.withDayOfYear(1);
        return database.sql(BORN)
                .with("born", born)
                .with("person", after.person())
                .with("origin", after.origin())
                .with("first", first)
                .with("last", first.plusYears(1).minusDays(1))
                .with("size", PIECE)
                .list(row -> new Born(row.uuid(0), row.uuid(1), row.flag(2)));
    }

    /** Who was erased in this moment is passed over; nobody stands in the way of those after them. */
    private Uni<Void> give(UUID person, LocalDate day) {
        return earnings.birthday(person, day, Caller.SYSTEM.tag())
                .onFailure(Problem.class)
                .invoke(refused -> LOG.warnf("No birthday points for %s: %s", person, refused.getMessage()))
                .onFailure(Problem.class)
                .recoverWithNull();
    }
}
