package io.guike.roster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of old cards. */
@ApplicationScoped
class OfflineCards {

    private static final String ROWS = """
            with told as (
              select * from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(number text, origin uuid,
                person uuid, "phoneHash" text, "nameHash" text, level text, points bigint, store uuid, promoter uuid,
                since date))
            """;

    @Inject
    Database database;

    @Inject
    Vault vault;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /** All that have one of the numbers, or were told with one of the phones. */
    Uni<List<OfflineCard>> find(Collection<String> numbers, Collection<String> phoneHashes) {
        Map<String, String> erased = numbers.stream()
                .collect(Collectors.toMap(number -> erased(vault, number), Function.identity(), (one, same) -> one));
        return database.sql("""
                        select number, origin_id, person_id, phone_hash, name_hash, level, points, store_id, staff_id,
                          since, erased_at is not null
                        from offline_card where number in (:numbers)
                        union
                        select number, origin_id, person_id, phone_hash, name_hash, level, points, store_id, staff_id,
                          since, erased_at is not null
                        from offline_card where phone_hash in (:hashes)""")
                .with(
                        "numbers",
                        Stream.concat(numbers.stream(), erased.keySet().stream())
                                .toList())
                .with("hashes", List.copyOf(phoneHashes))
                .list(row -> card(row, erased));
    }

    /** What stands in place of an erased person's number: it is known again when a list tells it, and leads nowhere. */
    static String erased(Vault vault, String number) {
        return "erased:" + vault.fingerprint("roster.erased-card", number);
    }

    private static OfflineCard card(Row row, Map<String, String> erased) {
        return new OfflineCard(
                erased.getOrDefault(row.text(0), row.text(0)),
                row.uuid(1),
                row.uuid(2),
                row.textOrNull(3),
                row.textOrNull(4),
                row.textOrNull(5),
                row.number(6),
                row.uuidOrNull(7),
                row.uuidOrNull(8),
                row.isNull(9) ? null : row.date(9),
                row.flag(10));
    }

    Uni<Void> insert(UUID run, List<OfflineCard> cards) {
        return cards.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.sql(ROWS + """
                                insert into offline_card (number, origin_id, person_id, phone_hash, name_hash, level,
                                  points, store_id, staff_id, since, run_id, imported_at)
                                select number, origin, person, "phoneHash", "nameHash", level, points, store, promoter,
                                  since, :run, :now
                                from told""")
                        .with("rows", write(cards))
                        .with("run", run)
                        .with("now", clock.instant())
                        .run()
                        .replaceWithVoid();
    }

    Uni<Void> update(UUID run, List<OfflineCard> cards) {
        return cards.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.sql(ROWS + """
                                update offline_card c set name_hash = t."nameHash", level = t.level, points = t.points,
                                  store_id = t.store, staff_id = t.promoter, since = t.since, run_id = :run,
                                  imported_at = :now
                                from told t where c.number = t.number""")
                        .with("rows", write(cards))
                        .with("run", run)
                        .with("now", clock.instant())
                        .run()
                        .replaceWithVoid();
    }

    private String write(List<OfflineCard> cards) {
        try {
            return json.writeValueAsString(cards);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
