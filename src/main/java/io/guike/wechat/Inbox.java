package io.guike.wechat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Row;
import io.guike.wechat.WeChatAccounts.Account;
import io.guike.work.Outbox;
import io.guike.work.WorkQueue;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Authentic callbacks: stored first, then handed to the listeners, by the request or else by the queue. */
@ApplicationScoped
class Inbox {

    private static final Logger LOG = Logger.getLogger(Inbox.class);

    /** WeChat cuts the connection after 5 seconds; storing and handling share what is before that. */
    private static final Duration STORE_WITHIN = Duration.ofMillis(2_500);

    /** Counted from the receipt, as the next one: whoever is answered later than that is not waited for. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);

    private static final Duration LEAST_PATIENCE = Duration.ofMillis(500);
    /** A transaction that ends later than this after the receipt no longer counts on the passive reply. */
    private static final Duration REPLY_WITHIN = Duration.ofSeconds(3);
    /** The request that stored a callback has this long to handle it before the queue may. */
    private static final Duration HEAD_START = Duration.ofSeconds(10);

    private static final Duration KEPT = Duration.ofDays(30);

    @Inject
    Database database;

    @Inject
    WorkQueue.Keeper queues;

    @Inject
    Outbox outbox;

    @Inject
    @All
    List<InboundListener> found;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    private List<InboundListener> listeners = List.of();
    private @Nullable WorkQueue queue;

    /**
     * What to answer.
     *
     * @param reply null for a bare {@code success}
     */
    record Outcome(String verdict, @Nullable String reply) {}

    @PostConstruct
    void sort() {
        listeners = found.stream()
                .sorted(Comparator.comparingInt(InboundListener::order))
                .toList();
    }

    void start(@Observes StartupEvent event) {
        queue().start(claim ->
                read(claim.id()).chain(inbound -> handle(claim, inbound, true)).replaceWithVoid());
    }

    private synchronized WorkQueue queue() {
        if (queue == null) {
            queue = queues.queue(new WorkQueue.Terms(
                    "wechat-inbox",
                    "wechat_inbox",
                    Duration.ofMillis(500),
                    Duration.ofSeconds(30),
                    100,
                    4,
                    "true",
                    "kind"));
        }
        return queue;
    }

    /** Fails only where the callback could not be stored: then nothing may be promised to WeChat. */
    Uni<Outcome> take(Account account, CallbackMessage message) {
        Inbound inbound = inbound(account, message);
        WorkQueue.Claim claim = new WorkQueue.Claim(inbound.id(), 1, Ids.next());
        return store(inbound, message, claim)
                .ifNoItem()
                .after(STORE_WITHIN)
                .fail()
                .chain(isNew ->
                        isNew ? handleInTime(claim, inbound) : Uni.createFrom().item(new Outcome("duplicate", null)));
    }

    private Inbound inbound(Account account, CallbackMessage message) {
        return new Inbound(
                Ids.next(),
                account.appid(),
                message.openid(),
                message.kind(),
                message.scene(),
                message.text(),
                message.at(),
                clock.instant());
    }

    /** @return false for a callback that is already here */
    private Uni<Boolean> store(Inbound inbound, CallbackMessage message, WorkQueue.Claim claim) {
        return database.sql("""
                        insert into wechat_inbox (id, appid, business_key, openid, kind, scene, text, payload, happened_at,
                          received_at, state, attempts, due_at, lease)
                        values (:id, :appid, :key, :openid, :kind, :scene, :text, :payload, :at, :received, 'PENDING', 1,
                          :due, :lease) on conflict (appid, business_key) do nothing""")
                .with("id", inbound.id())
                .with("appid", inbound.appid())
                .with("key", message.key())
                .with("openid", inbound.openid())
                .with("kind", inbound.kind().name())
                .with("scene", inbound.scene())
                .with("text", inbound.text())
                .with("payload", write(message.fields()))
                .with("at", inbound.at())
                .with("received", inbound.receivedAt())
                .with("due", inbound.receivedAt().plus(HEAD_START))
                .with("lease", claim.lease())
                .run()
                .map(rows -> rows == 1);
    }

    /** Handling goes on when the answer can no longer wait for it; what fails is the queue's. */
    private Uni<Outcome> handleInTime(WorkQueue.Claim claim, Inbound inbound) {
        return database.apart(
                        () -> handle(claim, inbound, false).onFailure().call(failure -> queue().failed(claim, failure)))
                .ifNoItem()
                .after(timeLeft(inbound))
                .fail()
                .map(reply -> new Outcome("handled", reply))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.debugf("Callback %s is stored and will be handled later: %s", inbound.id(), failure);
                    return new Outcome("stored", null);
                });
    }

    private Duration timeLeft(Inbound inbound) {
        Duration left = Duration.between(clock.instant(), inbound.receivedAt().plus(ANSWER_WITHIN));
        return left.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : left;
    }

    /** @return the passive reply; null for none, or where it had to be left to a customer-service message */
    private Uni<@Nullable String> handle(WorkQueue.Claim claim, Inbound inbound, boolean late) {
        return database.tx(() -> queue().done(claim)
                .chain(mine -> mine ? tell(inbound) : Uni.createFrom().nullItem())
                .chain(reply -> replyOrSend(inbound, reply, late)));
    }

    private Uni<@Nullable String> tell(Inbound inbound) {
        List<String> replies = new ArrayList<>();
        return Multi.createFrom()
                .iterable(listeners)
                .onItem()
                .transformToUniAndConcatenate(listener -> listener.hear(inbound)
                        .invoke(reply -> {
                            if (reply != null) {
                                replies.add(reply);
                            }
                        })
                        .replaceWithVoid())
                .collect()
                .last()
                .map(done -> replies.isEmpty() ? null : replies.get(0));
    }

    private Uni<@Nullable String> replyOrSend(Inbound inbound, @Nullable String reply, boolean late) {
        boolean tooLate = late || clock.instant().isAfter(inbound.receivedAt().plus(REPLY_WITHIN));
        if (reply == null || !tooLate) {
            return Uni.createFrom().item(reply);
        }
        return outbox.announce(new LateReply(inbound.id(), inbound.appid(), inbound.openid(), reply))
                .map(done -> null);
    }

    private Uni<Inbound> read(UUID id) {
        return database.sql("""
                        select id, appid, openid, kind, scene, text, happened_at, received_at from wechat_inbox
                        where id = :id""").with("id", id).one(Inbox::inbound);
    }

    private static Inbound inbound(Row row) {
        return new Inbound(
                row.uuid(0),
                row.text(1),
                row.text(2),
                Inbound.Kind.valueOf(row.text(3)),
                row.textOrNull(4),
                row.textOrNull(5),
                row.instant(6),
                row.instant(7));
    }

    /** Far beyond WeChat's repeats, so the business key has done its work; the facts live on in the capabilities. */
    @Scheduled(every = "1m", delayed = "45s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        Instant before = clock.instant().minus(KEPT);
        return database.sql("""
                        delete from wechat_inbox where id in (
                          select id from wechat_inbox where received_at < :before and state = 'DONE' limit 2000
                          for update skip locked)""").with("before", before).run().replaceWithVoid();
    }

    private String write(Map<String, String> fields) {
        try {
            return Objects.requireNonNull(json.writeValueAsString(fields));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
