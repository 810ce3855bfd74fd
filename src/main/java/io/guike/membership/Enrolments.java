package io.guike.membership;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.consent.Consents;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The cards and names of an old list, many at a time. All calls join the caller's transaction. */
@ApplicationScoped
public class Enrolments {

    /** Under which name the vault seals names, each with its person as the owner. */
    public static final String NAME_FIELD = Profiles.NAME;

    @Inject
    Database database;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /**
     * A card of the old list; as {@link Memberships#imported} and {@link Profiles#told}.
     *
     * @param person the card's origin: made for it, and nobody's part before
     * @param joins whose the card becomes at once, so that what they withdrew is not told anew; null where nobody's
     * @param number free, see {@link #taken}
     * @param level code of one that exists; null for the default one, or where it is to stay as it is
     * @param since null in a change where it is to stay as it is
     * @param name sealed under {@link #NAME_FIELD}; null where the list has none
     */
    public record Enrolment(
            UUID person,
            @Nullable UUID joins,
            String number,
            @Nullable String level,
            @Nullable Instant since,
            @Nullable UUID storeId,
            @Nullable UUID staffId,
            byte @Nullable [] name) {}

    /** The names are those of the JSON that the statements below read. */
    private record Row(
            UUID person,
            @Nullable UUID joins,
            String number,
            @Nullable String level,
            @Nullable Instant since,
            @Nullable UUID store,
            @Nullable UUID staff,
            @Nullable String name) {

        static Row of(Enrolment one) {
            byte[] name = one.name();
            return new Row(
                    one.person(),
                    one.joins(),
                    one.number(),
                    one.level(),
                    one.since(),
                    one.storeId(),
                    one.staffId(),
                    name == null ? null : HexFormat.of().formatHex(name));
        }
    }

    private static final String ROWS = """
            with told as (
              select * from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(person uuid, joins uuid, number text,
                level text, since timestamptz, store uuid, staff uuid, name text)),
            named as (
              insert into member_profile as p (origin_id, person_id, name, put_at)
              select t.person, coalesce(m.person_id, t.person), decode(t.name, 'hex'), :now from told t
                left join membership m on m.origin_id = t.person
                cross join lateral (select coalesce(t.joins, m.person_id, t.person) as person_id) holder
              where t.name is not null and %s
              on conflict (origin_id) do update set name = excluded.name, put_at = excluded.put_at)
            """.formatted(Consents.PROFILE_STANDS);

    /** Those of the numbers that are somebody's already. */
    public Uni<Set<String>> taken(Collection<String> numbers) {
        if (numbers.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        return database.sql("select card_number from membership where card_number in (:numbers)")
                .with("numbers", List.copyOf(numbers))
                .list(row -> row.text(0))
                .map(Set::copyOf);
    }

    /** Gives people of the old list their cards and names. */
    public Uni<Void> enrol(List<Enrolment> all) {
        return all.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.sql(ROWS + """
                                insert into membership (origin_id, person_id, card_number, level, level_by, bound_at,
                                  source, store_id, staff_id, benefits)
                                select person, person, number,
                                  coalesce(level, (select code from member_level where is_default)),
                                  case when level is null then 'DEFAULT' else 'IMPORT' end, since, 'IMPORT', store,
                                  staff, 'NONE'
                                from told""")
                        .with("rows", write(all))
                        .with("now", clock.instant())
                        .run()
                        .replaceWithVoid();
    }

    /**
     * Puts a later list's level and name in place of an earlier one's; the people are held. A level that head office set
     * stays.
     */
    public Uni<Void> change(List<Enrolment> all) {
        return all.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.sql(ROWS + """
                                update membership m set
                                  level = case when m.level_by = 'HQ' then m.level else coalesce(told.level, m.level) end,
                                  level_by = case when m.level_by = 'HQ' or told.level is null then m.level_by
                                    else 'IMPORT' end,
                                  bound_at = coalesce(told.since, m.bound_at), store_id = told.store, staff_id = told.staff
                                from told where m.origin_id = told.person""")
                        .with("rows", write(all))
                        .with("now", clock.instant())
                        .run()
                        .replaceWithVoid();
    }

    /** A level that a list tells of the card of somebody whom it was made for. */
    public record ToldLevel(UUID person, String level) {}

    /** @return of how many of them the level is another one, because head office set it by hand */
    public Uni<Integer> levelsKept(List<ToldLevel> told) {
        return told.isEmpty()
                ? Uni.createFrom().item(0)
                : database.sql("""
                                select cast(count(*) as integer)
                                from unnest(cast(:people as uuid[]), cast(:levels as text[])) as told (person, level)
                                  join membership m on m.origin_id = told.person
                                where m.level_by = 'HQ' and m.level <> told.level""")
                        .with("people", told.stream().map(ToldLevel::person).toArray(UUID[]::new))
                        .with("levels", told.stream().map(ToldLevel::level).toArray(String[]::new))
                        .one(row -> row.integer(0));
    }

    private String write(List<Enrolment> all) {
        try {
            return json.writeValueAsString(all.stream().map(Row::of).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
