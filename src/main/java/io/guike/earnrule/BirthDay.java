package io.guike.earnrule;

import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Year;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Month and day of a birthday. Who was born on 29 February has it on the 28th in the years without one. */
public record BirthDay(MonthDay day) {

    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("MM-dd", Locale.ROOT);
    private static final MonthDay LEAP_DAY = MonthDay.of(2, 29);

    /** @param text MM-dd */
    public static BirthDay of(String text) {
        return new BirthDay(MonthDay.parse(text, TEXT));
    }

    /** Whose birthday it is on a day, as MM-dd. */
    public static List<String> on(LocalDate day) {
        String text = TEXT.format(MonthDay.from(day));
        boolean alsoLeap = day.getMonthValue() == 2 && day.getDayOfMonth() == 28 && !Year.isLeap(day.getYear());
        return alsoLeap ? List.of(text, TEXT.format(LEAP_DAY)) : List.of(text);
    }

    public LocalDate in(int year) {
        return day.atYear(year);
    }

    /** How many days after the nearest birthday a day is; negative before it. Years have no seam. */
    public int daysTo(LocalDate other) {
        return IntStream.rangeClosed(other.getYear() - 1, other.getYear() + 1)
                .map(year -> Math.toIntExact(ChronoUnit.DAYS.between(in(year), other)))
                .boxed()
                .min(Comparator.comparingInt(Math::abs))
                .orElseThrow();
    }
}
