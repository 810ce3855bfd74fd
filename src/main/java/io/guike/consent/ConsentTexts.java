package io.guike.consent;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The words that people are asked to agree to, version by version. */
@ApplicationScoped
public class ConsentTexts {

    @Inject
    Database database;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /** One version of one purpose's text. */
    public record ConsentTextView(
            Purpose purpose, boolean required, int version, String zh, String en, Instant since) {}

    /** Several of them, in the order of {@link Purpose}. */
    public record TextsView(List<ConsentTextView> items) {}

    /** Those in force. */
    public Uni<TextsView> current() {
        return list("""
                select distinct on (purpose) purpose, version, zh, en, since from consent_text
                order by purpose, version desc""");
    }

    /** All there ever were; of each purpose the one in force comes first. */
    Uni<TextsView> all() {
        return list("select purpose, version, zh, en, since from consent_text order by purpose, version desc");
    }

    private Uni<TextsView> list(String query) {
        return database.sql(query)
                .list(ConsentTexts::view)
                .map(texts -> new TextsView(texts.stream()
                        .sorted(Comparator.comparing(ConsentTextView::purpose))
                        .toList()));
    }

    private static ConsentTextView view(Row row) {
        Purpose purpose = Purpose.valueOf(row.text(0));
        return new ConsentTextView(
                purpose, purpose.required(), row.integer(1), row.text(2), row.text(3), row.instant(4));
    }

    /** Puts the next version in force. Consents to earlier versions stand as they were given. */
    Uni<ConsentTextView> publish(Caller by, Purpose purpose, String zh, String en) {
        return database.tx(() -> database.lock("consent-text:" + purpose)
                .chain(() -> database.sql("""
                                insert into consent_text (purpose, version, zh, en, since, published_by)
                                select :purpose, max(version) + 1, :zh, :en, :now, :by from consent_text
                                where purpose = :purpose
                                returning purpose, version, zh, en, since""")
                        .with("purpose", purpose.name())
                        .with("zh", zh.strip())
                        .with("en", en.strip())
                        .with("now", clock.instant())
                        .with("by", by.tag())
                        .one(ConsentTexts::view))
                .call(text -> audit.record(
                        by, "consent.publish", "consent-text:" + purpose, Map.of("version", text.version()))));
    }
}
