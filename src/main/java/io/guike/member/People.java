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

    /**
     * A row as it is now that its lock is there.
     *
     * @param asked how many of those who were asked for exist
     */
    private record Locked(Held person, boolean erased, boolean turned, int asked) {}

    /**
     * Who they are now is found before any lock; then those rows are locked in the order of their ids. Not {@code for
     * update}: the foreign keys of other rows wait for nobody.
     */
    private static final String LOCK = """
            with recursive up as (
              select id as asked, id, merged_into, turns from person where id in (:ids)
              union all
              select up.asked, p.id, p.merged_into, p.turns from up join person p on p.id = up.merged_into)
            select p.id, p.number, p.erased_at is not null, p.merged_into is not null or p.turns <> seen.turns, seen.asked
            from (select distinct id, turns, (select count(*) from up where asked = id) as asked
                  from up where merged_into is null) seen
            join person p on p.id = seen.id order by p.id for no key update of p""";

    /**
     * Locks who these are now: who was merged is followed to the survivor, so fewer may come back than were asked for. A
     * transaction that holds one person must not ask for another; the rows of those who are part of them it may write.
     *
     * @return in the order of their ids
     * @throws io.guike.platform.Problem {@code member.unknown}, {@code member.erased}
     * @throws Overtaken where one of them was merged, parted or erased while the lock was waited for
     */
    Uni<List<Held>> hold(Collection<UUID> ids) {
        Set<UUID> asked = Set.copyOf(ids);
        return database.sql(LOCK)
                .with("ids", List.copyOf(asked))
                .list(row -> new Locked(new Held(row.uuid(0), row.text(1)), row.flag(2), row.flag(3), row.integer(4)))
                .map(locked -> asSeen(asked, locked));
    }

    private static List<Held> asSeen(Set<UUID> asked, List<Locked> locked) {
        if (locked.isEmpty() || locked.get(0).asked() < asked.size()) {
            throw MemberProblem.UNKNOWN.problem();
        }
        if (locked.stream().anyMatch(Locked::turned)) {
            throw new Overtaken();
        }
        if (locked.stream().anyMatch(Locked::erased)) {
            throw MemberProblem.ERASED.problem();
        }
        return locked.stream().map(Locked::person).toList();
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
