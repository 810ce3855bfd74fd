package io.guike.attribution;

import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists of customers: a promoter's, a store's, everybody's. Newest first. */
@ApplicationScoped
class Customers {

    /** Of the rows {@code o} of {@code ownership} that stand in front of it. */
    private static final String DRESSED = """
            select o.person_id, o.person_number,
                   exists (select 1 from wechat_identity i where i.person_id = o.person_id and i.following),
                   p.known_since, o.store_id, s.name, o.staff_id, f.name, o.source, o.since
            from o join person p on p.id = o.person_id
            left join store s on s.id = o.store_id
            left join staff f on f.id = o.staff_id
            """;

    @Inject
    Database database;

    /**
     * What narrows a list.
     *
     * @param source the kind of the deciding code, MOVE or HANDOVER
     * @param text beginning of the customer's number
     */
    record Filter(
            @Nullable String source,
            @Nullable String text,
            @Nullable String cursor,
            int size) {}

    /** @param since when the deciding fact happened */
    record CustomerView(
            UUID id,
            String number,
            boolean following,
            Instant knownSince,
            @Nullable UUID storeId,
            @Nullable String storeName,
            @Nullable UUID staffId,
            @Nullable String staffName,
            @Nullable String source,
            @Nullable Instant since) {}

    Uni<Page<CustomerView>> ofPromoter(UUID staff, Filter filter) {
        return owned("staff_id", staff, filter);
    }

    Uni<Page<CustomerView>> ofStore(UUID store, Filter filter) {
        return owned("store_id", store, filter);
    }

    private Uni<Page<CustomerView>> owned(String column, UUID owner, Filter filter) {
        Cursor from = Cursor.newestOr(filter.cursor());
        return database.sql("with o as (select * from ownership where " + column + " = :owner and not erased"
                        + " and (since, person_id) < (:since, :id)"
                        + " and (:source = '' or source = :source) and person_number like :number"
                        + " order by since desc, person_id desc limit :size)\n"
                        + DRESSED + "order by o.since desc, o.person_id desc")
                .with("owner", owner)
                .with("since", from.time())
                .with("id", from.id())
                .with("source", filter.source() == null ? "" : filter.source())
                .with("number", beginning(filter.text()))
                .with("size", filter.size() + 1)
                .list(Customers::view)
                .map(rows -> Page.of(rows, filter.size(), row -> Cursor.at(since(row), row.id())));
    }

    /** Everybody who ever scanned, in the order in which they became known. */
    Uni<Page<CustomerView>> all(Filter filter) {
        Cursor from = Cursor.newestOr(filter.cursor());
        return database.sql(
                        "with o as (select * from ownership where person_id < :id and not erased and person_number like :number"
                                + " order by person_id desc limit :size)\n" + DRESSED + "order by o.person_id desc")
                .with("id", from.id())
                .with("number", beginning(filter.text()))
                .with("size", filter.size() + 1)
                .list(Customers::view)
                .map(rows -> Page.of(rows, filter.size(), row -> Cursor.at(Instant.EPOCH, row.id())));
    }

    Uni<@Nullable CustomerView> one(UUID person) {
        return database.sql("with o as (select * from ownership where person_id = :person and not erased)\n" + DRESSED)
                .with("person", person)
                .first(Customers::view);
    }

    private static CustomerView view(Row row) {
        return new CustomerView(
                row.uuid(0),
                row.text(1),
                row.flag(2),
                row.instant(3),
                row.uuidOrNull(4),
                row.textOrNull(5),
                row.uuidOrNull(6),
                row.textOrNull(7),
                row.textOrNull(8),
                row.instantOrNull(9));
    }

    private static Instant since(CustomerView row) {
        return row.since() == null ? Instant.EPOCH : row.since();
    }

    /** Numbers are written in capitals; everything else in the text stands for itself. */
    private static String beginning(@Nullable String text) {
        return text == null ? "%" : text.strip().toUpperCase(Locale.ROOT).replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }
}
