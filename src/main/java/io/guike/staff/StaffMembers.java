package io.guike.staff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.guike.platform.Sql;
import io.guike.session.Audience;
import io.guike.session.End;
import io.guike.session.Sessions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The people who work for the chain (员工), in stores and at head office. */
@ApplicationScoped
public class StaffMembers {

    /** Whoever takes somebody out of head office waits here, so that one is always left. */
    private static final String HQ = "staff.hq";

    @Inject
    Database database;

    @Inject
    Passwords passwords;

    @Inject
    Sessions sessions;

    @Inject
    AuditLog audit;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /** The least a list shows of a person. */
    public record StaffName(
            UUID id, String number, String name, @Nullable Instant leftAt) {}

    /** Those that exist; batched, for lists that show names. */
    public Uni<Map<UUID, StaffName>> names(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return database.sql("select id, number, name, left_at from staff where id in (:ids)")
                .with("ids", List.copyOf(ids))
                .list(row -> new StaffName(row.uuid(0), row.text(1), row.text(2), row.instantOrNull(3)))
                .map(names -> names.stream().collect(Collectors.toMap(StaffName::id, Function.identity())));
    }

    /** @throws io.guike.platform.Problem {@code staff.unknown} */
    public Uni<StaffView> get(UUID id) {
        return database.sql(VIEW + " where p.id = :id")
                .with("now", clock.instant())
                .with("id", id)
                .first(this::view)
                .onItem()
                .ifNull()
                .failWith(StaffProblem.UNKNOWN::problem);
    }

    /** In any case of letters, also those who left. */
    public Uni<@Nullable StaffView> byNumber(String number) {
        return database.sql(VIEW + " where lower(p.number) = lower(:number)")
                .with("now", clock.instant())
                .with("number", number.strip())
                .first(this::view);
    }

