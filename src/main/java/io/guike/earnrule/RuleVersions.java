package io.guike.earnrule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.membership.Levels;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Problem.Flaw;
import io.guike.platform.Row;
import io.guike.store.Stores;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The versions of the earning rules. A draft may be changed; what was published never is. In force at an instant is, of
 * those that are valid by then, the one that became so last, and of several the highest.
 */
@ApplicationScoped
public class RuleVersions {

    private static final UUID NOBODY = new UUID(0, 0);

    @Inject
    Database database;

    @Inject
    Levels levels;

    @Inject
    Stores stores;

    @Inject
    AuditLog audit;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /** Published versions, which never change. */
    private final Map<Integer, EarnRules> known = new ConcurrentHashMap<>();

    enum State {
        DRAFT,
        PUBLISHED
    }

    /**
     * A version in a list.
     *
     * @param revision counts the changes of a draft; to be sent back with the next one
     * @param validFrom null for a draft
     */
    record VersionView(
            int version,
            State state,
            int revision,
            boolean inForce,
            String note,
            @Nullable Instant validFrom,
            String changedBy,
            Instant changedAt,
            @Nullable String publishedBy,
            @Nullable Instant publishedAt) {}

    /** A version with its rules. */
    record RulesView(VersionView about, RuleSet rules) {}

    /** @return those that hold at that instant; none at all before the first version */
    public Uni<EarnRules> at(Instant at) {
        return database.sql("""
                        select version from earn_rule_version where state = 'PUBLISHED' and valid_from <= :at
                        order by valid_from desc, version desc limit 1""")
                .with("at", at)
                .first(row -> row.integer(0))
                .chain(version -> version == null ? Uni.createFrom().item(EarnRules.NONE) : rules(version));
    }

    /** @throws io.guike.platform.Problem {@code earnrule.version-unknown} */
    public Uni<EarnRules> rules(int version) {
        EarnRules remembered = known.get(version);
        return remembered != null
                ? Uni.createFrom().item(remembered)
                : get(version).map(this::remembered);
    }

    /** As {@link #rules}, by what is kept with an occasion: 0 where it was before any version held, and earned nothing. */
    public Uni<EarnRules> applied(int version) {
        return version == EarnRules.NONE.version() ? Uni.createFrom().item(EarnRules.NONE) : rules(version);
    }

    private EarnRules remembered(RulesView found) {
        EarnRules rules = new EarnRules(found.about().version(), found.rules());
        if (found.about().state() == State.PUBLISHED) {
            known.put(rules.version(), rules);
        }
        return rules;
    }

    private static final String COLUMNS = """
            v.version, v.state, v.revision, v.note, v.valid_from, v.changed_by, v.changed_at, v.published_by,
            v.published_at, v.version = coalesce((
              select f.version from earn_rule_version f where f.state = 'PUBLISHED' and f.valid_from <= :now
              order by f.valid_from desc, f.version desc limit 1), 0)""";

    /** The newest first. */
    Uni<Page<VersionView>> list(@Nullable String cursor, int size) {
        return database.sql("select " + COLUMNS + " from earn_rule_version v where v.version < :before"
                        + " order by v.version desc limit :size")
                .with("now", clock.instant())
                .with("before", before(cursor))
                .with("size", size + 1)
                .list(RuleVersions::view)
                .map(rows -> Page.of(rows, size, row -> new Cursor("" + row.version(), NOBODY)));
    }

    private static int before(@Nullable String cursor) {
        String key = Cursor.firstOr(cursor).key();
        try {
            return key.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(key);
        } catch (NumberFormatException e) {
            throw PlatformProblem.CURSOR_INVALID.problem();
        }
    }

    /** @throws io.guike.platform.Problem {@code earnrule.version-unknown} */
    Uni<RulesView> get(int version) {
        return database.sql("select " + COLUMNS + ", v.document from earn_rule_version v where v.version = :version")
                .with("now", clock.instant())
                .with("version", version)
                .first(row -> new RulesView(view(row), stored(row.text(10))))
                .onItem()
                .ifNull()
                .failWith(EarnRuleProblem.VERSION_UNKNOWN::problem);
    }

    private static VersionView view(Row row) {
        return new VersionView(
                row.integer(0),
                State.valueOf(row.text(1)),
                row.integer(2),
                row.flag(9),
                row.text(3),
                row.instantOrNull(4),
                row.text(5),
                row.instant(6),
                row.textOrNull(7),
                row.instantOrNull(8));
    }

    /** @throws io.guike.platform.Problem {@code earnrule.invalid} with every flaw; {@code request.invalid} */
    Uni<RulesView> draft(Caller by, String note, JsonNode document) {
        RuleSet set = read(document);
        return database.tx(() -> mustBeSound(set)
                .chain(() -> database.lock("earnrule.versions"))
                .chain(() -> database.sql("""
                                insert into earn_rule_version
                                  (version, state, revision, document, note, changed_by, changed_at)
                                select coalesce(max(version), 0) + 1, 'DRAFT', 1, :document, :note, :by, :now
                                from earn_rule_version returning version""")
                        .with("document", write(set))
                        .with("note", note.strip())
                        .with("by", by.tag())
                        .with("now", clock.instant())
                        .one(row -> row.integer(0)))
                .call(version -> audit.record(by, "earnrule.draft", "earn-rules:" + version, Map.of("note", note)))
                .chain(this::get));
    }

