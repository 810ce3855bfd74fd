package io.guike.earning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.consent.Consents;
import io.guike.earnrule.BirthDay;
import io.guike.earnrule.EarnKind;
import io.guike.earnrule.Earned;
import io.guike.earnrule.Occasion;
import io.guike.earnrule.PaidLine;
import io.guike.membership.Profiles;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of what happened and what it earned. Calls join the caller's transaction. */
@ApplicationScoped
class Occasions {

    private static final TypeReference<List<PaidLine>> LINES = new TypeReference<>() {};
    private static final TypeReference<Map<EarnKind, Long>> BY_KIND = new TypeReference<>() {};

    /** So many days after it was changed a birthday counts for windows again. */
    private static final int DAYS_AFTER_CHANGE = 365;

    @Inject
    Database database;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /**
     * Somebody as rules see them.
     *
     * @param level of their highest card; null for a visitor
     * @param birthDay MM-dd; null where unknown, or not to be looked at
     * @param birthOrigin whose row tells the birthday
     * @param birthChanged the day on which they told another birthday than before; null where they never did
     */
    record Situation(
            @Nullable String level,
            @Nullable String birthDay,
            @Nullable UUID birthOrigin,
            @Nullable LocalDate birthChanged) {

        /** For windows around the birthday: one that was changed counts for none until a year later. */
        @Nullable
        Integer birthdayDays(LocalDate day) {
            boolean counts = birthChanged == null || !day.isBefore(birthChanged.plusDays(DAYS_AFTER_CHANGE));
            return birthDay == null || !counts ? null : BirthDay.of(birthDay).daysTo(day);
        }
    }

    /**
     * Whose it is, by which key, and what is noted beside what rules look at.
     *
     * @param told when it happened as it was told; null for what the service noted by itself
     */
    record Facts(
            UUID origin,
            UUID person,
            String source,
            @Nullable Instant told,
            @Nullable UUID staffId,
            String actor) {}

    /** Which rules counted, and how. */
    record Explanation(List<String> ruleIds, List<String> multiplierIds, List<String> lines) {}

    /** What explains an occasion that earned something. */
    record Known(UUID id, int version, Explanation explanation) {}

    /** An occasion as it is kept; {@code told} as in {@link Facts}. */
    record Kept(
            UUID id,
            UUID origin,
            UUID person,
            String source,
            Occasion occasion,
            Map<EarnKind, Long> earlier,
            int version,
            long points,
            boolean pending,
            Explanation explanation,
            @Nullable Instant told) {}

    static final String COLUMNS = """
            o.id, o.origin_id, o.person_id, o.source, o.kind, o.at, o.level, o.store_id, o.birthday_days, o.lines,
            o.earlier, o.rule_version, o.points, o.pending, o.explanation, o.told_at
            """;

    Kept kept(Row row) {
        Occasion occasion = new Occasion(
                EarnKind.valueOf(row.text(4)),
                row.instant(5),
                row.textOrNull(6),
                row.uuidOrNull(7),
                row.isNull(8) ? null : row.integer(8),
                lines(row.text(9)));
        return new Kept(
                row.uuid(0),
                row.uuid(1),
                row.uuid(2),
                row.text(3),
                occasion,
                read(row.text(10), BY_KIND),
                row.integer(11),
                row.number(12),
                row.flag(13),
                read(row.text(14), new TypeReference<Explanation>() {}),
                row.instantOrNull(15));
    }

    Uni<List<Known>> known(Collection<UUID> ids) {
        return database.sql("""
                        select id, rule_version, explanation from earn_occasion
                        where id = any(cast(:ids as uuid[])) and points > 0""")
                .with("ids", ids.toArray(UUID[]::new))
                .list(row ->
                        new Known(row.uuid(0), row.integer(1), read(row.text(2), new TypeReference<Explanation>() {})));
    }

    Uni<@Nullable Kept> find(EarnKind kind, String source) {
        return database.sql("select " + COLUMNS + " from earn_occasion o where o.kind = :kind and o.source = :source")
                .with("kind", kind.name())
                .with("source", source)
                .first(this::kept);
    }

    /** What a person has had on days of a kind; the latest. */
    Uni<@Nullable Kept> between(UUID person, EarnKind kind, LocalDate first, LocalDate last) {
        return database.sql("select " + COLUMNS + """
                         from earn_occasion o where o.person_id = :person and o.kind = :kind
                          and o.day between :first and :last order by o.day desc limit 1""")
                .with("person", person)
                .with("kind", kind.name())
                .with("first", first)
                .with("last", last)
                .first(this::kept);
    }