    /** By the number as given; unknown ones are left out. */
    public Uni<Map<String, UUID>> idsOf(Collection<String> numbers) {
        if (numbers.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return database.sql("select number, id from staff where number in (:numbers)")
                .with("numbers", List.copyOf(numbers))
                .list(row -> Map.entry(row.text(0), row.uuid(1)))
                .map(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /**
     * Ordered by number; those who left come too.
     *
     * @param text part of the number or name
     * @param store only who is assigned there at the moment
     */
    public Uni<Page<StaffView>> list(@Nullable String text, @Nullable UUID store, @Nullable String cursor, int size) {
        Cursor from = Cursor.firstOr(cursor);
        String part = text == null ? "" : text.strip();
        Sql sql = database.sql(VIEW + " where (lower(p.number), p.id) > (:number, :id)"
                        + (!part.isEmpty() ? " and (p.number ilike :like or p.name ilike :like)" : "")
                        + (store == null ? "" : "\n" + """
                                 and exists (select 1 from assignment here where here.staff_id = p.id
                                   and here.store_id = :store and here.starts_at <= :now
                                   and (here.ends_at is null or here.ends_at > :now))""")
                        + " order by lower(p.number), p.id limit :size")
                .with("now", clock.instant())
                .with("number", from.key())
                .with("id", from.id())
                .with("size", size + 1);
        if (!part.isEmpty()) {
            sql.with("like", Sql.containing(part));
        }
        if (store != null) {
            sql.with("store", store);
        }
        return sql.list(this::view)
                .map(rows -> Page.of(rows, size, row -> new Cursor(row.number().toLowerCase(Locale.ROOT), row.id())));
    }

    /**
     * A new number; without a password until {@link #issueFirstPassword}.
     *
     * @throws io.guike.platform.Problem {@code staff.number-taken}, also by somebody who left
     */
    public Uni<StaffView> hire(Caller by, String number, String name, boolean hq) {
        Staff staff = new Staff(Ids.next(), number, name, hq, clock.instant());
        return database.tx(session -> session.persist(staff)
                        .chain(session::flush)
                        .chain(() -> audit.record(by, "staff.hire", StaffSessions.subject(staff.id), told(staff)))
                        .chain(() -> get(staff.id)))
                .onFailure(Database::isDuplicate)
                .transform(taken -> StaffProblem.NUMBER_TAKEN.problem());
    }

    /** The number stays: it names the person in files and receipts. */
    public Uni<StaffView> change(Caller by, UUID id, int version, String name, boolean hq) {
        return database.tx(session -> (hq ? Uni.createFrom().voidItem() : keepOneOfHq(id))
                .chain(() -> locked(session, id))
                .call(staff -> {
                    staff.mustBeHere();
                    staff.mustHaveVersion(version);
                    staff.name = name.strip();
                    staff.hq = hq;
                    return session.flush()
                            .chain(() ->
                                    audit.record(by, "staff.change", StaffSessions.subject(staff.id), told(staff)));
                })
                .chain(() -> get(id)));
    }

    /**
     * Replaces the password by a random one, told only here, that must be changed on first use; all sessions end.
     *
     * @return the password
     */
    public Uni<String> issueFirstPassword(Caller by, UUID id) {
        String password = Passwords.random();
        return passwords
                .hash(password)
                .chain(hash -> database.tx(session -> locked(session, id)
                        .invoke(staff -> staff.issuePassword(hash))
                        .chain(session::flush)
                        .chain(() -> sessions.endAll(Audience.STAFF, id, End.PASSWORD_CHANGED))
                        .chain(() -> audit.record(by, "staff.first-password", StaffSessions.subject(id), Map.of()))))
                .replaceWith(password);
    }

    /**
     * Gives many people one password that need not be changed: for demonstrations, where it is printed anyway.
     *
     * @throws IllegalStateException unless the database is the embedded one
     */
    public Uni<Void> shareDemoPassword(Collection<UUID> ids, String password) {
        if (!database.isEmbedded()) {
            throw new IllegalStateException("Shared passwords are for the embedded database only");
        }
        return passwords
                .hash(password)
                .chain(hash -> database.sql("""
                        update staff set password_hash = :hash, must_change_password = false, version = version + 1
                        where id in (:ids) and left_at is null""")
                        .with("hash", hash)
                        .with("ids", List.copyOf(ids))
                        .run()
                        .replaceWithVoid());
    }

    /** The roles a person holds at the moment, by store. */
    public Uni<Map<UUID, Set<Role>>> roles(UUID id) {
        return get(id).map(staff -> staff.assignments().stream()
                .filter(assignment -> !assignment.startsAt().isAfter(clock.instant()))
                .collect(Collectors.groupingBy(
                        AssignmentView::storeId, Collectors.mapping(AssignmentView::role, Collectors.toSet()))));
    }

    /** The member of staff behind a WeChat identity; null for everybody else, and for those who left. */
    public Uni<@Nullable UUID> staffOf(String appid, String openid) {
        return database.sql("select staff_id from staff_wechat where appid = :appid and openid = :openid")
                .with("appid", appid)
                .with("openid", openid)
                .first(row -> row.uuid(0));
    }

    /**
     * Links a WeChat identity, at most one an appid; linking the same again changes nothing.
     *
     * @throws io.guike.platform.Problem {@code staff.wechat-taken} where either side is linked otherwise
     */
    public Uni<Void> linkWeChat(UUID id, String appid, String openid) {
        return database.tx(session -> locked(session, id)
                .invoke(Staff::mustBeHere)
                .chain(() -> database.sql("""
                                insert into staff_wechat (appid, openid, staff_id, linked_at)
                                values (:appid, :openid, :staff, :now) on conflict do nothing""")
                        .with("appid", appid)
                        .with("openid", openid)
                        .with("staff", id)
                        .with("now", clock.instant())
                        .run())
                .chain(() -> staffOf(appid, openid))
                .invoke(linked -> {
                    if (!id.equals(linked)) {
                        throw StaffProblem.WECHAT_TAKEN.problem();
                    }
                })
                .replaceWithVoid());
    }

    /** The WeChat account is closed; who has linked it since did so with a new one. */
    Uni<Void> forgetWeChat(String appid, String openid, Instant before) {
        return database.sql("""
                        delete from staff_wechat where appid = :appid and openid = :openid and linked_at < :before""")
                .with("appid", appid)
                .with("openid", openid)
                .with("before", before)
                .run()
                .replaceWithVoid();
    }

    Uni<Void> forgetWeChat(UUID id) {
        return database.sql("delete from staff_wechat where staff_id = :staff")
                .with("staff", id)
                .run()
                .replaceWithVoid();
    }

    /**
     * The chain's first account, unless head office has somebody: replicas that start together make one.
     *
     * @param hash of a password that must be changed on first use
     * @return whether it was made
     */
    Uni<Boolean> hireFirst(String number, String name, String hash) {
        Staff first = new Staff(Ids.next(), number, name, true, clock.instant());
        first.issuePassword(hash);
        return database.tx(session -> lockHq().chain(this::hasHq)
                .chain(taken -> taken
                        ? Uni.createFrom().item(false)
                        : session.persist(first)
                                .chain(session::flush)
                                .chain(() -> audit.record(
                                        Caller.SYSTEM, "staff.hire", StaffSessions.subject(first.id), told(first)))
                                .replaceWith(true)));
    }

    /** Whether there is anybody who can manage the chain. */
    Uni<Boolean> hasHq() {
        return database.sql("select 1 from staff where hq and left_at is null limit 1")
                .exists();
    }

    /** Fails where nobody but that person is left at head office. Comes before any row lock, to keep one order. */
    Uni<Void> keepOneOfHq(UUID leaving) {
        return lockHq().chain(() ->
                        database.sql("""
                                select count(*) filter (where id = :id), count(*) from staff
                                where hq and left_at is null""").with("id", leaving).one(row -> row.number(0) == 1 && row.number(1) == 1))
                .invoke(last -> {
                    if (last) {
                        throw StaffProblem.LAST_HQ.problem();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> lockHq() {
        return database.lock(HQ);
    }

    Uni<Staff> locked(Mutiny.Session session, UUID id) {
        return session.find(Staff.class, id, LockModeType.PESSIMISTIC_WRITE)
                .onItem()
                .ifNull()
                .failWith(StaffProblem.UNKNOWN::problem);
    }

    private static Map<String, ?> told(Staff staff) {
        return Map.of("number", staff.number, "name", staff.name, "hq", staff.hq);
    }

    private static final String VIEW = """
            select p.id, p.number, p.name, p.hq, p.hired_at, p.left_at, p.password_hash is not null,
                   p.must_change_password, p.version,
                   cast((select json_agg(json_build_object('id', a.id, 'storeId', a.store_id, 'storeCode', s.code,
                        'storeName', s.name, 'role', a.role, 'startsAt', a.starts_at, 'endsAt', a.ends_at)
                        order by a.starts_at, a.id)
                      from assignment a join store s on s.id = a.store_id
                      where a.staff_id = p.id and (a.ends_at is null or a.ends_at > greatest(:now, a.starts_at))) as text)
            from staff p""";

    private StaffView view(Row row) {
        return new StaffView(
                row.uuid(0),
                row.text(1),
                row.text(2),
                row.flag(3),
                row.instant(4),
                row.instantOrNull(5),
                row.flag(6),
                row.flag(7),
                row.integer(8),
                assignments(row.textOrNull(9)));
    }

    private List<AssignmentView> assignments(@Nullable String text) {
        try {
            return text == null ? List.of() : json.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
