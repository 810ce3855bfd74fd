package io.guike.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.guike.platform.TraceIds;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who of the staff did what, written in the transaction of the deed. Nothing of it is ever changed but the reasons, which
 * are sentences of people and may have to go.
 */
@ApplicationScoped
public class AuditLog {

    @Inject
    Database database;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /** One line of the log. */
    public record AuditView(
            UUID id, Instant at, String actor, String actorName, String action, String subject, JsonNode detail) {}

    /**
     * @param action capability first: {@code attribution.move}
     * @param subject what it was done to, e.g. {@code person:<id>}
     * @param detail never a secret, never personal data in clear
     */
    public Uni<Void> record(Caller actor, String action, String subject, Map<String, ?> detail) {
        return database.sql("insert into audit_entry (id, at, actor, actor_name, action, subject, detail, trace_id)"
                        + " values (:id, :at, :actor, :name, :action, :subject, :detail, :trace)")
                .with("id", Ids.next())
                .with("at", clock.instant())
                .with("actor", actor.tag())
                .with("name", actor.name())
                .with("action", action)
                .with("subject", subject)
                .with("detail", write(detail))
                .with("trace", TraceIds.current())
                .run()
                .replaceWithVoid();
    }

    /**
     * Puts a text in place of the reasons in all entries about these subjects: of somebody who was erased.
     *
     * @param subjects as they were recorded
     */
    public Uni<Void> withhold(Collection<String> subjects, String text) {
        return subjects.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.sql("""
                                update audit_entry set detail = cast(jsonb_set(cast(detail as jsonb),
                                  cast('{reason}' as text[]), to_jsonb(cast(:text as text))) as text)
                                where subject in (:subjects)
                                  and jsonb_exists(cast(detail as jsonb), 'reason')""")
                        .with("text", text)
                        .with("subjects", List.copyOf(subjects))
                        .run()
                        .replaceWithVoid();
    }

    /** @param subject only entries about it, where given */
    Uni<Page<AuditView>> list(@Nullable String subject, @Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql("""
                        select id, at, actor, actor_name, action, subject, detail from audit_entry
                        where (at, id) < (:at, :id) and (:subject = '' or subject = :subject)
                        order by at desc, id desc limit :size""")
                .with("at", from.time())
                .with("id", from.id())
                .with("subject", subject == null ? "" : subject)
                .with("size", size + 1)
                .list(this::view)
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.at(), row.id())));
    }

    private AuditView view(Row row) {
        return new AuditView(
                row.uuid(0), row.instant(1), row.text(2), row.text(3), row.text(4), row.text(5), read(row.text(6)));
    }

    private String write(Map<String, ?> detail) {
        try {
            return json.writeValueAsString(detail);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode read(String detail) {
        try {
            return json.readTree(detail);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
