package io.guike.staff;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Row;
import io.guike.session.Audience;
import io.guike.session.End;
import io.guike.session.Sessions;
import io.guike.store.Stores;
import io.guike.work.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Who works where and when. All changes to a person's assignments wait for each other on the person's row, so that no
 * two overlap.
 */
@ApplicationScoped
public class Postings {

    /**
     * For a statement on {@code staff p}: {@code held.store_id} and {@code held.role} at the moment {@code :at}, after
     * the rule of {@link #postingAt}.
     */
    public static final String HELD = """
            left join lateral (
              select a.store_id, a.role from assignment a
              where a.staff_id = p.id and a.starts_at <= :at and (a.ends_at is null or a.ends_at > :at)
              order by a.role = 'PROMOTER' desc, a.starts_at desc, a.id limit 1) held on true
            """;

    @Inject
    Database database;

    @Inject
    Stores stores;

    @Inject
    Sessions sessions;

    @Inject
    StaffMembers members;

    @Inject
    Outbox outbox;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /**
     * Where a person worked at one moment; the store is null where there was none, or the person had left.
     *
     * @param leftAt when the person left, also where that was after the moment asked for
     */
    public record Posting(
            UUID staffId,
            String staffNumber,
            String staffName,
            @Nullable Instant leftAt,
            @Nullable UUID storeId,
            @Nullable String storeCode,
            @Nullable String storeName,
            @Nullable Role role) {}

    /**
     * The store that counts where a person holds several: as promoter before manager, then the newest.
     *
     * @throws io.guike.platform.Problem {@code staff.unknown}
     */
    public Uni<Posting> postingAt(UUID staff, Instant at) {
        return postingsAt(List.of(staff), at).map(postings -> {
            Posting posting = postings.get(staff);
            if (posting == null) {
                throw StaffProblem.UNKNOWN.problem();
            }
            return posting;
        });
    }

