package io.guike.tag;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tags there are. */
@ApplicationScoped
class Tags {

    static final String CODE = "[a-z0-9][a-z0-9-]{0,39}";

    private static final UUID NOBODY = new UUID(0, 0);

    private static final String SELECT = """
            select t.code, t.name, t.description, t.created_name, t.created_at, t.retired_at from tag t\s""";

    /** A tag of millions is not counted through at each look. */
    private static final int MOST_COUNTED = 100_000;

    @Inject
    Database database;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /** @param people how many carry it now, counted no further than 100,000; null where they were not counted */
    record TagView(
            String code,
            String name,
            @Nullable String description,
            String createdBy,
            Instant createdAt,
            @Nullable Instant retiredAt,
            @Nullable Long people) {

        static TagView of(Row row) {
            return new TagView(
                    row.text(0),
                    row.text(1),
                    row.textOrNull(2),
                    row.text(3),
                    row.instant(4),
                    row.instantOrNull(5),
                    null);
        }

        TagView carriedBy(long counted) {
            return new TagView(code, name, description, createdBy, createdAt, retiredAt, counted);
        }
    }

    /** What may be said of a tag anew. */
    record Wording(String name, @Nullable String description) {

        Wording {
            name = name.strip();
            description = description == null || description.isBlank() ? null : description.strip();
        }
    }

    static String subject(String code) {
        return "tag:" + code;
    }

    /** @throws io.guike.platform.Problem {@code tag.code-taken} */
    Uni<TagView> create(Caller by, String code, Wording wording) {
        return database.tx(() -> database.sql("""
                        insert into tag (code, name, description, created_by, created_name, created_at)
                        values (:code, :name, :description, :by, :byName, :now) on conflict (code) do nothing""")
                .with("code", code)
                .with("name", wording.name())
                .with("description", wording.description())
                .with("by", by.tag())
                .with("byName", by.name())
                .with("now", clock.instant())
                .run()
                .invoke(made -> {
                    if (made == 0) {
                        throw TagProblem.CODE_TAKEN.problem();
                    }
                })
                .chain(() -> audit.record(by, "tag.create", subject(code), Map.of("name", wording.name())))
                .chain(() -> get(code)));
    }

    /** @throws io.guike.platform.Problem {@code tag.unknown} */
    Uni<TagView> change(Caller by, String code, Wording wording) {
        return database.tx(() -> database.sql(
                        "update tag set name = :name, description = :description where code = :code")
                .with("name", wording.name())
                .with("description", wording.description())
                .with("code", code)
                .run()
                .chain(() -> get(code))
                .call(() -> audit.record(by, "tag.change", subject(code), Map.of("name", wording.name()))));
    }

    /**
     * From now on it counts for nobody. One that is retired already stays as it is.
     *
     * @throws io.guike.platform.Problem {@code tag.unknown}
     */
    Uni<TagView> retire(Caller by, String code) {
        return database.tx(() -> database.sql(
                        "update tag set retired_at = :now where code = :code and retired_at is null")
                .with("now", clock.instant())
                .with("code", code)
                .run()
                .chain(retired -> retired == 0
                        ? Uni.createFrom().voidItem()
                        : audit.record(by, "tag.retire", subject(code), Map.of()))
                .chain(() -> get(code)));
    }

    /** @throws io.guike.platform.Problem {@code tag.unknown} */
    Uni<TagView> get(String code) {
        return database.sql(SELECT + "where t.code = :code")
                .with("code", code)
                .first(TagView::of)
                .onItem()
                .ifNull()
                .failWith(TagProblem.UNKNOWN::problem);
    }

    /**
     * With how many carry it.
     *
     * @throws io.guike.platform.Problem {@code tag.unknown}
     */
    Uni<TagView> counted(String code) {
        return get(code)
                .chain(tag -> (tag.retiredAt() == null
                                ? count(code)
                                : Uni.createFrom().item(0L))
                        .map(tag::carriedBy));
    }

    private Uni<Long> count(String code) {
        return database.sql("""
                        select count(*) from (
                          select distinct person_id from member_tag
                          where tag = :code and (until is null or until >= :today) limit :most) carriers""")
                .with("code", code)
                .with("today", Days.today(clock))
                .with("most", MOST_COUNTED)
                .one(row -> row.number(0));
    }

    /** By code, retired ones among them. */
    Uni<Page<TagView>> list(@Nullable String cursor, int size) {
        return database.sql(SELECT + "where t.code > :after order by t.code limit :size")
                .with("after", Cursor.firstOr(cursor).key())
                .with("size", size + 1)
                .list(TagView::of)
                .map(rows -> Page.of(rows, size, row -> new Cursor(row.code(), NOBODY)));
    }

    /**
     * In the caller's transaction: keeps the tag from being retired to its end.
     *
     * @throws io.guike.platform.Problem {@code tag.unknown}, {@code tag.retired}
     */
    Uni<Void> holdForUse(String code) {
        return hold(code)
                .invoke(used -> {
                    if (!used) {
                        throw TagProblem.RETIRED.problem();
                    }
                })
                .replaceWithVoid();
    }

    /**
     * The same, whether it is retired or not.
     *
     * @return whether it is in use
     * @throws io.guike.platform.Problem {@code tag.unknown}
     */
    Uni<Boolean> hold(String code) {
        return database.sql("select retired_at is null from tag where code = :code for share")
                .with("code", code)
                .first(row -> row.flag(0))
                .onItem()
                .ifNull()
                .failWith(TagProblem.UNKNOWN::problem);
    }
}
