package io.guike.notice;

import io.guike.member.Members;
import io.guike.wechat.WeChat;
import io.guike.wechat.WeChatAccounts;
import io.guike.wechat.WeChatRefused;
import io.guike.work.WorkQueue;
import io.guike.work.WorkQueue.Claim;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says what stands in the queues of other capabilities, one message a row. */
@ApplicationScoped
public class Notices {

    @Inject
    WorkQueue.Keeper queues;

    @Inject
    Members members;

    @Inject
    WeChat wechat;

    @Inject
    WeChatAccounts accounts;

    @Inject
    MeterRegistry metrics;

    /** @param text at most 2048 bytes */
    public record Notice(UUID person, String text) {}

    /**
     * Begins to send, on every replica.
     *
     * @param queue its name in metrics and for head office
     * @param table as {@link WorkQueue} has it, with a {@code person_id}
     * @param counter counts the rows by outcome
     * @param words what to say of the row with this id, by what is true now; null where there is nothing left to say
     */
    public void send(String queue, String table, String counter, Function<UUID, Uni<@Nullable Notice>> words) {
        WorkQueue rows = queues.queue(new WorkQueue.Terms(
                queue, table, Duration.ofSeconds(5), Duration.ofSeconds(30), 6, 8, "true", "'person:' || person_id"));
        rows.start(claim -> tell(claim, words)
                .invoke(outcome -> metrics.counter(counter, "outcome", outcome).increment())
                .chain(() -> rows.done(claim))
                .replaceWithVoid());
    }

    private Uni<String> tell(Claim claim, Function<UUID, Uni<@Nullable Notice>> words) {
        return words.apply(claim.id())
                .chain(notice -> notice == null ? Uni.createFrom().item("nothing-left") : say(notice));
    }

    private Uni<String> say(Notice notice) {
        return members.account(
                        notice.person(), notice.person(), accounts.service().appid())
                .chain(openid -> openid == null ? Uni.createFrom().item("no-account") : say(openid, notice.text()));
    }

    private Uni<String> say(String openid, String text) {
        return wechat.sendText(openid, text)
                .replaceWith("sent")
                .onFailure(failure -> failure instanceof WeChatRefused refused && !refused.isPassing())
                .recoverWithItem("not-allowed");
    }
}
