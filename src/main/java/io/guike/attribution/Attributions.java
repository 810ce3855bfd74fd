package io.guike.attribution;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.attribution.Customers.CustomerView;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Row;
import io.guike.staff.Postings;
import io.guike.store.Stores;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One person's attribution: why, everything that led there, and moving them by hand. */
@ApplicationScoped
class Attributions {

    /** More than anybody reads; the rest stays in the tables. */
    private static final int MOST_SHOWN = 100;

    @Inject
    Database database;

    @Inject
    Customers customers;

    @Inject
    Ownerships ownerships;

    @Inject
    Facts facts;

    @Inject
    Why why;

    @Inject
    Names names;

    @Inject
    Postings postings;

    @Inject
    Stores stores;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    record TouchView(
            UUID id,
            Instant happenedAt,
            String source,
            Touch.Verdict verdict,
            @Nullable UUID storeId,
            @Nullable String storeName,
            @Nullable UUID staffId,
            @Nullable String staffName) {}

    record ChangeView(
            UUID id,
            Instant at,
            Cause.Kind cause,
            @Nullable String fromStoreName,
            @Nullable String fromStaffName,
            @Nullable String toStoreName,
            @Nullable String toStaffName,
            @Nullable UUID factId,
            int policyVersion,
            @Nullable String reason) {}

    /** Newest first, at most a hundred each. */
    record AttributionView(CustomerView customer, Why.WhyView why, List<TouchView> touches, List<ChangeView> changes) {

        /** What a promoter may know of an own customer: nothing of colleagues, nothing of what HQ wrote. */
        AttributionView seenBy(UUID promoter) {
            List<TouchView> own = touches.stream()
                    .filter(touch -> promoter.equals(touch.staffId()))
                    .toList();
            return new AttributionView(customer, why.withoutReason(), own, List.of());
        }
    }

    private record Change(
            UUID id,
            Instant at,
            Cause.Kind cause,
            @Nullable UUID fromStore,
            @Nullable UUID fromStaff,
            @Nullable UUID toStore,
            @Nullable UUID toStaff,
            @Nullable UUID factId,
            int policyVersion,
            @Nullable String reason) {}

    Uni<AttributionView> of(UUID person) {
        return database.tx(() -> customers
                .one(person)
                .onItem()
                .ifNull()
                .failWith(AttributionProblem.PERSON_UNKNOWN::problem)
                .chain(customer -> why.deciding(person)
                        .onItem()
                        .ifNull()
                        .failWith(AttributionProblem.PERSON_UNKNOWN::problem)
                        .chain(why::explain)
                        .chain(reason -> withHistory(customer, reason))));
    }

    private Uni<AttributionView> withHistory(CustomerView customer, Why.WhyView reason) {
        return touches(customer.id())
                .chain(touches ->
                        changes(customer.id()).map(changes -> new AttributionView(customer, reason, touches, changes)));
    }

    private Uni<List<TouchView>> touches(UUID person) {
        return database.sql("""
                        select id, happened_at, source, verdict, store_id, staff_id from touch where person_id = :person
                        order by happened_at desc, received_at desc, id desc limit :most""")
                .with("person", person)
                .with("most", MOST_SHOWN)
                .list(row -> new TouchView(
                        row.uuid(0),
                        row.instant(1),
                        row.text(2),
                        Touch.Verdict.valueOf(row.text(3)),
                        row.uuidOrNull(4),
                        null,
                        row.uuidOrNull(5),
                        null))
                .chain(rows -> names.of(rows, row -> Stream.of(row.storeId()), row -> Stream.of(row.staffId()))
                        .map(known -> rows.stream()
                                .map(row -> new TouchView(
                                        row.id(),
                                        row.happenedAt(),
                                        row.source(),
                                        row.verdict(),
                                        row.storeId(),
                                        known.store(row.storeId()),
                                        row.staffId(),
                                        known.staff(row.staffId())))
                                .toList()));
    }

    private Uni<List<ChangeView>> changes(UUID person) {
        return database.sql("""
                        select id, at, cause, from_store, from_staff, to_store, to_staff, fact_id, policy_version, reason
                        from owner_change where person_id = :person order by at desc, id desc limit :most""")
                .with("person", person)
                .with("most", MOST_SHOWN)
                .list(Attributions::change)
                .chain(rows -> names.of(
                                rows,
                                row -> Stream.of(row.fromStore(), row.toStore()),
                                row -> Stream.of(row.fromStaff(), row.toStaff()))
                        .map(known -> rows.stream().map(row -> view(row, known)).toList()));
    }

    private static Change change(Row row) {
        return new Change(
                row.uuid(0),
                row.instant(1),
                Cause.Kind.valueOf(row.text(2)),
                row.uuidOrNull(3),
                row.uuidOrNull(4),
                row.uuidOrNull(5),
                row.uuidOrNull(6),
                row.uuidOrNull(7),
                row.integer(8),
                row.textOrNull(9));
    }

    private static ChangeView view(Change row, Names.Known known) {
        return new ChangeView(
                row.id(),
                row.at(),
                row.cause(),
                known.store(row.fromStore()),
                known.staff(row.fromStaff()),
                known.store(row.toStore()),
                known.staff(row.toStaff()),
                row.factId(),
                row.policyVersion(),
                row.reason());
    }

    /**
     * HQ gives one person to a store, or to a promoter in office there.
     *
     * @throws io.guike.platform.Problem {@code attribution.person-unknown}, {@code attribution.target-invalid}, {@code
     *     store.unknown}
     */
    Uni<AttributionView> move(Caller by, UUID person, UUID store, @Nullable UUID staff, String reason) {
        Cause cause = new Cause(Cause.Kind.MOVE, by.tag(), reason);
        return database.tx(() -> stores.get(store)
                .chain(() -> staff == null ? Uni.createFrom().voidItem() : mustWorkIn(staff, store))
                .chain(() -> ownerships.take(List.of(person)))
                .chain(kept -> kept.isEmpty()
                        ? Uni.createFrom().failure(AttributionProblem.PERSON_UNKNOWN.problem())
                        : rule(person, store, staff, cause).chain(() -> ownerships.decide(kept, cause)))
                .chain(() -> audit.record(by, "attribution.move", "person:" + person, detail(store, staff, reason)))
                .chain(() -> of(person)));
    }

    private Uni<Void> mustWorkIn(UUID staff, UUID store) {
        return postings.postingAt(staff, clock.instant())
                .invoke(posting -> {
                    if (!store.equals(posting.storeId())) {
                        throw AttributionProblem.TARGET_INVALID.problem();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> rule(UUID person, UUID store, @Nullable UUID staff, Cause cause) {
        return facts.append(person, new Fact.Ruling(Ids.next(), clock.instant(), Fact.Kind.MOVE, store, staff), cause);
    }

    private static Map<String, Object> detail(UUID store, @Nullable UUID staff, String reason) {
        Map<String, Object> detail = new HashMap<>();
        detail.put("storeId", store);
        detail.put("staffId", staff == null ? "" : staff);
        detail.put("reason", reason);
        return detail;
    }
}
