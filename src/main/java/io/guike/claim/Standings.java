package io.guike.claim;

import io.guike.claim.Decision.Standing;
import io.guike.coupon.Offer.Audience;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What of people decides whether a template is meant for them. */
@ApplicationScoped
class Standings {

    @Inject
    Database database;

    @Inject
    @All
    List<TagPart> parts;

    private record Membership(UUID person, Instant since, String level) {}

    /** Of the members among the people; asks for nothing where everybody is meant. */
    Uni<Map<UUID, Standing>> of(Collection<UUID> people, Collection<Audience> audiences) {
        List<Audience> choosing = audiences.stream()
                .filter(audience -> audience.kind() != Audience.Kind.EVERYONE)
                .toList();
        if (choosing.isEmpty() || people.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        Set<String> tags = choosing.stream()
                .filter(audience -> audience.kind() == Audience.Kind.TAG)
                .map(audience -> String.valueOf(audience.tag()))
                .collect(Collectors.toSet());
        return tags(tags, people)
                .chain(tagged -> memberships(people)
                        .map(members -> members.stream()
                                .collect(Collectors.toMap(
                                        Membership::person,
                                        one -> new Standing(
                                                one.since(),
                                                one.level(),
                                                tagged.getOrDefault(one.person(), Set.of()))))));
    }

    /** Of several cards after a merge the first counts for the time, and the highest level. */
    private Uni<List<Membership>> memberships(Collection<UUID> people) {
        return database.sql("""
                        select m.person_id, min(m.bound_at), (array_agg(m.level order by l.rank desc))[1]
                        from membership m join member_level l on l.code = m.level
                        where m.person_id in (:people) group by m.person_id""").with("people", people).list(Standings::membership);
    }

    private static Membership membership(Row row) {
        return new Membership(row.uuid(0), row.instant(1), row.text(2));
    }

    private Uni<Map<UUID, Set<String>>> tags(Set<String> tags, Collection<UUID> people) {
        Map<UUID, Set<String>> tagged = new HashMap<>();
        return Database.each(
                        List.copyOf(tags),
                        tag -> Database.each(
                                parts,
                                part -> part.carrying(tag, people)
                                        .invoke(carrying -> carrying.forEach(
                                                person -> tagged.computeIfAbsent(person, ignored -> new HashSet<>())
                                                        .add(tag)))))
                .replaceWith(tagged);
    }
}
