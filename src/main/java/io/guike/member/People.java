package io.guike.member;

import io.guike.platform.Database;
import io.guike.platform.Row;
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

    /**
     * A person's row, locked.
     *
     * @param memberSince the earliest of the person and all who are part of them; null for a visitor
     * @param mergedInto null for somebody who stands alone or survived
     */
    record Held(
            UUID id,
            String number,
            Instant knownSince,
            @Nullable Instant memberSince,
            @Nullable UUID mergedInto,
            @Nullable Instant erasedAt) {

        /**
         * Who survives a merge comes first: a member before a visitor, who was a member earlier, who has been known
         * for longer; the id settles what is left.
         */
        static final Comparator<Held> SURVIVORS_FIRST = Comparator.comparing(
                        Held::memberSince, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                .thenComparing(Held::knownSince)
                .thenComparing(Held::id);
    }

    /**
     * Locks the living people that these are now, in the order of their ids. Whoever was merged in the meantime is
     * followed to the survivor, so fewer may come back than were asked for.
     *
     * @throws io.guike.platform.Problem {@code member.unknown}, {@code member.erased}
     */
    Uni<List<Held>> hold(Collection<UUID> ids) {
        Set<UUID> asked = Set.copyOf(ids);
        return database.sql("""
                        select p.id, p.number, p.known_since,
                          (with recursive part as (
                             select p.id as id, p.member_since as since
                             union all
                             select below.id, below.member_since from person below join part on below.merged_into = part.id)
                           select min(part.since) from part),
                          p.merged_into, p.erased_at
                        from person p where p.id in (:ids) order by p.id for update""")
                .with("ids", List.copyOf(asked))
                .list(People::held)
                .chain(found -> {
                    if (found.size() < asked.size()) {
                        throw MemberProblem.UNKNOWN.problem();
                    }
                    if (found.stream().anyMatch(one -> one.erasedAt() != null)) {
                        throw MemberProblem.ERASED.problem();
                    }
                    return found.stream().anyMatch(one -> one.mergedInto() != null)
                            ? hold(survivors(found))
                            : Uni.createFrom().item(found);
                });
    }

    private static Set<UUID> survivors(List<Held> found) {
        return found.stream()
                .map(one -> one.mergedInto() == null ? one.id() : one.mergedInto())
                .collect(Collectors.toSet());
    }

    private static Held held(Row row) {
        return new Held(
                row.uuid(0),
                row.text(1),
                row.instant(2),
                row.instantOrNull(3),
                row.uuidOrNull(4),
                row.instantOrNull(5));
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
