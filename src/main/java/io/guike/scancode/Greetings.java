package io.guike.scancode;

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
import org.jspecify.annotations.Nullable;

/** What each kind of code says to whoever scans it. */
@ApplicationScoped
public class Greetings {

    @Inject
    Database database;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /**
     * @param withPromoter how the text reads for a code with a salesperson
     * @param withoutPromoter how it reads for a code without one
     */
    record GreetingView(CodeKind kind, String text, String withPromoter, String withoutPromoter, Instant changedAt) {

        private static final String STORE = "南京路店";
        private static final String PROMOTER = "林晓";

        static GreetingView of(CodeKind kind, String text, Instant changedAt) {
            return new GreetingView(
                    kind,
                    text,
                    Greeting.render(text, STORE, PROMOTER, kind.zh()),
                    Greeting.render(text, STORE, null, kind.zh()),
                    changedAt);
        }
    }

    /**
     * The text for one scan, at most as long as WeChat takes.
     *
     * @param template as {@link ScannedCode#greeting()} has it
     * @param promoter null where there is no salesperson, or none any more: passages about them are left out
     * @param code its name
     */
    public static String render(String template, String store, @Nullable String promoter, String code) {
        return Greeting.render(template, store, promoter, code);
    }

    /** One of each kind. */
    Uni<List<GreetingView>> all() {
        return database.sql("select kind, text, changed_at from greeting")
                .list(Greetings::view)
                .map(found -> found.stream()
                        .sorted(Comparator.comparing(GreetingView::kind))
                        .toList());
    }

    /** @throws io.guike.platform.Problem {@code scancode.greeting-invalid} */
    Uni<GreetingView> change(Caller by, CodeKind kind, String text) {
        Greeting.mustBeSound(text);
        return database.tx(() -> database.sql("""
                        update greeting set text = :text, changed_at = :now where kind = :kind
                        returning kind, text, changed_at""")
                .with("text", text.strip())
                .with("now", clock.instant())
                .with("kind", kind.name())
                .one(Greetings::view)
                .call(() -> audit.record(by, "scancode.greeting", "greeting:" + kind, Map.of("text", text))));
    }

    private static GreetingView view(Row row) {
        return GreetingView.of(CodeKind.valueOf(row.text(0)), row.text(1), row.instant(2));
    }
}
