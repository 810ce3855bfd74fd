package io.guike.scancode;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.guike.scancode.CodeView.State;
import io.guike.staff.Postings;
import io.guike.staff.Postings.Posting;
import io.guike.staff.StaffMembers;
import io.guike.staff.StaffProblem;
import io.guike.store.StoreProblem;
import io.guike.store.StoreView;
import io.guike.store.Stores;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The chain's scan codes: who may issue them, finding, retiring. */
@ApplicationScoped
public class ScanCodes {

    /** How many codes one command may issue. */
    static final int MOST_AT_ONCE = 2_000;

    private static final int MOST_OF_ONE_PERSON = 200;
    /** Those who issue for all promoters wait for each other, so that nobody gets two codes. */
    private static final String BULK = "scancode.bulk";

    @Inject
    Database database;

    @Inject
    CodeViews views;

    @Inject
    CodeRows rows;

    @Inject
    SlotPool slots;

    @Inject
    QrMaking making;

    @Inject
    Scenes scenes;

    @Inject
    Stores stores;

    @Inject
    StaffMembers staff;

    @Inject
    Postings postings;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /**
     * One code to be.
     *
     * @param staffId needed for {@link CodeKind#PROMOTER}; must be posted to the store
     * @param permanent whether the service-account code is to last for ever; takes one of a bounded number
     */
    public record CodeOrder(
            @NotNull CodeKind kind,
            @NotNull UUID storeId,
            @Nullable UUID staffId,
            @NotBlank @Size(max = 60) String name,
            @NotEmpty @Size(max = 3) List<@NotNull Medium> media,
            boolean permanent) {}

    /**
     * A code for every promoter of some stores, under the promoter's name.
     *
     * @param again also for those who have an active promoter code of that store
     */
    public record PromoterOrder(
            @NotEmpty @Size(max = 500) List<@NotNull UUID> storeIds,
            @NotEmpty @Size(max = 3) List<@NotNull Medium> media,
            boolean permanent,
            boolean again) {}

    /** @param skipped how many promoters had a code already */
    public record BulkView(int issued, int skipped, List<UUID> ids) {}

    /** Null for a scene that is not ours; a retired code is found and says so. One query. */
    public Uni<@Nullable ScannedCode> resolve(String scene) {
        Long key = scenes.key(scene);
        if (key == null) {
            return Uni.createFrom().nullItem();
        }
        return database.sql("""
                        select c.id, c.kind, c.name, c.store_id, c.staff_id, c.retired_at, g.text
                        from (select id from scan_code where scene_key = :key
                              union all select code_id from qr_slot where scene_key = :key) found
                        join scan_code c on c.id = found.id join greeting g on g.kind = c.kind""").with("key", key).first(ScanCodes::scanned);
    }

    /** From the first seven columns. */
    static ScannedCode scanned(Row row) {
        return new ScannedCode(
                row.uuid(0),
                CodeKind.valueOf(row.text(1)),
                row.text(2),
                row.uuid(3),
                row.uuidOrNull(4),
                row.instantOrNull(5),
                row.text(6));
    }

    /** The active codes of one salesperson, newest first. */
    public Uni<List<CodeView>> codesOf(UUID staffId) {
        return views.list(new CodeViews.Wanted(null, staffId, null, State.ACTIVE, null), null, MOST_OF_ONE_PERSON)
                .map(Page::items);
    }

    /** Those that exist; batched, for lists that show names. */
    public Uni<Map<UUID, CodeView>> views(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return views.find(ids)
                .chain(views::dress)
                .map(found -> found.stream().collect(Collectors.toMap(CodeView::id, Function.identity())));
    }

    /** What the codes are called; those that exist. */
    public Uni<Map<UUID, String>> names(Collection<UUID> ids) {
        return views.find(ids).map(found -> found.stream().collect(Collectors.toMap(StoredCode::id, StoredCode::name)));
    }

    /**
     * Its pictures at WeChat come later.
     *
     * @throws io.guike.platform.Problem {@code store.unknown}, {@code store.closed}, {@code staff.unknown},
     *     {@code scancode.promoter-required}, {@code staff.not-posted}, {@code scancode.permanent-exhausted}
     */
    public Uni<CodeView> issue(Caller by, CodeOrder order) {
        if (order.kind() == CodeKind.PROMOTER && order.staffId() == null) {
            throw ScanCodeProblem.PROMOTER_REQUIRED.problem();
        }
        return database.tx(() -> stores.get(order.storeId())
                .invoke(ScanCodes::mustBeOpen)
                .chain(() -> mustBePosted(order.staffId(), order.storeId()))
                .chain(() -> rows.add(
                        List.of(CodeRows.code(order.kind(), order.name().strip(), order.storeId(), order.staffId())),
                        order.media(),
                        order.permanent()))
                .map(made -> made.get(0))
                .call(id -> audit.record(by, "scancode.issue", subject(id), told(order)))
                .chain(views::view));
    }

