package io.guike.phone;

import io.guike.member.ExportPart;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.guike.platform.Sql;
import io.guike.vault.Masked;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Claims as the claimant and as staff see them, and as the claimant takes them along. */
@ApplicationScoped
class ClaimViews implements ExportPart {

    private static final String SELECT = """
            select c.id, c.number, c.state, c.opened_at, c.decided_at, c.claimant_origin, c.sealed,
              c.claimant_id, claimant.number, c.claimant_store, c.holder_id, holder.number, c.holder_store, c.reason
            from phone_claim c join person claimant on claimant.id = c.claimant_id
              left join person holder on holder.id = c.holder_id""";

    @Inject
    Database database;

    @Inject
    Vault vault;

    /** @param phone masked */
    record MyClaimView(
            String number,
            String state,
            String phone,
            Instant openedAt,
            @Nullable Instant decidedAt) {}

    record MyClaimsView(List<MyClaimView> items) {}

    /**
     * @param phone masked
     * @param holderId null once the holder was erased
     */
    record StaffClaimView(
            UUID id,
            String number,
            String state,
            String phone,
            UUID claimantId,
            String claimantNumber,
            @Nullable UUID claimantStoreId,
            @Nullable UUID holderId,
            @Nullable String holderNumber,
            @Nullable UUID holderStoreId,
            Instant openedAt,
            @Nullable Instant decidedAt,
            @Nullable String reason) {

        MyClaimView asClaimants() {
            return new MyClaimView(number, state, phone, openedAt, decidedAt);
        }
    }

    /** @param state only those; null for all */
    record Filter(
            @Nullable UUID store,
            @Nullable String state,
            @Nullable String cursor,
            int size) {}

    private record Found(StaffClaimView view, Vault.Sealed phone) {}

    Uni<StaffClaimView> one(UUID id) {
        return opened(database.sql(SELECT + " where c.id = :id").with("id", id)).map(found -> found.get(0));
    }

    /** Newest first. */
    Uni<MyClaimsView> ofClaimant(UUID person) {
        return opened(database.sql(
                                SELECT + " where c.claimant_id = :person order by c.opened_at desc, c.id desc limit 50")
                        .with("person", person))
                .map(found -> new MyClaimsView(
                        found.stream().map(StaffClaimView::asClaimants).toList()));
    }

    /** Newest first. */
    Uni<Page<StaffClaimView>> list(Filter filter) {
        Cursor from = Cursor.newestOr(filter.cursor());
        String store = filter.store() == null ? "" : " and (c.claimant_store = :store or c.holder_store = :store)";
        Sql sql = database.sql(SELECT + " where (c.opened_at, c.id) < (:at, :id) and (:state = '' or c.state = :state)"
                        + store + " order by c.opened_at desc, c.id desc limit :size")
                .with("at", from.time())
                .with("id", from.id())
                .with("state", filter.state() == null ? "" : filter.state())
                .with("size", filter.size() + 1);
        return opened(filter.store() == null ? sql : sql.with("store", filter.store()))
                .map(found -> Page.of(found, filter.size(), one -> Cursor.at(one.openedAt(), one.id())));
    }

    @Override
    public String section() {
        return "phoneClaims";
    }

    /** All of them with the number in clear, which the claimant had shown; nothing of whose it was. */
    @Override
    public Uni<List<MyClaimView>> export(UUID person) {
        return database.sql(SELECT + " where c.claimant_id = :person order by c.opened_at, c.id")
                .with("person", person)
                .list(ClaimViews::found)
                .chain(found -> vault.openAll(found.stream().map(Found::phone).toList())
                        .map(clear -> IntStream.range(0, found.size())
                                .mapToObj(i -> exported(found.get(i).view(), clear.get(i)))
                                .toList()));
    }

    private static MyClaimView exported(StaffClaimView view, @Nullable String clear) {
        return new MyClaimView(
                view.number(), view.state(), clear == null ? "" : clear, view.openedAt(), view.decidedAt());
    }

    private Uni<List<StaffClaimView>> opened(Sql sql) {
        return sql.list(ClaimViews::found)
                .chain(found -> vault.openAll(found.stream().map(Found::phone).toList())
                        .map(clear -> IntStream.range(0, found.size())
                                .mapToObj(i -> masked(found.get(i).view(), clear.get(i)))
                                .toList()));
    }

    private static Found found(Row row) {
        StaffClaimView view = new StaffClaimView(
                row.uuid(0),
                row.text(1),
                row.text(2),
                "",
                row.uuid(7),
                row.text(8),
                row.uuidOrNull(9),
                row.uuidOrNull(10),
                row.textOrNull(11),
                row.uuidOrNull(12),
                row.instant(3),
                row.instantOrNull(4),
                row.textOrNull(13));
        return new Found(view, new Vault.Sealed(row.uuid(5), Phones.FIELD, row.bytes(6)));
    }

    private static StaffClaimView masked(StaffClaimView view, @Nullable String clear) {
        return new StaffClaimView(
                view.id(),
                view.number(),
                view.state(),
                clear == null ? "" : Masked.phone(clear),
                view.claimantId(),
                view.claimantNumber(),
                view.claimantStoreId(),
                view.holderId(),
                view.holderNumber(),
                view.holderStoreId(),
                view.openedAt(),
                view.decidedAt(),
                view.reason());
    }
}
