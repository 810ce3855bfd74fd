package io.guike.member;

import io.guike.platform.Database;
import io.guike.platform.Overtaken;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of people, and who is part of whom. */
@ApplicationScoped
class People {

    @Inject
    Database database;

    /** A living person whose row is locked. */
    record Held(UUID id, String number) {}

    /**
     * Somebody who may survive a merge.
     *
     * @param memberSince the earliest of the person and all who are part of them; null for a visitor
     */
    record Candidate(
            UUID id,
            String number,
            Instant knownSince,
            @Nullable Instant memberSince) {

        /**
         * Who survives a merge comes first: a member before a visitor, who was a member earlier, who has been known
         * for longer; the id settles what is left.
         */
        static final Comparator<Candidate> SURVIVORS_FIRST = Comparator.comparing(
                        Candidate::memberSince, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                .thenComparing(Candidate::knownSince)
                .thenComparing(Candidate::id);
    }

    /** A row as it is now that its lock is there. */
    private record Locked(UUID id, String number, boolean living, boolean erased, boolean turned) {}

    /**
     * Not {@code for update}: the foreign keys of other rows then wait for nobody. Which rows, is found before any lock;
     * all are locked by one statement, in the order of their ids.
     */
    private static final String LOCK = """
            select p.id, p.number, p.merged_into is null, p.erased_at is not null, p.turns <> seen.turns
            from seen join person p on p.id = seen.id order by p.id for no key update of p""";

    private static final String UP = """
            with recursive up as (
              select id, merged_into, turns, true as asked from person where id in (:ids)
              union
              select p.id, p.merged_into, p.turns, false from up join person p on p.id = up.merged_into)
            """;

    /**
     * Locks people and who they are now. Whoever was merged before is followed to the survivor, so fewer may come back
     * than were asked for. A transaction that holds one person must not ask for another.
     *
     * @return the living, in the order of their ids
     * @throws io.guike.platform.Problem {@code member.unknown}, {@code member.erased}
     * @throws Overtaken where one of them was merged, parted or erased while the lock was waited for
     */
    Uni<List<Held>> hold(Collection<UUID> ids) {
        return lock(ids, UP + """
                , seen as (select distinct id, turns from up where asked or merged_into is null)
                """)
                .map(locked -> locked.stream()
                        .filter(Locked::living)
                        .map(one -> new Held(one.id(), one.number()))
                        .toList());
    }

    /**
     * As {@link #hold}, with everybody who is part of them.
     *
     * @return those that {@link #origins} tells of the living person
     */
    Uni<Set<UUID>> holdWhole(UUID person) {
        return lock(List.of(person), UP + """
                , seen as (
                  select id, turns from up where merged_into is null
                  union all
                  select p.id, p.turns from person p join seen on p.merged_into = seen.id)
                """)
                .map(locked -> locked.stream().map(Locked::id).collect(Collectors.toSet()));
    }

    private Uni<List<Locked>> lock(Collection<UUID> ids, String which) {
        Set<UUID> asked = Set.copyOf(ids);
        return database.sql(which + LOCK)
                .with("ids", List.copyOf(asked))
                .list(row -> new Locked(row.uuid(0), row.text(1), row.flag(2), row.flag(3), row.flag(4)))
                .invoke(locked -> mustBeAsSeen(asked, locked));
    }

    private static void mustBeAsSeen(Set<UUID> asked, List<Locked> locked) {
        if (!locked.stream().map(Locked::id).collect(Collectors.toSet()).containsAll(asked)) {
            throw MemberProblem.UNKNOWN.problem();
        }
        if (locked.stream().anyMatch(Locked::turned)) {
            throw new Overtaken();
        }
        if (locked.stream().anyMatch(Locked::erased)) {
            throw MemberProblem.ERASED.problem();
        }
    }

    /** People who are held, as they stand to each other in a merge: the survivor comes first. */
    Uni<List<Candidate>> ranked(List<Held> held) {
        return database.sql("""
                        with recursive part as (
                          select id as head, id, member_since as since from person where id in (:ids)
                          union all
                          select part.head, p.id, p.member_since from person p join part on p.merged_into = part.id)
                        select p.id, p.number, p.known_since, (select min(since) from part where part.head = p.id)
                        from person p where p.id in (:ids)""")
                .with("ids", held.stream().map(Held::id).toList())
                .list(row -> new Candidate(row.uuid(0), row.text(1), row.instant(2), row.instantOrNull(3)))
                .map(all -> all.stream().sorted(Candidate.SURVIVORS_FIRST).toList());
    }

    /** The person and everybody who is part of them. */
    Uni<Set<UUID>> origins(UUID person) {
        return database.sql("""
                        with recursive part as (
                          select cast(:person as uuid) as id
                          union all
                          select p.id from person p join part on p.merged_into = part.id)
                        select id from part""").with("person", person).list(row -> row.uuid(0)).map(Set::copyOf);
    }

    /** Who somebody is after all merges; themselves where there was none. */
    Uni<UUID> living(UUID person) {
        return database.sql("""
                        with recursive up as (
                          select id, merged_into from person where id = :person
                          union all
                          select p.id, p.merged_into from person p join up on p.id = up.merged_into)
                        select id from up where merged_into is null""")
                .with("person", person)
                .first(row -> row.uuid(0))
                .onItem()
                .ifNull()
                .failWith(MemberProblem.UNKNOWN::problem);
    }
}