    /**
     * Replaces a draft as a whole.
     *
     * @throws io.guike.platform.Problem as {@link #draft}; {@code earnrule.version-unknown}, {@code earnrule.not-a-draft},
     *     {@code earnrule.changed-meanwhile}
     */
    Uni<RulesView> change(Caller by, int version, int revision, String note, JsonNode document) {
        RuleSet set = read(document);
        return database.tx(() -> mustBeSound(set)
                .chain(() -> lockDraft(version, revision))
                .chain(() -> database.sql("""
                                update earn_rule_version set document = :document, note = :note,
                                  revision = revision + 1, changed_by = :by, changed_at = :now
                                where version = :version""")
                        .with("document", write(set))
                        .with("note", note.strip())
                        .with("by", by.tag())
                        .with("now", clock.instant())
                        .with("version", version)
                        .run())
                .chain(() -> audit.record(
                        by, "earnrule.change", "earn-rules:" + version, Map.of("revision", revision, "note", note)))
                .chain(() -> get(version)));
    }

    /**
     * Puts a draft into force, for good. Nothing that was earned already changes.
     *
     * @param validFrom null for now
     * @throws io.guike.platform.Problem {@code earnrule.version-unknown}, {@code earnrule.not-a-draft}, {@code
     *     earnrule.changed-meanwhile}, {@code earnrule.valid-from-past}, {@code earnrule.invalid}
     */
    Uni<RulesView> publish(Caller by, int version, int revision, @Nullable Instant validFrom) {
        Instant now = clock.instant();
        if (validFrom != null && validFrom.isBefore(now)) {
            throw EarnRuleProblem.VALID_FROM_PAST.problem();
        }
        Instant from = validFrom == null ? now : validFrom;
        return database.tx(() -> lockDraft(version, revision)
                .chain(() -> get(version))
                .chain(draft -> mustBeSound(draft.rules()))
                .chain(() -> database.sql("""
                                update earn_rule_version set state = 'PUBLISHED', valid_from = :from,
                                  published_by = :by, published_at = :now
                                where version = :version""")
                        .with("from", from)
                        .with("by", by.tag())
                        .with("now", now)
                        .with("version", version)
                        .run())
                .chain(() -> audit.record(
                        by, "earnrule.publish", "earn-rules:" + version, Map.of("validFrom", from.toString())))
                .chain(() -> get(version)));
    }

    private Uni<Void> lockDraft(int version, int revision) {
        return database.sql("select state, revision from earn_rule_version where version = :version for update")
                .with("version", version)
                .first(row -> {
                    if (!row.text(0).equals(State.DRAFT.name())) {
                        throw EarnRuleProblem.NOT_A_DRAFT.problem();
                    }
                    if (row.integer(1) != revision) {
                        throw EarnRuleProblem.CHANGED_MEANWHILE.problem();
                    }
                    return version;
                })
                .onItem()
                .ifNull()
                .failWith(EarnRuleProblem.VERSION_UNKNOWN::problem)
                .replaceWithVoid();
    }

    private Uni<Void> mustBeSound(RuleSet set) {
        return levels.all()
                .map(all -> all.stream().map(Levels.Level::code).toList())
                .chain(codes -> stores.names(RuleSetCheck.stores(set))
                        .map(found -> RuleSetCheck.flaws(set, new HashSet<>(codes), found.keySet())))
                .invoke(RuleVersions::mustBeEmpty)
                .replaceWithVoid();
    }

    private static void mustBeEmpty(List<Flaw> flaws) {
        if (!flaws.isEmpty()) {
            throw EarnRuleProblem.INVALID.problem().with(flaws);
        }
    }

    /** Strictly: a word that is not understood would be a condition that silently does not hold. */
    private RuleSet read(JsonNode document) {
        if (!document.isObject()) {
            throw EarnRuleProblem.INVALID.problem().with(List.of(Flaw.of("rules", "无法识别")));
        }
        try {
            return json.readerFor(RuleSet.class)
                    .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(document);
        } catch (com.fasterxml.jackson.databind.JsonMappingException e) {
            throw EarnRuleProblem.INVALID.problem().with(List.of(Flaw.of(path(e), "无法识别")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String path(com.fasterxml.jackson.databind.JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        e.getPath().forEach(step -> {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        });
        return path.toString();
    }

    private RuleSet stored(String document) {
        try {
            return json.readValue(document, RuleSet.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored earning rules cannot be read", e);
        }
    }

    private String write(RuleSet set) {
        try {
            return json.writeValueAsString(set);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
