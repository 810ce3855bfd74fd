package io.guike.staff;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.access.Network;
import io.guike.access.RateLimits;
import io.guike.access.RateLimits.Limit;
import io.guike.access.Role;
import io.guike.platform.Database;
import io.guike.session.Audience;
import io.guike.session.End;
import io.guike.session.Renewal;
import io.guike.session.Sessions;
import io.guike.session.Tokens;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** How staff sign in, with their password or through their own WeChat; what they have then is a session. */
@ApplicationScoped
public class StaffSessions {

    /** Locks a name out for the rest of the window, whether it exists or not. */
    static final Limit PER_NAME = new Limit("staff-sign-in-name", 10, Duration.ofMinutes(15));

    /** Wide enough for an office behind one address. */
    static final Limit PER_ADDRESS = new Limit("staff-sign-in-address", 300, Duration.ofMinutes(5));

    @Inject
    Database database;

    @Inject
    Passwords passwords;

    @Inject
    Sessions sessions;

    @Inject
    RateLimits limits;

    @Inject
    AuditLog audit;

    /**
     * @param expiresInSeconds life of the access token
     * @param mustChangePassword nothing else works before {@code PUT /api/staff/password}
     */
    public record TokensView(
            String accessToken, long expiresInSeconds, String refreshToken, boolean mustChangePassword) {

        static TokensView of(Tokens tokens, Staff staff) {
            return new TokensView(
                    tokens.accessToken(), tokens.expiresInSeconds(), tokens.refreshToken(), staff.mustChangePassword);
        }

        /** Keeps the tokens out of logs. */
        @Override
        public String toString() {
            return "TokensView";
        }
    }

    private record Known(UUID id, @Nullable String hash) {}

    /**
     * @throws io.guike.platform.Problem {@code staff.sign-in-refused} for every kind of wrong, after the same time;
     *     {@code request.too-many}
     */
    Uni<TokensView> signIn(String number, String password, String address) {
        String name = number.strip().toLowerCase(Locale.ROOT);
        return limits.count(PER_ADDRESS, Network.of(address))
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
        return database.tx(session -> session.find(Staff.class, known.id(), LockModeType.PESSIMISTIC_WRITE)
                .chain(staff -> {
                    if (staff.leftAt != null || !Objects.equals(known.hash(), staff.passwordHash)) {
                        throw StaffProblem.SIGN_IN_REFUSED.problem();
                    }
                    return opened(staff, "password", null);
                }));
    }

    /**
     * For somebody whose WeChat is linked with the member of staff, and who proved that it is theirs. Good for the work
     * of a promoter and nothing more: a lost phone must not open head office.
     *
     * @throws io.guike.platform.Problem {@code staff.sign-in-refused} where they left
     */
    public Uni<TokensView> openThroughWeChat(UUID id) {
        return database.tx(session -> session.find(Staff.class, id, LockModeType.PESSIMISTIC_WRITE)
                .chain(staff -> {
                    if (staff == null || staff.leftAt != null) {
                        throw StaffProblem.SIGN_IN_REFUSED.problem();
                    }
                    return opened(staff, "wechat", Role.PROMOTER);
                }));
    }

    private Uni<TokensView> opened(Staff staff, String by, @Nullable Role only) {
        return sessions.open(Audience.STAFF, staff.id, staff.id, only == null ? null : only.name())
                .call(tokens -> audit.record(
                        caller(staff),
                        "staff.sign-in",
                        subject(staff.id),
                        Map.of("session", tokens.session(), "by", by)))
                .map(tokens -> TokensView.of(tokens, staff));
    }

    /** @throws io.guike.platform.Problem {@code staff.session-over} for anything but the session's newest token */
    Uni<TokensView> refresh(String token) {
        return database.tx(
                        session -> sessions.refresh(Audience.STAFF, token).chain(renewal -> renewed(session, renewal)))
                .onItem()
                .ifNull()
                .failWith(StaffProblem.SESSION_OVER::problem);
    }

    private Uni<@Nullable TokensView> renewed(Mutiny.Session session, Renewal renewal) {
        if (renewal instanceof Renewal.Renewed renewed) {
            return session.find(Staff.class, renewed.tokens().subject())
                    .map(staff -> TokensView.of(renewed.tokens(), staff));
        }
        if (renewal instanceof Renewal.Betrayed betrayed) {
            return session.find(Staff.class, betrayed.subject())
                    .chain(staff -> audit.record(
                            caller(staff),
                            "staff.refresh-token-reused",
                            subject(staff.id),
                            Map.of("session", betrayed.session())))
                    .map(recorded -> null);
        }
        return Uni.createFrom().nullItem();
    }

    Uni<Void> signOut(UUID session) {
        return sessions.end(session, End.SIGNED_OUT);
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
                .chain(() -> sessions.endOthers(Audience.STAFF, caller.id(), current, End.PASSWORD_CHANGED))
                .chain(() -> audit.record(caller, "staff.password-change", subject(caller.id()), Map.of())));
    }

    private static Caller caller(Staff staff) {
        return new Caller(Caller.Kind.STAFF, staff.id, staff.name, Map.of(), staff.hq, staff.mustChangePassword);
    }

    static String subject(UUID staff) {
        return "staff:" + staff;
    }
}
