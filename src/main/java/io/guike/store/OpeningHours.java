package io.guike.store;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.guike.platform.Days;
import io.guike.platform.Problem.Flaw;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When a store is open, in the local time of {@link Days#ZONE}.
 *
 * <p>An interval belongs to the day on which it starts. One whose {@code to} is not later than its {@code from} runs
 * past midnight: 18:00–02:00 ends on the next day, 00:00–00:00 is the whole day. An exception replaces all intervals
 * that start on its date; what began the evening before still runs to its end.
 *
 * @param weekly several a day are possible; a day without one is closed
 * @param exceptions at most one for each date
 */
public record OpeningHours(
        @NotNull @Size(max = 42) List<@NotNull @Valid Opening> weekly,
        @NotNull @Size(max = 400) List<@NotNull @Valid ExceptionalDay> exceptions) {

    public static final OpeningHours NEVER = new OpeningHours(List.of(), List.of());

    private static final int MOST_A_DAY = 6;

    /** One interval of an ordinary week. */
    public record Opening(
            @NotNull DayOfWeek day,
            @NotNull @Minutes LocalTime from,
            @NotNull @Minutes LocalTime to) {

        Interval interval() {
            return new Interval(from, to);
        }
    }

    /** From inclusive, to exclusive; past midnight where {@code to} is not later. */
    public record Interval(
            @NotNull @Minutes LocalTime from,
            @NotNull @Minutes LocalTime to) {

        boolean passesMidnight() {
            return !to.isAfter(from);
        }

        boolean covers(LocalDate startDay, LocalDateTime moment) {
            LocalDateTime start = startDay.atTime(from);
            LocalDateTime end = (passesMidnight() ? startDay.plusDays(1) : startDay).atTime(to);
            return !moment.isBefore(start) && moment.isBefore(end);
        }
    }

    /** A date with hours of its own; without intervals the store is closed. */
    public record ExceptionalDay(
            @NotNull LocalDate date,
            @NotNull @Size(max = MOST_A_DAY) List<@NotNull @Valid Interval> intervals,
            @Nullable @Size(max = 100) String note) {

        public ExceptionalDay {
            intervals = intervals == null ? List.of() : List.copyOf(intervals);
        }
    }

    /** How times of day are written: {@code 09:30}. */
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @com.fasterxml.jackson.annotation.JacksonAnnotationsInside
    @JsonFormat(pattern = "HH:mm")
    @interface Minutes {}

    public OpeningHours {
        weekly = weekly == null ? List.of() : List.copyOf(weekly);
        exceptions = exceptions == null ? List.of() : List.copyOf(exceptions);
    }

    /** The same intervals every day of the week. */
    public static OpeningHours daily(Interval... intervals) {
        return new OpeningHours(
                Stream.of(DayOfWeek.values())
                        .flatMap(day ->
                                Stream.of(intervals).map(interval -> new Opening(day, interval.from(), interval.to())))
                        .toList(),
                List.of());
    }

    public boolean isOpenAt(Instant instant) {
        LocalDateTime moment = LocalDateTime.ofInstant(instant, Days.ZONE);
        LocalDate today = moment.toLocalDate();
        return covers(today.minusDays(1), moment) || covers(today, moment);
    }

    private boolean covers(LocalDate startDay, LocalDateTime moment) {
        return intervalsOn(startDay).stream().anyMatch(interval -> interval.covers(startDay, moment));
    }

    /** The intervals that start on that day, in their order; none where the store stays closed. */
    public List<Interval> intervalsOn(LocalDate day) {
        return exceptions.stream()
                .filter(exception -> exception.date().equals(day))
                .findFirst()
                .map(ExceptionalDay::intervals)
                .orElseGet(() -> ordinary(day.getDayOfWeek()))
                .stream()
                .sorted(Comparator.comparing(Interval::from))
                .toList();
    }

    private List<Interval> ordinary(DayOfWeek day) {
        return weekly.stream()
                .filter(opening -> opening.day() == day)
                .map(Opening::interval)
                .toList();
    }

    /** What speaks against these hours; empty where they make sense. */
    List<Flaw> flaws() {
        List<Flaw> flaws = new ArrayList<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            flaws.addAll(flaws("weekly." + day, ordinary(day)));
        }
        Set<LocalDate> seen = new HashSet<>();
        for (ExceptionalDay exception : exceptions) {
            String field = "exceptions." + exception.date();
            if (!seen.add(exception.date())) {
                flaws.add(Flaw.of(field, "同一天只能有一条特殊安排 / one exception a date"));
            }
            flaws.addAll(flaws(field, exception.intervals()));
        }
        return flaws;
    }

    private static List<Flaw> flaws(String field, List<Interval> unordered) {
        if (unordered.size() > MOST_A_DAY) {
            return List.of(Flaw.of(field, "一天最多 " + MOST_A_DAY + " 段 / at most " + MOST_A_DAY + " intervals a day"));
        }
        List<Interval> intervals =
                unordered.stream().sorted(Comparator.comparing(Interval::from)).toList();
        for (int i = 1; i < intervals.size(); i++) {
            Interval before = intervals.get(i - 1);
            if (before.passesMidnight() || before.to().isAfter(intervals.get(i).from())) {
                return List.of(Flaw.of(field, "时段重叠 / intervals overlap"));
            }
        }
        return List.of();
    }

    /**
     * The hours of an ordinary week in one cell of a file: {@code 1-5 10:00-21:30; 6-7 10:00-12:00, 13:00-22:00}, with
     * 1 for Monday.
     *
     * @throws IllegalArgumentException for any other text
     */
    static OpeningHours parse(String text) {
        List<Opening> weekly = new ArrayList<>();
        for (String part : text.split("[;；]")) {
            String[] daysAndTimes = part.strip().split("\\s+", 2);
            if (daysAndTimes.length != 2) {
                throw new IllegalArgumentException(part);
            }
            for (String times : daysAndTimes[1].split("[,，、]")) {
                weekly.addAll(openings(daysAndTimes[0], times.strip()));
            }
        }
        OpeningHours hours = new OpeningHours(weekly, List.of());
        if (weekly.isEmpty() || !hours.flaws().isEmpty()) {
            throw new IllegalArgumentException(hours.flaws().stream()
                    .map(flaw -> flaw.field() + ": " + flaw.message())
                    .collect(Collectors.joining("; ")));
        }
        return hours;
    }

    private static List<Opening> openings(String days, String times) {
        String[] ends = times.split("[-–—~]");
        if (!days.matches("[1-7](-[1-7])?") || ends.length != 2) {
            throw new IllegalArgumentException(days + " " + times);
        }
        int first = days.charAt(0) - '0';
        int last = days.charAt(days.length() - 1) - '0';
        if (last < first) {
            throw new IllegalArgumentException(days);
        }
        LocalTime from = time(ends[0]);
        LocalTime to = time(ends[1]);
        return Stream.iterate(first, day -> day <= last, day -> day + 1)
                .map(day -> new Opening(DayOfWeek.of(day), from, to))
                .toList();
    }

    private static LocalTime time(String text) {
        String clean = text.strip().replace('：', ':');
        if (!clean.matches("\\d{1,2}:\\d{2}")) {
            throw new IllegalArgumentException(text);
        }
        String padded = clean.length() == 4 ? "0" + clean : clean;
        try {
            return padded.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(padded);
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
