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

    private static final UUID FIRST = new UUID(0, 0);

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
        AtomicReference<UUID> after = new AtomicReference<>(FIRST);
        return versions.at(Days.start(day))
                .chain(rules -> rules.has(EarnKind.BIRTHDAY)
                        ? Database.whileMore(() -> piece(day, after))
                        : Uni.createFrom().voidItem());
    }

    private Uni<Boolean> piece(LocalDate day, AtomicReference<UUID> after) {
        return people(day, Objects.requireNonNull(after.get()))
                .call(people -> Database.each(people, person -> give(person, day)))
                .map(people -> {
                    if (people.size() == PIECE) {
                        after.set(people.get(PIECE - 1));
                    }
                    return people.size() == PIECE;
                });
    }

    private Uni<List<UUID>> people(LocalDate day, UUID after) {
        LocalDate first = day.withDayOfYear(1);
        return database.sql("""
                        select distinct holder.person_id from member_profile holder
                        where holder.birth_day in (:days) and holder.person_id > :after and\s""" + Consents.PROFILE_STANDS + """
                          and exists (select 1 from membership m where m.person_id = holder.person_id)
                          and not exists (select 1 from earn_occasion o where o.person_id = holder.person_id
                            and o.kind = 'BIRTHDAY' and o.day between :first and :last)
                        order by 1 limit :size""")
                .with("days", BirthDay.on(day))
                .with("after", after)
                .with("first", first)
                .with("last", first.plusYears(1).minusDays(1))
                .with("size", PIECE)
                .list(row -> row.uuid(0));
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