    private static void mustBeOpen(StoreView store) {
        if (store.state() != StoreView.State.OPEN) {
            throw StoreProblem.STORE_CLOSED.problem();
        }
    }

    private Uni<Void> mustBePosted(@Nullable UUID person, UUID store) {
        if (person == null) {
            return Uni.createFrom().voidItem();
        }
        return staff.roles(person)
                .invoke(held -> {
                    if (!held.containsKey(store)) {
                        throw StaffProblem.NOT_POSTED.problem();
                    }
                })
                .replaceWithVoid();
    }

    /**
     * All or none. Who is posted to several of the stores gets a code in each.
     *
     * @throws io.guike.platform.Problem {@code store.unknown}, {@code store.closed}, {@code scancode.too-many},
     *     {@code scancode.permanent-exhausted}
     */
    public Uni<BulkView> issueForPromoters(Caller by, PromoterOrder order) {
        return database.tx(() -> database.lock(BULK)
                .chain(() -> stores.views(order.storeIds()))
                .invoke(found -> mustBeAllOpen(order.storeIds(), found))
                .chain(() -> postings.promotersOf(order.storeIds(), clock.instant()))
                .chain(people -> issueFor(people, order))
                .call(done -> audit.record(by, "scancode.issue-bulk", "scan-codes", told(order, done))));
    }

    private static void mustBeAllOpen(List<UUID> wanted, Map<UUID, StoreView> found) {
        wanted.stream().filter(id -> !found.containsKey(id)).findFirst().ifPresent(id -> {
            throw StoreProblem.STORE_UNKNOWN.because(id.toString());
        });
        found.values().forEach(ScanCodes::mustBeOpen);
    }

    private Uni<BulkView> issueFor(List<Posting> people, PromoterOrder order) {
        return (order.again() ? Uni.createFrom().item(Set.<Held>of()) : held(order.storeIds())).chain(held -> {
            List<CodeRows.NewCode> wanted = people.stream()
                    .filter(person -> !held.contains(new Held(person.staffId(), storeOf(person))))
                    .map(person ->
                            CodeRows.code(CodeKind.PROMOTER, person.staffName(), storeOf(person), person.staffId()))
                    .toList();
            if (wanted.size() > MOST_AT_ONCE) {
                throw ScanCodeProblem.TOO_MANY.because(wanted.size() + " > " + MOST_AT_ONCE);
            }
            return rows.add(wanted, order.media(), order.permanent())
                    .map(ids -> new BulkView(ids.size(), people.size() - ids.size(), ids));
        });
    }

    private static UUID storeOf(Posting promoter) {
        return Objects.requireNonNull(promoter.storeId());
    }

    private record Held(UUID staffId, UUID storeId) {}

    private Uni<Set<Held>> held(List<UUID> storeIds) {
        return database.sql("""
                        select staff_id, store_id from scan_code
                        where kind = 'PROMOTER' and state = 'ACTIVE' and store_id in (:stores)""")
                .with("stores", storeIds)
                .list(row -> new Held(row.uuid(0), row.uuid(1)))
                .map(Set::copyOf);
    }

    /**
     * For good. Its permanent code begins to rest.
     *
     * @throws io.guike.platform.Problem {@code scancode.unknown}; {@code scancode.retired} at the second time
     */
    public Uni<CodeView> retire(Caller by, UUID id) {
        return database.tx(() -> views.get(id)
                .chain(() -> database.sql(
                                "update scan_code set state = 'RETIRED', retired_at = :now where id = :id and state = 'ACTIVE'")
                        .with("now", clock.instant())
                        .with("id", id)
                        .run())
                .invoke(rows -> {
                    if (rows == 0) {
                        throw ScanCodeProblem.RETIRED.problem();
                    }
                })
                .chain(() -> slots.free(id))
                .chain(() -> making.giveUp(id))
                .chain(() -> audit.record(by, "scancode.retire", subject(id), Map.of()))
                .chain(() -> views.view(id)));
    }

    /** Has WeChat asked again at once for what it did not make. */
    Uni<CodeView> retry(Caller by, UUID id) {
        return database.tx(() -> views.get(id)
                .invoke(code -> {
                    if (!code.isActive()) {
                        throw ScanCodeProblem.RETIRED.problem();
                    }
                })
                .chain(() -> making.retry(id))
                .chain(() -> audit.record(by, "scancode.retry", subject(id), Map.of()))
                .chain(() -> views.view(id)));
    }

    private static String subject(UUID id) {
        return "scan-code:" + id;
    }

    private static Map<String, ?> told(CodeOrder order) {
        return Map.of(
                "kind", order.kind(),
                "store", order.storeId(),
                "staff", String.valueOf(order.staffId()),
                "media", order.media(),
                "permanent", order.permanent());
    }

    private static Map<String, ?> told(PromoterOrder order, BulkView done) {
        return Map.of(
                "stores", order.storeIds(),
                "media", order.media(),
                "permanent", order.permanent(),
                "issued", done.issued());
    }
}
