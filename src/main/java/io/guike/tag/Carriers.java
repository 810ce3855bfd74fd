package io.guike.tag;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.claim.TagPart;
import io.guike.imports.ImportView;
import io.guike.member.Members;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Page;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who carries which tag. */
@ApplicationScoped
class Carriers implements TagPart {

    private static final int MOST_YEARS = 50;

    /** Of several origins, through merges, the first moment and the last day count. */
    private static final String AS_ONE = """
            min(m.since), case when bool_and(m.until is not null) then max(m.until) end,
            (array_agg(m.by_name order by m.since desc, m.origin_id))[1],
            (array_agg(m.reason order by m.since desc, m.origin_id))[1]""";

    @Inject
    Database database;

    @Inject
    Tags tags;

    @Inject
    Members members;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /** @param until the last day on which it counts; null for good */
    record Labelling(@Nullable LocalDate until, String reason) {

        private String ends() {
            return until == null ? "" : until.toString();
        }
    }

    /** @param counts whether the person carries it now: it is not retired, and its last day not over */
    record CarriedView(
            String code,
            String name,
            Instant since,
            @Nullable LocalDate until,
            String by,
            String reason,
            boolean counts) {

        static CarriedView of(Row row) {
            return new CarriedView(
                    row.text(0),
                    row.text(1),
                    row.instant(3),
                    dateOrNull(row, 4),
                    row.text(5),
                    row.text(6),
                    row.flag(2));
        }
    }

    record CarrierView(
            UUID personId,
            String number,
            Instant since,
            @Nullable LocalDate until,
            String by,
            String reason) {

        static CarrierView of(Row row) {
            return new CarrierView(
                    row.uuid(0), row.text(1), row.instant(2), dateOrNull(row, 3), row.text(4), row.text(5));
        }
    }

    private static @Nullable LocalDate dateOrNull(Row row, int column) {
        return row.isNull(column) ? null : row.date(column);
    }

    /**
     * Puts a person under a tag. Whoever carries it already goes on carrying it, with this day and reason.
     *
     * @throws io.guike.platform.Problem {@code tag.unknown}, {@code tag.retired}, {@code member.unknown}, {@code
     *     member.erased}, {@code request.invalid} for a day that is over
     */
    Uni<CarriedView> put(Caller by, UUID asked, String code, Labelling labelling) {
        mustBeAhead(labelling);
        return database.tx(() -> tags.holdForUse(code)
                .chain(() -> members.hold(asked))
                .call(person -> write(by, code, Map.of(person.origin(), person.id()), labelling))
                .call(person -> audit.record(
                        by,
                        "tag.put",
                        "person:" + person.id(),
                        Map.of("tag", code, "until", labelling.ends(), "reason", labelling.reason())))
                .chain(person -> carried(person.id(), code))
                .map(found -> found.get(0)));
    }

    /** @throws io.guike.platform.Problem {@code request.invalid} */
    void mustBeAhead(Labelling labelling) {
        LocalDate until = labelling.until();
        LocalDate today = Days.today(clock);
        if (until != null && (until.isBefore(today) || until.isAfter(today.plusYears(MOST_YEARS)))) {
            throw PlatformProblem.REQUEST_INVALID.because("until must lie between today and " + MOST_YEARS + " years");
        }
    }

    /**
     * In the caller's transaction, which holds the tag and the people.
     *
     * @param people the living person of each origin
     * @return by origin
     */
    Uni<ImportView> write(Caller by, String code, Map<UUID, UUID> people, Labelling labelling) {
        List<Map.Entry<UUID, UUID>> told = List.copyOf(people.entrySet());
        return database.sql("""
                        with told as (
                          select * from unnest(cast(:origins as uuid[]), cast(:people as uuid[])) as t(origin, person)),
                        others as (
                          update member_tag m set until = cast(:until as date), by = :by, by_name = :name, reason = :reason,
                            since = case when m.until < :today then cast(:now as timestamptz) else m.since end
                          where m.tag = :tag and m.person_id in (select person from told)
                            and m.origin_id not in (select origin from told)
                            and (m.until, m.reason) is distinct from (cast(:until as date), cast(:reason as text))),
                        written as (
                          insert into member_tag (tag, origin_id, person_id, since, until, by, by_name, reason)
                          select cast(:tag as text), origin, person, cast(:now as timestamptz), cast(:until as date),
                            cast(:by as text), cast(:name as text), cast(:reason as text)
                          from told order by origin
                          on conflict (tag, origin_id) do update set until = excluded.until, by = excluded.by,
                            by_name = excluded.by_name, reason = excluded.reason,
                            since = case when member_tag.until < :today then excluded.since else member_tag.since end
                          where (member_tag.until, member_tag.reason) is distinct from (excluded.until, excluded.reason)
                          returning xmax = 0 as created)
                        select count(*) filter (where created), count(*) filter (where not created) from written""")
                .with("origins", told.stream().map(Map.Entry::getKey).toList())
                .with("people", told.stream().map(Map.Entry::getValue).toList())
                .with("tag", code)
                .with("until", labelling.until())
                .with("reason", labelling.reason())
                .with("by", by.tag())
                .with("name", by.name())
                .with("now", clock.instant())
                .with("today", Days.today(clock))
                .one(row -> new ImportView(row.number(0), row.number(1), told.size() - row.number(0) - row.number(1)));
    }

