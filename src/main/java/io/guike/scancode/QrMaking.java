package io.guike.scancode;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.scancode.SlotPool.Slot;
import io.guike.wechat.QrTicket;
import io.guike.wechat.WeChat;
import io.guike.work.WorkQueue;
import io.guike.work.WorkQueue.Claim;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Has WeChat make what was issued, and makes temporary codes anew before they lapse. */
@ApplicationScoped
class QrMaking {

    /** So long before a temporary code lapses it is made anew: an outage over a weekend does no harm. */
    static final Duration RENEW_BEFORE = Duration.ofDays(3);

    private static final int MOST_RENEWED_AT_ONCE = 500;

    private static final WorkQueue.Terms TERMS = new WorkQueue.Terms(
            "scancode-qr", "scan_code_qr", Duration.ofMillis(500), Duration.ofMinutes(1), 100, 4, "true");

    @Inject
    Database database;

    @Inject
    BulkRows bulk;

    @Inject
    SlotPool slots;

    @Inject
    Scenes scenes;

    @Inject
    WeChat wechat;

    @Inject
    WorkQueue.Keeper queues;

    @Inject
    Clock clock;

    private WorkQueue queue;

    private record Wanted(boolean permanent, long sceneKey, boolean active) {}

    private record NewQr(
            UUID id,
            boolean permanent,
            long sceneKey,
            @Nullable String ticket,
            @Nullable String url) {}

    @PostConstruct
    void open() {
        queue = queues.queue(TERMS);
    }

    void start(@Observes StartupEvent event) {
        queue.start(this::make);
    }

    /** In the transaction that issues the codes; a slot that WeChat already knows needs no work. */
    Uni<Void> wantPermanent(List<Slot> taken) {
        return want(taken.stream()
                .map(slot -> new NewQr(slot.codeId(), true, slot.sceneKey(), slot.ticket(), slot.url()))
                .toList());
    }

    /** @param sceneKeys of the codes themselves, by code */
    Uni<Void> wantTemporary(Map<UUID, Long> sceneKeys) {
        return want(sceneKeys.entrySet().stream()
                .map(code -> new NewQr(code.getKey(), false, code.getValue(), null, null))
                .toList());
    }

    private Uni<Void> want(List<NewQr> rows) {
        return bulk.run("""
                insert into scan_code_qr (id, permanent, scene_key, ticket, url, state, attempts, due_at, done_at)
                select r.id, r.permanent, r.scene_key, r.ticket, r.url,
                       case when r.url is null then 'PENDING' else 'DONE' end, 0, cast(:now as timestamptz),
                       case when r.url is null then null else cast(:now as timestamptz) end
                from json_to_recordset(cast(cast(:rows as text) as json))
                  as r(id uuid, permanent boolean, scene_key bigint, ticket text, url text)""", rows, Map.of("now", clock.instant()));
    }

    private Uni<Void> make(Claim claim) {
        return wanted(claim.id())
                .chain(wanted -> needsWeChat(wanted)
                        ? ask(wanted).chain(ticket -> database.tx(() -> store(claim, wanted, ticket)))
                        : queue.done(claim).replaceWithVoid());
    }

    /** The slot of a code retired meanwhile is counted already and will serve another; a temporary code is of no use. */
    private static boolean needsWeChat(Wanted wanted) {
        return wanted.permanent() || wanted.active();
    }

    private Uni<Wanted> wanted(UUID id) {
        return database.sql("""
                        select q.permanent, q.scene_key, c.state = 'ACTIVE'
                        from scan_code_qr q join scan_code c on c.id = q.id where q.id = :id""").with("id", id).one(QrMaking::wanted);
    }

    private static Wanted wanted(Row row) {
        return new Wanted(row.flag(0), row.number(1), row.flag(2));
    }

    private Uni<QrTicket> ask(Wanted wanted) {
        String scene = scenes.scene(wanted.sceneKey());
        return wanted.permanent()
                ? wechat.createPermanentQr(scene)
                : wechat.createTemporaryQr(scene, WeChat.LONGEST_TEMPORARY);
    }

    private Uni<Void> store(Claim claim, Wanted wanted, QrTicket ticket) {
        Uni<Void> kept = wanted.permanent()
                ? slots.keep(wanted.sceneKey(), ticket.ticket(), ticket.url())
                : Uni.createFrom().voidItem();
        return kept.chain(() -> queue.done(claim))
                .chain(ours ->
                        ours ? write(claim.id(), ticket) : Uni.createFrom().voidItem());
    }

    private Uni<Void> write(UUID id, QrTicket made) {
        Instant expiresAt = made.expiresAt();
        return database.sql("""
                        update scan_code_qr set ticket = :ticket, url = :url, expires_at = :expires, renew_at = :renew
                        where id = :id""")
                .with("ticket", made.ticket())
                .with("url", made.url())
                .with("expires", expiresAt)
                .with("renew", expiresAt == null ? null : expiresAt.minus(RENEW_BEFORE))
                .with("id", id)
                .run()
                .replaceWithVoid();
    }

    /** The old picture works until it lapses, so the row keeps it meanwhile. */
    @Scheduled(every = "1m", delayed = "20s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> renewDue() {
        return database.sql("""
                        update scan_code_qr set state = 'PENDING', attempts = 0, due_at = :now
                        where id in (select id from scan_code_qr where renew_at <= :now and state <> 'PENDING'
                          order by renew_at limit :most for update skip locked)""")
                .with("now", clock.instant())
                .with("most", MOST_RENEWED_AT_ONCE)
                .run()
                .replaceWithVoid();
    }

    /** In the transaction that retires the code. */
    Uni<Void> giveUp(UUID id) {
        return database.sql("""
                        update scan_code_qr set renew_at = null, last_error = null,
                          state = case when state = 'DEAD' then 'DONE' else state end
                        where id = :id""").with("id", id).run().replaceWithVoid();
    }

    /**
     * Tries again now.
     *
     * @throws io.guike.platform.Problem {@code scancode.not-failed} where nothing waits and nothing was given up
     */
    Uni<Void> retry(UUID id) {
        return database.sql("""
                        update scan_code_qr set state = 'PENDING', attempts = 0, due_at = :now
                        where id = :id and (state = 'DEAD' or state = 'PENDING' and last_error is not null)""")
                .with("now", clock.instant())
                .with("id", id)
                .run()
                .invoke(found -> {
                    if (found == 0) {
                        throw ScanCodeProblem.NOT_FAILED.problem();
                    }
                })
                .replaceWithVoid();
    }
}
