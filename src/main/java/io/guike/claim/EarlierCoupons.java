package io.guike.claim;

import io.guike.coupon.OfferedTemplate;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.coupon.Templates;
import io.guike.coupon.Way;
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
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What counts of coupons against the limits of somebody who was erased and comes back. */
@ApplicationScoped
class EarlierCoupons implements MarkPart {

    private static final String EVER = "coupon:";
    private static final String BIRTHDAYS = "coupon-birthday:";

    /** What is over may be prolonged by head office for a while. */
    private static final Duration REST = Duration.ofDays(30);

    @Inject
    Database database;

    @Inject
    Templates templates;

    @Inject
    Clock clock;

    /** Coupons of a template in all, but for those of birthdays. */
    static String ever(UUID template) {
        return EVER + template;
    }

    static String birthdays(UUID template) {
        return BIRTHDAYS + template;
    }

    static String day(UUID template, LocalDate day) {
        return "coupon-day:" + template + ":" + day;
    }

    /** What may be got once in a life by its key: a code, the birthday of a year. */
    static String key(Way way, String key) {
        return "coupon-key:" + way + ":" + key;
    }

    static Stream<String> subjects(UUID template, LocalDate day) {
        return Stream.of(ever(template), birthdays(template), day(template, day));
    }

    @Override
    public Uni<List<Mark>> marks(UUID person) {
        LocalDate today = Days.today(clock);
        return database.sql("""
                        with had as (
                          select c.template_id, c.way, c.way_key, c.got_at
                          from coupon c join coupon_stock s on s.template_id = c.template_id and s.state <> 'ENDED'
                          where c.person_id = :person)
                        select case when way = 'BIRTHDAY' then 'coupon-birthday:' else 'coupon:' end || template_id,
                          count(*), cast(null as timestamptz)
                        from had group by 1
                        union all
                        select 'coupon-day:' || template_id || ':' || cast(:today as text), count(*), cast(:midnight as timestamptz)
                        from had where got_at >= :begun group by 1
                        union all
                        select 'coupon-key:BIRTHDAY:' || way_key, count(*),
                          make_timestamptz(cast(left(min(way_key), 4) as integer) + 1, 2, 1, 0, 0, 0, 'Asia/Shanghai')
                        from had where way = 'BIRTHDAY' and way_key ~ '^[0-9]{4}:' group by 1
                        union all
                        select 'coupon-key:EXCHANGE:' || h.way_key, count(*), max(b.ends_at)
                        from had h join claim_code k on k.hash = h.way_key join claim_code_batch b on b.id = k.batch_id
                        where h.way = 'EXCHANGE' group by 1""")
                .with("person", person)
                .with("today", today.toString())
                .with("midnight", Days.start(today.plusDays(1)))
                .with("begun", Days.start(today))
                .list(row -> new Mark(row.text(0), row.number(1), row.instantOrNull(2)));
    }

    @Override
    public Uni<List<String>> over(Collection<String> subjects) {
        List<UUID> named = subjects.stream()
                .map(EarlierCoupons::template)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return named.isEmpty()
                ? Uni.createFrom().item(List.of())
                : templates.offered(named).map(offered -> over(subjects, offered));
    }

    private List<String> over(Collection<String> subjects, Map<UUID, OfferedTemplate> offered) {
        return subjects.stream()
                .filter(subject -> {
                    UUID named = template(subject);
                    OfferedTemplate one = named == null ? null : offered.get(named);
                    return one != null && isOver(one);
                })
                .toList();
    }

    private static @Nullable UUID template(String subject) {
        String prefix = subject.startsWith(EVER) ? EVER : BIRTHDAYS;
        return subject.startsWith(prefix) ? UUID.fromString(subject.substring(prefix.length())) : null;
    }

    private boolean isOver(OfferedTemplate template) {
        return template.state() == State.ENDED
                || isLongPast(template.terms().validity().until());
    }

    private boolean isLongPast(@Nullable Instant end) {
        return end != null && !clock.instant().isBefore(end.plus(REST));
    }
}
