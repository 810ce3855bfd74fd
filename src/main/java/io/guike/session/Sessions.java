package io.guike.session;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Sql;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Opens, prolongs and ends sign-in sessions. Joins the caller's transaction everywhere. */
@ApplicationScoped
public class Sessions {

    /**
     * For the one statement of a directory of callers: that a row {@code alive} of {@code session} is the one asked for
     * and lives. {@link #alive} gives its parameters.
     */
    public static final String ALIVE = """
            alive.id = :session and alive.origin_id = :origin and alive.audience = :audience
            and alive.ended_at is null and alive.used_at > :idle and alive.started_at > :oldest""";

    /** One sign-in, as its owner may see it. */
    public record SessionView(
            Instant startedAt, Instant usedAt, @Nullable Instant endedAt) {}

    private static final Duration OVER_KEPT = Duration.ofDays(30);
    private static final int PIECE = 2000;

    @Inject
    Database database;

    @Inject
    SessionTokens tokens;

    @Inject
    Clock clock;

    /** For somebody who proved who they are. */
    public Uni<Tokens> open(Audience audience, UUID subject) {
        return open(audience, subject, subject, null);
    }

    /**
     * For somebody who proved who they are.
     *
     * @param subject whose session it is now
     * @param origin whose it was before any merge: that of the identity they came through
     * @param scope the single role it is good for; null for all that the subject has
     */
    public Uni<Tokens> open(Audience audience, UUID subject, UUID origin, @Nullable String scope) {
        Session opened = new Session(Ids.next(), audience, subject, origin, scope, clock.instant());
        return database.tx(
                session -> session.persist(opened).chain(session::flush).chain(() -> tokens.issue(opened)));
    }

    /** Exchanges a refresh token. Whoever asks in a transaction of their own must let it commit in every case. */
    public Uni<Renewal> refresh(Audience audience, String refreshToken) {
        String hash = SessionTokens.hash(refreshToken);
        return database.tx(session -> tokens.sessionOf(audience, hash)
                .chain(id -> id == null ? Uni.createFrom().nullItem() : locked(session, id))
                .chain(held -> held == null
                        ? Uni.createFrom().<Renewal>item(new Renewal.Refused())
                        : tokens.spend(hash)
                                .chain(fresh -> fresh ? prolong(session, held) : endBetrayed(session, held))));
    }

    private Uni<Renewal> endBetrayed(Mutiny.Session session, Session betrayed) {
        if (betrayed.isOver()) {
            return Uni.createFrom().item(new Renewal.Refused());
        }
        betrayed.end(End.TOKEN_REUSED, clock.instant());
        return session.flush().replaceWith(new Renewal.Betrayed(betrayed.subjectId, betrayed.id));
    }

    private Uni<Renewal> prolong(Mutiny.Session session, Session used) {
        return used.use(clock.instant())
                ? session.flush().chain(() -> tokens.issue(used)).<Renewal>map(Renewal.Renewed::new)
                : session.flush().replaceWith(new Renewal.Refused());
    }

    /** The session before its tokens, as whoever deletes it does. */
    private static Uni<@Nullable Session> locked(Mutiny.Session session, UUID id) {
        return session.find(Session.class, id, LockModeType.PESSIMISTIC_WRITE);
    }

    public Uni<Void> end(UUID session, End because) {
        return database.sql("""
                        update session set ended_at = :now, ended_because = :because
                        where id = :session and ended_at is null""")
                .with("now", clock.instant())
                .with("because", because.name())
                .with("session", session)
                .run()
                .replaceWithVoid();
    }

    /** Everywhere, at once: the next call with any of their tokens is refused. */
    public Uni<Void> endAll(Audience audience, UUID subject, End because) {
        return ending("subject_id = :subject", audience, because)
                .with("subject", subject)
                .run()
                .replaceWithVoid();
    }

    /**
     * As {@link #endAll}, without a trace: for people whose data are erased.
     *
     * @param people subjects or origins: every session that is one's now, or was opened for one, goes
     */
    public Uni<Void> forget(Audience audience, Collection<UUID> people) {
        if (people.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return database.sql("""
                        delete from session where audience = :audience
                          and (subject_id in (:people) or origin_id in (:people))""")
                .with("audience", audience.name())
                .with("people", List.copyOf(people))
                .run()
                .replaceWithVoid();
    }

    /** All that is known, newest first; the most recent hundred. */
    public Uni<List<SessionView>> of(Audience audience, UUID subject) {
        return database.sql("""
                        select started_at, used_at, ended_at from session
                        where audience = :audience and subject_id = :subject order by started_at desc limit 100""")
                .with("audience", audience.name())
                .with("subject", subject)
                .list(row -> new SessionView(row.instant(0), row.instant(1), row.instantOrNull(2)));
    }

    /** Everywhere but here. */
    public Uni<Void> endOthers(Audience audience, UUID subject, UUID here, End because) {
        return ending("subject_id = :subject and id <> :here", audience, because)
                .with("subject", subject)
                .with("here", here)
                .run()
                .replaceWithVoid();
    }

    private Sql ending(String which, Audience audience, End because) {
        return database.sql("update session set ended_at = :now, ended_because = :because where " + which
                        + " and audience = :audience and ended_at is null")
                .with("now", clock.instant())
                .with("because", because.name())
                .with("audience", audience.name());
    }

    /**
     * When people are merged or parted: the sessions that were opened for the origins are the subject's from now on.
     * Tokens stay good.
     */
    public Uni<Void> follow(Audience audience, Collection<UUID> origins, UUID subject) {
        if (origins.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return database.sql("""
                        update session set subject_id = :subject
                        where audience = :audience and origin_id in (:origins) and subject_id <> :subject""")
                .with("subject", subject)
                .with("audience", audience.name())
                .with("origins", List.copyOf(origins))
                .run()
                .replaceWithVoid();
    }

    /** Gives a statement that contains {@link #ALIVE} its parameters. */
    public Sql alive(Sql statement, Audience audience, UUID origin, UUID session) {
        Instant now = clock.instant();
        return statement
                .with("session", session)
                .with("origin", origin)
                .with("audience", audience.name())
                .with("idle", now.minus(audience.life().idle()))
                .with("oldest", now.minus(audience.life().longest()));
    }

    @Scheduled(every = "1h", delayed = "3m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        return Database.each(List.of(Audience.values()), audience -> Database.whileMore(() -> forgetPiece(audience)));
    }

    /** Bounded, so that a long absence locks nothing for long. */
    private Uni<Boolean> forgetPiece(Audience audience) {
        Instant now = clock.instant();
        return database.sql("""
                        delete from session where id in (
                          select id from session
                          where audience = :audience and (used_at < :lapsed or ended_at < :over)
                          limit 2000 for update skip locked)""")
                .with("audience", audience.name())
                .with("lapsed", now.minus(audience.life().idle()).minus(OVER_KEPT))
                .with("over", now.minus(OVER_KEPT))
                .run()
                .map(gone -> gone == PIECE);
    }
}