    /**
     * Takes a tag from a person, also one that is retired; who does not carry it stays as they are.
     *
     * @throws io.guike.platform.Problem {@code tag.unknown}, {@code member.unknown}, {@code member.erased}
     */
    Uni<Void> take(Caller by, UUID asked, String code) {
        return database.tx(() -> tags.hold(code)
                .chain(() -> members.hold(asked))
                .chain(person -> remove(code, List.of(person.id()))
                        .chain(taken -> taken == 0
                                ? Uni.createFrom().voidItem()
                                : audit.record(by, "tag.take", "person:" + person.id(), Map.of("tag", code)))));
    }

    /**
     * In the caller's transaction, which holds the people.
     *
     * @return from how many it was taken
     */
    Uni<Long> remove(String code, Collection<UUID> people) {
        return database.sql("""
                        with gone as (
                          delete from member_tag where tag = :tag and person_id in (:people) returning person_id)
                        select count(distinct person_id) from gone""").with("tag", code).with("people", people).one(row -> row.number(0));
    }

    /**
     * All that a person was ever given and not relieved of, by code.
     *
     * @throws io.guike.platform.Problem {@code member.unknown}
     */
    Uni<List<CarriedView>> of(UUID asked) {
        return members.living(asked).chain(person -> carried(person, null));
    }

    private Uni<List<CarriedView>> carried(UUID person, @Nullable String code) {
        return database.sql("""
                        select t.code, t.name, t.retired_at is null and bool_or(m.until is null or m.until >= :today), %s
                        from member_tag m join tag t on t.code = m.tag
                        where m.person_id = :person and (:code = '' or m.tag = :code)
                        group by t.code order by t.code""".formatted(AS_ONE))
                .with("today", Days.today(clock))
                .with("person", person)
                .with("code", code == null ? "" : code)
                .list(CarriedView::of);
    }

    /**
     * Those who carry a tag now, by id; nobody where it is retired.
     *
     * @throws io.guike.platform.Problem {@code tag.unknown}
     */
    Uni<Page<CarrierView>> page(String code, @Nullable String cursor, int size) {
        UUID after = Cursor.firstOr(cursor).id();
        return tags.get(code)
                .chain(tag -> tag.retiredAt() == null
                        ? after(code, after, size + 1)
                        : Uni.createFrom().item(List.<CarrierView>of()))
                .map(rows -> Page.of(rows, size, row -> new Cursor("", row.personId())));
    }

    private Uni<List<CarrierView>> after(String code, UUID after, int most) {
        return database.sql("""
                        select c.person_id, p.number, c.since, c.until, c.by_name, c.reason from (
                          select m.person_id, %s from member_tag m
                          where m.tag = :tag and m.person_id > :after and (m.until is null or m.until >= :today)
                          group by m.person_id order by m.person_id limit :most) c(person_id, since, until, by_name, reason)
                        join person p on p.id = c.person_id order by c.person_id""".formatted(AS_ONE))
                .with("tag", code)
                .with("after", after)
                .with("today", Days.today(clock))
                .with("most", most)
                .list(CarrierView::of);
    }

    @Override
    public Uni<Set<UUID>> carrying(String tag, Collection<UUID> people) {
        return database.sql("""
                        select distinct m.person_id from member_tag m
                        where m.tag = :tag and m.person_id in (:people) and (m.until is null or m.until >= :today)
                          and exists (select 1 from tag t where t.code = m.tag and t.retired_at is null)""")
                .with("tag", tag)
                .with("people", people)
                .with("today", Days.today(clock))
                .list(row -> row.uuid(0))
                .map(Set::copyOf);
    }

    @Override
    public Uni<Boolean> known(String tag) {
        return database.sql("select 1 from tag where code = :tag and retired_at is null")
                .with("tag", tag)
                .exists();
    }
}
