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
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

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

    /**
     * All who were born on a day, a page at a time; who gets none is left out after the page is cut. A profile stands only as
     * long as the consent to its purpose does; of two after a merge the survivor's counts.
     */
    static final String BORN = """
            select holder.person_id, holder.origin_id, holder.demoted_by is null and %s
                and exists (select 1 from membership m where m.person_id = holder.person_id)
            from (select * from member_profile p
                  where p.birth_day = :born and (p.person_id, p.origin_id) > (:person, :origin)
                  order by p.person_id, p.origin_id limit :size) holder
            order by 1, 2""".formatted(Consents.PROFILE_STANDS);

    private static final Born FIRST = new Born(new UUID(0, 0), new UUID(0, 0), "", false);

    /** @param due whether they get coupons */
    private record Born(UUID person, UUID origin, String day, boolean due) {}

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
        return Database.each(List.copyOf(years.keySet()), day -> give(day, years, templates));
    }

    private Uni<Void> give(String day, Map<String, Integer> years, List<UUID> templates) {
        AtomicReference<Born> last = new AtomicReference<>(FIRST);
        return Database.whileMore(() -> born(day, Objects.requireNonNull(last.get()))
                .chain(page -> {
                    if (page.isEmpty()) {
                        return Uni.createFrom().item(false);
                    }
                    last.set(page.get(page.size() - 1));
                    return give(wishes(page.stream().filter(Born::due).toList(), years, templates))
                            .replaceWith(page.size() == AT_ONCE);
                }));
    }

    private Uni<List<Born>> born(String day, Born after) {
        return database.sql(BORN)
                .with("born", day)
                .with("person", after.person())
                .with("origin", after.origin())
                .with("size", AT_ONCE)
                .list(row -> new Born(row.uuid(0), row.uuid(1), day, row.flag(2)));
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
        if (wishes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
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
