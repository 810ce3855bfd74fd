package io.guike.roster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.roster.Layout.Read;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What the lines of a run say of cards and phones: noted before anything is applied, to see which contradict others. */
@ApplicationScoped
class Lines {

    private static final int CLEARED_AT_ONCE = 10_000;

    @Inject
    Database database;

    @Inject
    Vault vault;

    @Inject
    ObjectMapper json;

    /** The names are those of the JSON that the statement below reads. */
    record Noted(long line, String card, String phone, String content) {}

    /** Of the lines that tell a card and a phone; made on a worker. */
    List<Noted> noted(List<Read> reads) {
        return reads.stream()
                .map(read -> {
                    Entry entry = read.entry();
                    return entry == null
                            ? null
                            : new Noted(
                                    read.line(),
                                    entry.card(),
                                    entry.phoneHash(),
                                    vault.fingerprint("roster.line", entry.content()));
                })
                .filter(Objects::nonNull)
                .toList();
    }

    Uni<Void> add(UUID run, List<Noted> lines) {
        return lines.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.sql("""
                                insert into roster_line (run_id, line, card, phone_hash, content)
                                select :run, line, card, phone, content
                                from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(line bigint, card text,
                                  phone text, content text)""")
                        .with("run", run)
                        .with("rows", write(lines))
                        .run()
                        .replaceWithVoid();
    }

    /** What is wrong with lines because of others in the file, by line. */
    Uni<Map<Long, List<Flaw>>> collisions(UUID run, long from, long to) {
        return database.sql("""
                        select l.line,
                          min(o.line) filter (where o.card = l.card
                            and (o.phone_hash, o.content) is distinct from (l.phone_hash, l.content)),
                          min(o.line) filter (where o.card = l.card and o.line < l.line
                            and (o.phone_hash, o.content) = (l.phone_hash, l.content)),
                          min(o.line) filter (where o.card <> l.card)
                        from roster_line l cross join lateral (
                          select line, card, phone_hash, content from roster_line
                          where run_id = :run and card = l.card and line <> l.line
                          union
                          select line, card, phone_hash, content from roster_line
                          where run_id = :run and phone_hash = l.phone_hash and line <> l.line) o
                        where l.run_id = :run and l.line between :from and :to
                        group by l.line""")
                .with("run", run)
                .with("from", from)
                .with("to", to)
                .list(row -> Map.entry(row.number(0), flaws(row)))
                .map(rows -> {
                    Map<Long, List<Flaw>> byLine = new HashMap<>();
                    rows.forEach(row -> byLine.put(row.getKey(), row.getValue()));
                    return byLine;
                });
    }

    private static List<Flaw> flaws(Row row) {
        List<Flaw> flaws = new ArrayList<>();
        if (!row.isNull(1)) {
            flaws.add(Flaw.with(Reason.CONTRADICTED, row.number(1)));
        }
        if (!row.isNull(2)) {
            flaws.add(Flaw.with(Reason.REPEATED, row.number(2)));
        }
        if (!row.isNull(3)) {
            flaws.add(Flaw.with(Reason.PHONE_TWICE, row.number(3)));
        }
        return flaws;
    }

    /**
     * Deletes some of a run's lines: by a range, which is found by the key however little the planner knows of them yet.
     *
     * @return whether there is more
     */
    Uni<Boolean> clear(UUID run) {
        return database.sql("""
                        delete from roster_line where run_id = :run and line <= (
                          select max(line) from (
                            select line from roster_line where run_id = :run order by line limit :some) first)""")
                .with("run", run)
                .with("some", CLEARED_AT_ONCE)
                .run()
                .map(gone -> gone > 0);
    }

    private String write(List<Noted> lines) {
        try {
            return json.writeValueAsString(lines);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