    /** As {@link #postingAt} for many; ids that nobody has are left out. */
    public Uni<Map<UUID, Posting>> postingsAt(Collection<UUID> staff, Instant at) {
        if (staff.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return database.sql("""
                        select p.id, p.number, p.name, p.left_at, s.id, s.code, s.name, held.role
                        from staff p\n""" + HELD + """
                        left join store s on s.id = held.store_id
                        where p.id in (:staff)""")
                .with("at", at)
                .with("staff", List.copyOf(staff))
                .list(Postings::posting)
                .map(found -> found.stream().collect(Collectors.toMap(Posting::staffId, Function.identity())));
    }

    /** Everybody who holds {@link Role#PROMOTER} in one of the stores at that moment, by store and number. */
    public Uni<List<Posting>> promotersOf(Collection<UUID> storeIds, Instant at) {
        if (storeIds.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return database.sql("""
                        select p.id, p.number, p.name, p.left_at, s.id, s.code, s.name, a.role
                        from assignment a join staff p on p.id = a.staff_id join store s on s.id = a.store_id
                        where a.store_id in (:stores) and a.role = 'PROMOTER'
                          and a.starts_at <= :at and (a.ends_at is null or a.ends_at > :at)
                        order by s.code, p.number""")
                .with("stores", List.copyOf(storeIds))
                .with("at", at)
                .list(Postings::posting);
    }

    /** All assignments the person ever had, the newest first; those taken back before they began come too. */
    public Uni<Page<AssignmentView>> history(UUID staff, @Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql("""
                        select a.id, s.id, s.code, s.name, a.role, a.starts_at, a.ends_at
                        from assignment a join store s on s.id = a.store_id
                        where a.staff_id = :staff and (a.starts_at, a.id) < (:at, :id)
                        order by a.starts_at desc, a.id desc limit :size""")
                .with("staff", staff)
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(row -> new AssignmentView(
                        row.uuid(0),
                        row.uuid(1),
                        row.text(2),
                        row.text(3),
                        Role.valueOf(row.text(4)),
                        row.instant(5),
                        row.instantOrNull(6)))
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.startsAt(), row.id())));
    }

    private static Posting posting(Row row) {
        String role = row.textOrNull(7);
        return new Posting(
                row.uuid(0),
                row.text(1),
                row.text(2),
                row.instantOrNull(3),
                row.uuidOrNull(4),
                row.textOrNull(5),
                row.textOrNull(6),
                role == null ? null : Role.valueOf(role));
    }

    /**
     * Gives a person a role in a store, beside those already held.
     *
     * @param startsAt null for now
     * @throws io.guike.platform.Problem {@code staff.assignment-overlaps}, {@code store.closed}, {@code staff.left},
     *     {@code staff.date-out-of-range}
     */
    public Uni<StaffView> assign(
            Caller by, UUID staff, UUID store, Role role, @Nullable Instant startsAt, @Nullable Instant endsAt) {
        Instant start = Dating.ASSIGNMENT.moment(startsAt, clock.instant());
        Instant end = endsAt == null ? null : Dating.kept(endsAt);
        if (end != null && !end.isAfter(start)) {
            throw StaffProblem.DATE_OUT_OF_RANGE.because("endsAt must lie after startsAt");
        }
        Assignment added = new Assignment(Ids.next(), staff, store, mustBeOfAStore(role), start, end);
        return database.tx(session -> mine(session, staff)
                .chain(held -> add(session, held, added))
                .chain(session::flush)
                .chain(() -> outbox.announce(new StaffMoved(staff, null, store, start)))
                .chain(() -> audit.record(by, "staff.assign", StaffSessions.subject(staff), told(added)))
                .chain(() -> members.get(staff)));
    }

    /**
     * Ends what the person holds at that moment and gives the role in the other store from then on.
     *
     * @param from only what is held in this store ends; null: everything
     * @param at null for now
     * @throws io.guike.platform.Problem {@code staff.not-posted} where nothing is held in {@code from};
     *     {@code staff.assignment-overlaps} where the role is held there already
     */
    public Uni<StaffView> move(Caller by, UUID staff, @Nullable UUID from, UUID to, Role role, @Nullable Instant at) {
        Role inStore = mustBeOfAStore(role);
        return database.tx(session -> mine(session, staff)
                .chain(held -> moved(session, by, held, from, new Move(staff, to, inStore, at)))
                .chain(() -> members.get(staff)));
    }

    private record Move(
            UUID staff, UUID to, Role role, @Nullable Instant at) {}

    /** "Now" is read with the person's row in hand: of two who move somebody at once, the later one sees the other. */
    private Uni<Void> moved(Mutiny.Session session, Caller by, List<Assignment> held, @Nullable UUID from, Move move) {
        Instant moment = Dating.CHANGE.moment(move.at(), clock.instant());
        Assignment added = new Assignment(Ids.next(), move.staff(), move.to(), move.role(), moment, null);
        return exchange(session, held, from, added)
                .chain(() -> audit.record(by, "staff.move", StaffSessions.subject(move.staff()), told(added)));
    }

    private Uni<Void> exchange(Mutiny.Session session, List<Assignment> held, @Nullable UUID from, Assignment added) {
        List<Assignment> ending = held.stream()
                .filter(assignment -> assignment.runsAt(added.startsAt))
                .filter(assignment -> from == null || assignment.storeId.equals(from))
                .toList();
        if (from != null && ending.isEmpty()) {
            throw StaffProblem.NOT_POSTED.problem();
        }
        if (ending.stream().anyMatch(assignment -> assignment.collidesWith(added))) {
            throw StaffProblem.ASSIGNMENT_OVERLAPS.problem();
        }
        ending.forEach(assignment -> assignment.endAt(added.startsAt));
        // The end must be in the database before the beginning, because of the unique index of open ones.
        return session.flush()
                .chain(() -> add(session, held, added))
                .chain(session::flush)
                .chain(() -> Database.each(moves(ending, added), outbox::announce));
    }

    private static List<StaffMoved> moves(List<Assignment> ending, Assignment added) {
        List<UUID> left =
                ending.stream().map(assignment -> assignment.storeId).distinct().toList();
        Stream<@Nullable UUID> origins = left.isEmpty() ? Stream.of((UUID) null) : left.stream();
        return origins.filter(origin -> !added.storeId.equals(origin))
                .map(origin -> new StaffMoved(added.staffId, origin, added.storeId, added.startsAt))
                .toList();
    }

    /**
     * Ends one assignment; one that has not begun is taken back.
     *
     * @param at null for now
     */
    public Uni<StaffView> end(Caller by, UUID staff, UUID assignment, @Nullable Instant at) {
        Instant moment = Dating.CHANGE.moment(at, clock.instant());
        return database.tx(session -> mine(session, staff)
                .map(held -> named(held, assignment))
                .invoke(ending -> {
                    if (ending.isOverAt(moment)) {
                        throw StaffProblem.ASSIGNMENT_ENDED.problem();
                    }
                    ending.endAt(moment);
                })
                .call(session::flush)
                .call(ending -> outbox.announce(new StaffMoved(staff, ending.storeId, null, moment)))
                .call(ending -> audit.record(by, "staff.assignment-end", StaffSessions.subject(staff), told(ending)))
                .chain(() -> members.get(staff)));
    }

    private static Assignment named(List<Assignment> held, UUID id) {
        return held.stream()
                .filter(assignment -> assignment.id.equals(id))
                .findFirst()
                .orElseThrow(StaffProblem.ASSIGNMENT_UNKNOWN::problem);
    }

    /**
     * The person leaves for good: every assignment ends, every session ends at once, the WeChat identities are free
     * again. A departure is never dated ahead.
     *
     * @param at null for now, at most as long ago as {@link Dating#DEPARTURE} allows
     * @throws io.guike.platform.Problem {@code staff.left} at the second time, {@code staff.last-hq}
     */
    public Uni<StaffView> leave(Caller by, UUID staff, @Nullable Instant at) {
        Instant moment = Dating.DEPARTURE.moment(at, clock.instant());
        return database.tx(session -> members.keepOneOfHq(staff)
                .chain(() -> members.locked(session, staff))
                .invoke(leaver -> leaver.leave(moment))
                .chain(() -> assignments(session, staff))
                .invoke(held -> held.forEach(assignment -> assignment.endAt(moment)))
                .chain(session::flush)
                .chain(() -> sessions.endAll(Audience.STAFF, staff, End.LEFT))
                .chain(() -> members.forgetWeChat(staff))
                .chain(() -> outbox.announce(new StaffLeft(staff, moment)))
                .chain(() -> audit.record(by, "staff.leave", StaffSessions.subject(staff), Map.of("at", moment)))
                .chain(() -> members.get(staff)));
    }

    /** The assignments of somebody who is still here, with the person's row locked. */
    private Uni<List<Assignment>> mine(Mutiny.Session session, UUID staff) {
        return members.locked(session, staff).invoke(Staff::mustBeHere).chain(() -> assignments(session, staff));
    }

    private static Uni<List<Assignment>> assignments(Mutiny.Session session, UUID staff) {
        return session.createSelectionQuery("from Assignment where staffId = :staff", Assignment.class)
                .setParameter("staff", staff)
                .getResultList();
    }

    private Uni<Void> add(Mutiny.Session session, List<Assignment> held, Assignment added) {
        if (held.stream().anyMatch(assignment -> assignment.collidesWith(added))) {
            throw StaffProblem.ASSIGNMENT_OVERLAPS.problem();
        }
        return stores.mustBeOpen(added.storeId).chain(() -> session.persist(added));
    }

    private static Role mustBeOfAStore(Role role) {
        if (role == Role.HQ) {
            throw PlatformProblem.REQUEST_INVALID.because("role: PROMOTER or STORE_MANAGER");
        }
        return role;
    }

    private static Map<String, ?> told(Assignment assignment) {
        return Map.of(
                "store",
                assignment.storeId,
                "role",
                assignment.role,
                "startsAt",
                assignment.startsAt,
                "endsAt",
                String.valueOf(assignment.endsAt));
    }
}