    private static final String SITUATION = """
            select (select m.level from membership m left join member_level l on l.code = m.level
                      where m.person_id = :person order by l.rank desc nulls last, m.bound_at limit 1),
              told.birth_day, told.origin_id,
              (select max(birth_changed_at) from member_profile where person_id = :person)
            from (values (1)) here left join lateral (
              select birth_day, origin_id from member_profile holder
              where holder.person_id = :person and birth_day is not null and %s %s limit 1) told on true""".formatted(Consents.PROFILE_STANDS, Profiles.ORDER);

    Uni<Situation> situation(UUID person) {
        return database.sql(SITUATION)
                .with("person", person)
                .one(row -> new Situation(
                        row.textOrNull(0), row.textOrNull(1), row.uuidOrNull(2), dayOrNull(row.instantOrNull(3))));
    }

    private static @Nullable LocalDate dayOrNull(@Nullable Instant at) {
        return at == null ? null : Days.of(at);
    }

    /** What the person has earned on a day, by kind; the caller holds the person. */
    Uni<Map<EarnKind, Long>> earned(UUID person, LocalDate day) {
        return database.sql("""
                        select kind, cast(sum(points) as bigint) from earn_occasion
                        where person_id = :person and day = :day group by kind""")
                .with("person", person)
                .with("day", day)
                .list(row -> Map.entry(EarnKind.valueOf(row.text(0)), row.number(1)))
                .map(rows -> {
                    Map<EarnKind, Long> earned = new EnumMap<>(EarnKind.class);
                    rows.forEach(row -> earned.put(row.getKey(), row.getValue()));
                    return earned;
                });
    }

    /** @return the new row; null where the key is taken */
    Uni<@Nullable Kept> insert(Facts facts, Occasion occasion, Map<EarnKind, Long> earlier, Earned earned) {
        UUID id = Ids.next();
        Explanation explanation = new Explanation(earned.ruleIds(), earned.multiplierIds(), earned.explanation());
        return database.sql("""
                        insert into earn_occasion (id, origin_id, person_id, kind, source, at, day, store_id, staff_id,
                          level, birthday_days, lines, earlier, points, pending, rule_version, explanation, actor,
                          noted_at, told_at)
                        values (:id, :origin, :person, :kind, :source, :at, :day, :store, :staff, :level, :birthday,
                          :lines, :earlier, :points, :pending, :version, :explanation, :actor, :now, :told)
                        on conflict (kind, source) do nothing""")
                .with("id", id)
                .with("origin", facts.origin())
                .with("person", facts.person())
                .with("kind", occasion.kind().name())
                .with("source", facts.source())
                .with("at", occasion.at())
                .with("day", occasion.day())
                .with("store", occasion.storeId())
                .with("staff", facts.staffId())
                .with("level", occasion.level())
                .with("birthday", occasion.birthdayDays())
                .with("lines", write(occasion.lines()))
                .with("earlier", write(earlier))
                .with("points", earned.points())
                .with("pending", earned.pending())
                .with("version", earned.version())
                .with("explanation", write(explanation))
                .with("actor", facts.actor())
                .with("now", clock.instant())
                .with("told", facts.told())
                .run()
                .map(rows -> rows == 0
                        ? null
                        : new Kept(
                                id,
                                facts.origin(),
                                facts.person(),
                                facts.source(),
                                occasion,
                                earlier,
                                earned.version(),
                                earned.points(),
                                earned.pending(),
                                explanation,
                                facts.told()));
    }

    /** Something that was returned, and the points that went with it. */
    record Returned(String source, List<PaidLine> lines, long points) {}

    /** In no order. */
    Uni<List<Returned>> returned(UUID occasion) {
        return database.sql("select source, lines, points from earn_refund where occasion_id = :occasion")
                .with("occasion", occasion)
                .list(row -> new Returned(row.text(0), lines(row.text(1)), row.number(2)));
    }

    Uni<Void> insert(UUID occasion, Returned returned, String actor) {
        return database.sql("""
                        insert into earn_refund (occasion_id, source, lines, points, actor, at)
                        values (:occasion, :source, :lines, :points, :actor, :now)""")
                .with("occasion", occasion)
                .with("source", returned.source())
                .with("lines", write(returned.lines()))
                .with("points", returned.points())
                .with("actor", actor)
                .with("now", clock.instant())
                .run()
                .replaceWithVoid();
    }

    private List<PaidLine> lines(String text) {
        return read(text, LINES);
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored occasion cannot be read", e);
        }
    }

    String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
