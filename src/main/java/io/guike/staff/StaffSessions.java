package io.guike.staff;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.access.RateLimits;
import io.guike.access.RateLimits.Limit;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Staff sign-in. An access token lives for {@link #ACCESS_LIFE} and only while its session does; the session is
 * prolonged by a refresh token that works once. A spent refresh token that comes back means that two hold copies: the
 * session ends for both.
 */
@ApplicationScoped
class StaffSessions {

    static final String AUDIENCE = "staff";
    static final Duration ACCESS_LIFE = Duration.ofMinutes(15);

    /** Locks a name out for the rest of the window, whether it exists or not. */
    static final Limit PER_NAME = new Limit("staff-sign-in-name", 10, Duration.ofMinutes(15));

    /** Wide enough for an office behind one address. */
    static final Limit PER_ADDRESS = new Limit("staff-sign-in-address", 300, Duration.ofMinutes(5));

    private static final Duration OVER_KEPT = Duration.ofDays(30);

    @Inject
    Database database;

    @Inject
    Passwords passwords;

    @Inject
    RateLimits limits;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /**
     * @param expiresInSeconds life of the access token
     * @param mustChangePassword nothing else works before {@code PUT /api/staff/password}
     */
    record TokensView(String accessToken, long expiresInSeconds, String refreshToken, boolean mustChangePassword) {}

    private record Known(UUID id, @Nullable String hash) {}

    /**
     * @throws io.guike.platform.Problem {@code staff.sign-in-refused} for every kind of wrong, after the same time;
     *     {@code request.too-many}
     */
    Uni<TokensView> signIn(String number, String password, String address) {
        String name = number.strip().toLowerCase(Locale.ROOT);
        return limits.count(PER_ADDRESS, address)
                .chain(() -> limits.count(PER_NAME, name))
                .chain(() -> known(name))
                .chain(known -> matching(known, password))
                .chain(this::open)
                .call(() -> limits.forgive(PER_NAME, name));
    }

    private Uni<Known> known(String name) {
        return database.sql("select id, password_hash from staff where lower(number) = :name and left_at is null")
                .with("name", name)
                .first(row -> new Known(row.uuid(0), row.textOrNull(1)))
                .onItem()
                .ifNull()
                .continueWith(() -> new Known(Caller.SYSTEM.id(), null));
    }

    private Uni<Known> matching(Known known, String password) {
        return passwords.matches(password, known.hash()).onItem().transform(matches -> {
            if (!matches) {
                throw StaffProblem.SIGN_IN_REFUSED.problem();
            }
            return known;
        });
    }

    /** Checks again under the lock: the person may have left, or the password have changed, while it was hashed. */
    private Uni<TokensView> open(Known known) {
        Instant now = clock.instant();
        return database.tx(session -> session.find(Staff.class, known.id(), LockModeType.PESSIMISTIC_WRITE)
                .chain(staff -> {
                    if (staff.leftAt != null || !Objects.equals(known.hash(), staff.passwordHash)) {
                        throw StaffProblem.SIGN_IN_REFUSED.problem();
                    }
                    StaffSession opened = new StaffSession(Ids.next(), staff.id, now);
                    return session.persist(opened)
                            .chain(session::flush)
                            .chain(() -> audit.record(
                                    caller(staff), "staff.sign-in", subject(staff.id), Map.of("session", opened.id)))
                            .chain(() -> issue(opened, staff));
                }));
    }

    /** @throws io.guike.platform.Problem {@code staff.session-over} for anything but the session's newest token */
    Uni<TokensView> refresh(String token) {
        String hash = hash(token);
        return database.tx(session -> spend(hash)
                        .chain(id -> id == null
                                ? betray(session, hash).replaceWith((TokensView) null)
                                : prolong(session, id)))
                .onItem()
                .ifNull()
                .failWith(StaffProblem.SESSION_OVER::problem);
    }

    private Uni<@Nullable UUID> spend(String hash) {
        return database.sql("""
                        update staff_refresh_token set spent_at = :now where hash = :hash and spent_at is null
                        returning session_id""").with("now", clock.instant()).with("hash", hash).first(row -> row.uuid(0));
    }

    private Uni<Void> betray(Mutiny.Session session, String hash) {
        return database.sql("select session_id from staff_refresh_token where hash = :hash")
                .with("hash", hash)
                .first(row -> row.uuid(0))
                .chain(id -> id == null
                        ? Uni.createFrom().voidItem()
                        : session.find(StaffSession.class, id, LockModeType.PESSIMISTIC_WRITE)
                                .chain(found -> endBetrayed(session, found)));
    }

    private Uni<Void> endBetrayed(Mutiny.Session session, StaffSession betrayed) {
        if (betrayed.isOver()) {
            return Uni.createFrom().voidItem();
        }
        betrayed.end(StaffSession.End.TOKEN_REUSED, clock.instant());
        return session.find(Staff.class, betrayed.staffId)
                .chain(staff -> audit.record(
                        caller(staff), "staff.refresh-token-reused", subject(staff.id), Map.of("session", betrayed.id)))
                .chain(session::flush);
    }

    private Uni<@Nullable TokensView> prolong(Mutiny.Session session, UUID id) {
        return session.find(StaffSession.class, id, LockModeType.PESSIMISTIC_WRITE)
                .chain(used -> session.find(Staff.class, used.staffId)
                        .chain(staff -> staff.leftAt == null && used.use(clock.instant())
                                ? session.flush().chain(() -> issue(used, staff))
                                : session.flush().replaceWith((TokensView) null)));
    }

    private Uni<TokensView> issue(StaffSession session, Staff staff) {
        String refresh = Base64.getUrlEncoder().withoutPadding().encodeToString(Ids.random(32));
        return database.sql("insert into staff_refresh_token (hash, session_id) values (:hash, :session)")
                .with("hash", hash(refresh))
                .with("session", session.id)
                .run()
                .map(stored -> new TokensView(
                        accessToken(session), ACCESS_LIFE.toSeconds(), refresh, staff.mustChangePassword));
    }

    private String accessToken(StaffSession session) {
        Instant now = clock.instant();
        return Jwt.claims()
                .subject(session.staffId.toString())
                .audience(AUDIENCE)
                .claim("sid", session.id.toString())
                .issuedAt(now)
                .expiresAt(now.plus(ACCESS_LIFE))
                .sign();
    }

    Uni<Void> signOut(UUID session) {
        return end("id = :id", session, StaffSession.End.SIGNED_OUT);
    }

    /** All sessions of a person, at once: the next call with any of their tokens is refused. */
    Uni<Void> endAll(UUID staff, StaffSession.End because) {
        return end("staff_id = :id", staff, because);
    }

    private Uni<Void> end(String which, UUID id, StaffSession.End because) {
        return database.sql("update staff_session set ended_at = :now, ended_because = :because where " + which
                        + " and ended_at is null")
                .with("now", clock.instant())
                .with("because", because.name())
                .with("id", id)
                .run()
                .replaceWithVoid();
    }

    /**
     * Ends every session but the one that did it.
     *
     * @throws io.guike.platform.Problem {@code staff.password-wrong}, {@code staff.password-weak},
     *     {@code request.too-many}
     */
    Uni<Void> changePassword(Caller caller, UUID session, String old, String chosen) {
        return limits.count(PER_NAME, caller.tag())
                .chain(() -> database.tx(open -> open.find(Staff.class, caller.id())))
                .chain(staff -> mayChange(staff, old, chosen))
                .chain(seen -> passwords.hash(chosen).chain(hash -> storePassword(caller, session, seen, hash)))
                .call(() -> limits.forgive(PER_NAME, caller.tag()));
    }

    /** @return the hash that was checked */
    private Uni<String> mayChange(Staff staff, String old, String chosen) {
        Passwords.mustBeGood(chosen, staff.number, staff.name);
        if (old.equals(chosen)) {
            throw StaffProblem.PASSWORD_WEAK.because("与原密码相同 / the same as before");
        }
        return passwords.matches(old, staff.passwordHash).map(matches -> {
            if (!matches) {
                throw StaffProblem.PASSWORD_WRONG.problem();
            }
            return String.valueOf(staff.passwordHash);
        });
    }

    private Uni<Void> storePassword(Caller caller, UUID current, String seen, String hash) {
        return database.tx(session -> session.find(Staff.class, caller.id(), LockModeType.PESSIMISTIC_WRITE)
                .invoke(staff -> {
                    if (!seen.equals(staff.passwordHash)) {
                        throw StaffProblem.PASSWORD_WRONG.problem();
                    }
                    staff.choosePassword(hash);
                })
                .chain(session::flush)
                .chain(() -> endOthers(caller.id(), current))
                .chain(() -> audit.record(caller, "staff.password-change", subject(caller.id()), Map.of())));
    }

    private Uni<Integer> endOthers(UUID staff, UUID current) {
        return database.sql("""
                        update staff_session set ended_at = :now, ended_because = 'PASSWORD_CHANGED'
                        where staff_id = :staff and id <> :current and ended_at is null""")
                .with("now", clock.instant())
                .with("staff", staff)
                .with("current", current)
                .run();
    }

    @Scheduled(every = "1h", delayed = "3m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        Instant now = clock.instant();
        return database.sql("""
                        delete from staff_session where id in (
                          select id from staff_session
                          where used_at < :lapsed or ended_at < :over limit 2000)""")
                .with("lapsed", now.minus(StaffSession.LONGEST).minus(OVER_KEPT))
                .with("over", now.minus(OVER_KEPT))
                .run()
                .replaceWithVoid();
    }

    private static Caller caller(Staff staff) {
        return new Caller(Caller.Kind.STAFF, staff.id, staff.name, Map.of(), staff.hq, staff.mustChangePassword);
    }

    static String subject(UUID staff) {
        return "staff:" + staff;
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
