package io.guike.earning;

import io.guike.earnrule.EarnKind;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.selves.EarlierSelves;
import io.guike.selves.Mark;
import io.guike.selves.MarkPart;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** What somebody who was erased and comes back had earned before, where a limit asks for it. */
@ApplicationScoped
class EarlierEarnings implements MarkPart {

    /** Receipts of a day may be told so many days later. */
    private static final int DAYS_LATE = 7;

    @Inject
    Database database;

    @Inject
    EarlierSelves earlierSelves;

    @Inject
    Clock clock;

    private record Earned(EarnKind kind, LocalDate day, long points) {

        Mark mark() {
            return new Mark(subject(kind, day), points, Days.start(day.plusDays(1L + DAYS_LATE)));
        }
    }

    private static String subject(EarnKind kind, LocalDate day) {
        return "earned:" + kind + ":" + day;
    }

    private static String birthday(int year) {
        return "birthday-points:" + year;
    }

    @Override
    public Uni<List<Mark>> marks(UUID person) {
        return earned(person)
                .chain(earned -> birthdays(person)
                        .map(birthdays -> Stream.concat(earned.stream().map(Earned::mark), birthdays.stream())
                                .toList()));
    }

    /** Without the birthday, whose day must not stay; its year has a mark of its own. */
    private Uni<List<Earned>> earned(UUID person) {
        return database.sql("""
                        select kind, day, cast(sum(points) as bigint) from earn_occasion
                        where person_id = :person and day >= :first and kind <> 'BIRTHDAY' group by kind, day""")
                .with("person", person)
                .with("first", Days.today(clock).minusDays(DAYS_LATE))
                .list(row -> new Earned(EarnKind.valueOf(row.text(0)), row.date(1), row.number(2)));
    }

    /** Of last year too: what a standstill left out is made up for until the end of January. */
    private Uni<List<Mark>> birthdays(UUID person) {
        return database.sql("""
                        select distinct cast(extract(year from day) as integer) from earn_occasion
                        where person_id = :person and kind = 'BIRTHDAY' and day >= :first""")
                .with("person", person)
                .with("first", Days.today(clock).withDayOfYear(1).minusYears(1))
                .list(row -> {
                    int year = row.integer(0);
                    return new Mark(birthday(year), 1, Days.start(LocalDate.of(year + 1, 2, 1)));
                });
    }

    /** By kind, on a day; a kind that came to nothing is there with 0. */
    Uni<Map<EarnKind, Long>> on(UUID person, LocalDate day) {
        List<String> subjects =
                Arrays.stream(EarnKind.values()).map(kind -> subject(kind, day)).toList();
        return earlierSelves.of(List.of(person), subjects).map(earlier -> {
            Map<EarnKind, Long> byKind = new EnumMap<>(EarnKind.class);
            Arrays.stream(EarnKind.values())
                    .filter(kind -> earlier.has(person, subject(kind, day)))
                    .forEach(kind -> byKind.put(kind, earlier.of(person, subject(kind, day))));
            return byKind;
        });
    }

    Uni<Boolean> hadBirthday(UUID person, int year) {
        return earlierSelves
                .of(List.of(person), List.of(birthday(year)))
                .map(earlier -> earlier.has(person, birthday(year)));
    }
}
