package io.guike.attribution;

import io.guike.member.Members;
import io.guike.member.PersonView;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists of customers: a promoter's, a store's, everybody's. Newest first. */
@ApplicationScoped
class Customers {

    private static final String COLUMNS = "person_id, person_number, store_id, staff_id, source, since";

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    Names names;

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

    private record Found(
            UUID id,
            String number,
            @Nullable UUID storeId,
            @Nullable UUID staffId,
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
        return database.sql("select " + COLUMNS + " from ownership where " + column + " = :owner and not erased"
                        + " and (since, person_id) < (:since, :id)"
                        + " and (:source = '' or source = :source) and person_number like :number"
                        + " order by since desc, person_id desc limit :size")
                .with("owner", owner)
                .with("since", from.time())
                .with("id", from.id())
                .with("source", filter.source() == null ? "" : filter.source())
                .with("number", beginning(filter.text()))
                .with("size", filter.size() + 1)
                .list(Customers::found)
                .map(rows -> Page.of(rows, filter.size(), row -> Cursor.at(since(row), row.id())))
                .chain(this::dress);
    }

    /** Everybody who ever scanned, in the order in which they became known. */
    Uni<Page<CustomerView>> all(Filter filter) {
        Cursor from = Cursor.newestOr(filter.cursor());
        return database.sql("select " + COLUMNS
                        + " from ownership where person_id < :id and not erased and person_number like :number"
                        + " order by person_id desc limit :size")
                .with("id", from.id())
                .with("number", beginning(filter.text()))
                .with("size", filter.size() + 1)
                .list(Customers::found)
                .map(rows -> Page.of(rows, filter.size(), row -> Cursor.at(Instant.EPOCH, row.id())))
                .chain(this::dress);
    }

    Uni<@Nullable CustomerView> one(UUID person) {
        return database.sql("select " + COLUMNS + " from ownership where person_id = :person and not erased")
                .with("person", person)
                .list(Customers::found)
                .chain(rows -> dress(new Page<>(rows, null)))
                .map(page -> page.items().isEmpty() ? null : page.items().get(0));
    }

    private Uni<Page<CustomerView>> dress(Page<Found> page) {
        return members.views(page.items().stream().map(Found::id).toList())
                .chain(people -> names.of(
                                page.items(), row -> Stream.of(row.storeId()), row -> Stream.of(row.staffId()))
                        .map(known -> page.map(row -> view(row, people, known))));
    }

    private static CustomerView view(Found row, Map<UUID, PersonView> people, Names.Known known) {
        PersonView person = people.get(row.id());
        return new CustomerView(
                row.id(),
                row.number(),
                person != null && person.following(),
                person == null ? Instant.EPOCH : person.knownSince(),
                row.storeId(),
                known.store(row.storeId()),
                row.staffId(),
                known.staff(row.staffId()),
                row.source(),
                row.since());
    }

    private static Found found(Row row) {
        return new Found(
                row.uuid(0),
                row.text(1),
                row.uuidOrNull(2),
                row.uuidOrNull(3),
                row.textOrNull(4),
                row.instantOrNull(5));
    }

    private static Instant since(Found row) {
        return row.since() == null ? Instant.EPOCH : row.since();
    }

    /** Numbers are written in capitals; everything else in the text stands for itself. */
    private static String beginning(@Nullable String text) {
        return text == null ? "%" : text.strip().toUpperCase(Locale.ROOT).replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }
}
