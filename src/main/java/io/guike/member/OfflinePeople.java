package io.guike.member;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Members whom only an old list tells of, many at a time. All calls join the caller's transaction. */
@ApplicationScoped
public class OfflinePeople {

    private static final int NUMBER_LENGTH = 8;

    @Inject
    Database database;

    @Inject
    People people;

    @Inject
    ObjectMapper json;

    private record Row(UUID id, String number, Instant since) {}

    /**
     * As {@link Members#makeOffline} and {@link Members#becameMember} for many.
     *
     * @param since when each became a member
     * @return their ids, in the order given
     */
    public Uni<List<UUID>> make(List<Instant> since) {
        List<Row> rows = since.stream()
                .map(at -> new Row(Ids.next(), Ids.readable(NUMBER_LENGTH), at))
                .toList();
        return database.sql("""
                        insert into person (id, number, known_since, member_since)
                        select id, number, since, since
                        from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(id uuid, number text,
                          since timestamptz)""")
                .with("rows", write(rows))
                .run()
                .replaceWith(() -> rows.stream().map(Row::id).toList());
    }

    /**
     * Holds living people against every other change to the end of the transaction, in the order that nobody else
     * crosses.
     *
     * @return false where one of them was merged since the caller looked: then it looks anew at who has what
     */
    public Uni<Boolean> hold(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(true);
        }
        Set<UUID> asked = Set.copyOf(ids);
        return people.hold(asked)
                .map(held -> held.stream()
                        .map(People.Held::id)
                        .collect(Collectors.toSet())
                        .equals(asked));
    }

    /** Those of them who have an account in WeChat. */
    public Uni<Set<UUID>> withAccounts(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        return database.sql("select distinct person_id from wechat_identity where person_id in (:ids)")
                .with("ids", List.copyOf(ids))
                .list(row -> row.uuid(0))
                .map(Set::copyOf);
    }

    private String write(List<Row> rows) {
        try {
            return json.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
