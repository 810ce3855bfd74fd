package io.guike.grant;

import io.guike.access.Caller;
import io.guike.claim.Grants;
import io.guike.claim.Wish;
import io.guike.consent.Consents;
import io.guike.coupon.Way;
import io.guike.platform.Database;
import io.guike.work.DayHasPassed;
import io.guike.work.OutboxListener;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives the birthday coupons of the day that begins, and of those that began while the service stood still, some people
 * at a time; person, year and template are the key, so it may be told of a day as often as it takes.
 */
@ApplicationScoped
class Birthdays implements OutboxListener<DayHasPassed> {

    private static final Logger LOG = Logger.getLogger(Birthdays.class);
    private static final DateTimeFormatter BIRTH_DAY = DateTimeFormatter.ofPattern("MM-dd");
    private static final int AT_ONCE = 100;

    /** After a longer standstill older birthdays are over. */
    private static final int MOST_DAYS = 31;

    @Inject
    Database database;

    @Inject
    Grants grants;

    @Inject
    Occasions occasions;

    private record Born(UUID origin, String day) {}

    @Override
    public Class<DayHasPassed> event() {
        return DayHasPassed.class;
    }

    @Override
    public String name() {
        return "grant.birthdays";
    }

    /** Bounded pieces, each with a transaction of its own. */
    @Override
    public boolean external() {
        return true;
    }

    @Override
    public Uni<Void> on(DayHasPassed passed) {
        Map<String, Integer> years = years(passed.since(), passed.day());
        return occasions
                .templates(Occasions.Occasion.BIRTHDAY)
                .chain(templates -> templates.isEmpty() ? Uni.createFrom().voidItem() : give(years, templates));
    }

    /** The birthdays that the days bring which began, each with its year. Whoever was born on a leap day has it on the 28th. */
    static Map<String, Integer> years(LocalDate since, LocalDate passed) {
        Map<String, Integer> years = new LinkedHashMap<>();
        LocalDate earliest = passed.plusDays(2L - MOST_DAYS);
        LocalDate first = since.plusDays(2);
        for (LocalDate day = first.isBefore(earliest) ? earliest : first;
                !day.isAfter(passed.plusDays(1));
                day = day.plusDays(1)) {
            years.put(BIRTH_DAY.format(day), day.getYear());
            if (day.getMonthValue() == 2 && day.getDayOfMonth() == 28 && !day.isLeapYear()) {
                years.put("02-29", day.getYear());
            }
        }
        return years;
    }

    private Uni<Void> give(Map<String, Integer> years, List<UUID> templates) {
        AtomicReference<UUID> last = new AtomicReference<>(new UUID(0, 0));
        return Database.whileMore(() -> born(years, last.get()).chain(people -> {
            if (people.isEmpty()) {
                return Uni.createFrom().item(false);
            }
            return give(wishes(people, years, templates))
                    .invoke(() -> last.set(people.get(people.size() - 1).origin()))
                    .replaceWith(people.size() == AT_ONCE);
        }));
    }

    /** A profile stands only as long as the consent to its purpose does; of two after a merge the survivor's counts. */
    private Uni<List<Born>> born(Map<String, Integer> years, @Nullable UUID after) {
        return database.sql("""
                        select holder.origin_id, holder.birth_day from member_profile holder
                        where holder.birth_day in (:days) and holder.demoted_by is null and holder.origin_id > :after
                          and exists (select 1 from membership m where m.person_id = holder.person_id)
                          and\s""" + Consents.PROFILE_STANDS + " order by holder.origin_id limit :most")
                .with("days", years.keySet())
                .with("after", after)
                .with("most", AT_ONCE)
                .list(row -> new Born(row.uuid(0), row.text(1)));
    }

    private static List<Wish> wishes(List<Born> people, Map<String, Integer> years, List<UUID> templates) {
        return people.stream()
                .flatMap(born -> templates.stream().map(template -> {
                    String key = years.get(born.day()) + ":" + template;
                    return Wish.of(template, born.origin(), Way.BIRTHDAY, key, Caller.SYSTEM.tag());
                }))
                .toList();
    }

    private Uni<Void> give(List<Wish> wishes) {
        return database.tx(() -> grants.grant(wishes))
                .invoke(verdicts -> verdicts.forEach(verdict -> {
                    grants.counted(Way.BIRTHDAY, verdict.outcome());
                    if (verdict.outcome().isRefusal()) {
                        LOG.debugf("No birthday coupon: %s", verdict.outcome());
                    }
                }))
                .replaceWithVoid();
    }
}
