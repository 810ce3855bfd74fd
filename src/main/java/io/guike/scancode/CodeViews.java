package io.guike.scancode;

import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.platform.Sql;
import io.guike.staff.StaffMembers;
import io.guike.staff.StaffMembers.StaffName;
import io.guike.store.StoreView;
import io.guike.store.Stores;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Reads codes and puts the names of stores and people to them. */
@ApplicationScoped
class CodeViews {

    @Inject
    Database database;

    @Inject
    Stores stores;

    @Inject
    StaffMembers staff;

    @Inject
    Scenes scenes;

    @Inject
    Clock clock;

    @Inject
    @ConfigProperty(name = "guike.public.url")
    String publicUrl;

    /**
     * Which codes; null asks for all.
     *
     * @param text part of the name, or the beginning of the short code
     */
    record Wanted(
            @Nullable UUID storeId,
            @Nullable UUID staffId,
            @Nullable CodeKind kind,
            CodeView.@Nullable State state,
            @Nullable String text) {

        private Map<String, Object> values() {
            Map<String, Object> values = new LinkedHashMap<>();
            put(values, "store", storeId);
            put(values, "staff", staffId);
            put(values, "kind", kind == null ? null : kind.name());
            put(values, "state", state == null ? null : state.name());
            if (text != null && !text.isBlank()) {
                String escaped =
                        text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
                values.put("name", "%" + escaped + "%");
                values.put("short", escaped.toUpperCase(Locale.ROOT) + "%");
            }
            return values;
        }

        private static void put(Map<String, Object> values, String name, @Nullable Object value) {
            if (value != null) {
                values.put(name, value);
            }
        }

        private static String condition(String parameter) {
            return switch (parameter) {
                case "store" -> " and c.store_id = :store";
                case "staff" -> " and c.staff_id = :staff";
                case "kind" -> " and c.kind = :kind";
                case "state" -> " and c.state = :state";
                case "name" -> " and (c.name ilike :name";
                default -> " or c.short_code like :short)";
            };
        }

        private String conditions() {
            return values().keySet().stream().map(Wanted::condition).collect(Collectors.joining());
        }

        private Sql fill(Sql sql) {
            values().forEach(sql::with);
            return sql;
        }
    }

    /** Newest first. */
    Uni<Page<CodeView>> list(Wanted wanted, @Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return wanted.fill(database.sql(StoredCode.SELECT + "where (c.created_at, c.id) < (:at, :before)"
                                + wanted.conditions() + " order by c.created_at desc, c.id desc limit :size")
                        .with("at", from.time())
                        .with("before", from.id())
                        .with("size", size + 1))
                .list(StoredCode::read)
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.createdAt(), row.id())))
                .chain(page -> dress(page.items()).map(items -> new Page<>(items, page.next())));
    }

    /** In the order of a printed page; at most {@code most}. */
    Uni<List<StoredCode>> active(Collection<UUID> storeIds, Collection<UUID> ids, int most) {
        return database.sql(StoredCode.SELECT + """
                         where c.state = 'ACTIVE'
                           and (c.store_id = any(cast(string_to_array(:stores, ',') as uuid[]))
                             or c.id = any(cast(string_to_array(:ids, ',') as uuid[])))
                         order by c.store_id, c.kind, c.name, c.id limit :most""")
                .with("stores", joined(storeIds))
                .with("ids", joined(ids))
                .with("most", most)
                .list(StoredCode::read);
    }

    Uni<List<StoredCode>> find(Collection<UUID> ids) {
        return database.sql(StoredCode.SELECT + "where c.id = any(cast(string_to_array(:ids, ',') as uuid[]))")
                .with("ids", joined(ids))
                .list(StoredCode::read);
    }

    /** @throws io.guike.platform.Problem {@code scancode.unknown} */
    Uni<StoredCode> get(UUID id) {
        return find(List.of(id)).map(found -> {
            if (found.isEmpty()) {
                throw ScanCodeProblem.UNKNOWN.problem();
            }
            return found.get(0);
        });
    }

    Uni<CodeView> view(UUID id) {
        return get(id).chain(code -> dress(List.of(code))).map(views -> views.get(0));
    }

    Uni<List<CodeView>> dress(List<StoredCode> codes) {
        List<UUID> people = codes.stream()
                .map(StoredCode::staffId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        List<UUID> places = codes.stream().map(StoredCode::storeId).distinct().toList();
        return stores.views(places)
                .chain(storesById -> staff.names(people).map(staffById -> {
                    List<CodeView> views = new ArrayList<>(codes.size());
                    codes.forEach(code -> views.add(view(code, storesById, staffById)));
                    return views;
                }));
    }

    private CodeView view(StoredCode code, Map<UUID, StoreView> storesById, Map<UUID, StaffName> staffById) {
        StoreView store = Objects.requireNonNull(storesById.get(code.storeId()));
        StaffName person = code.staffId() == null ? null : staffById.get(code.staffId());
        Instant now = clock.instant();
        return new CodeView(
                code.id(),
                code.kind(),
                code.name(),
                code.storeId(),
                store.code(),
                store.name(),
                code.staffId(),
                person == null ? null : person.name(),
                code.shortCode(),
                code.state(),
                code.createdAt(),
                code.retiredAt(),
                code.mediaAt(link(code), now));
    }

    /** Where the code's plain link leads. */
    String link(StoredCode code) {
        return publicUrl + "/s/" + scenes.scene(code.sceneKey());
    }

    @Nullable
    String content(StoredCode code, Medium medium) {
        return code.content(medium, link(code), clock.instant());
    }

    private static String joined(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).collect(Collectors.joining(","));
    }
}
