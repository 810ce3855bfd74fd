package io.guike.couponnotice;

import io.guike.member.Members;
import io.guike.platform.Database;
import io.guike.wechat.WeChat;
import io.guike.wechat.WeChatAccounts;
import io.guike.wechat.WeChatRefused;
import io.guike.work.WorkQueue;
import io.guike.work.WorkQueue.Claim;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells people that coupons of theirs lapse soon, as a customer-service message. WeChat takes those only from whom the
 * person has met lately; whoever cannot be told is counted, and not asked for again.
 */
@ApplicationScoped
class ReminderMessages {

    private static final WorkQueue.Terms TERMS = new WorkQueue.Terms(
            "coupon-reminders",
            "coupon_reminder",
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            6,
            8,
            "true",
            "'person:' || person_id");

    @Inject
    WorkQueue.Keeper queues;

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    WeChat wechat;

    @Inject
    WeChatAccounts accounts;

    @Inject
    MeterRegistry metrics;

    private record Message(@Nullable String openid, long coupons, String names) {}

    void start(@Observes StartupEvent started) {
        WorkQueue queue = queues.queue(TERMS);
        queue.start(claim -> tell(queue, claim));
    }

    private Uni<Void> tell(WorkQueue queue, Claim claim) {
        return message(claim.id())
                .chain(message -> message == null || message.coupons() == 0
                        ? Uni.createFrom().item("nothing-left")
                        : send(message))
                .invoke(outcome -> metrics.counter("guike.coupon.reminders", "outcome", outcome)
                        .increment())
                .chain(() -> queue.done(claim))
                .replaceWithVoid();
    }

    private Uni<@Nullable Message> message(UUID reminder) {
        return database.sql("""
                        select r.person_id, count(c.id), coalesce(string_agg(distinct t.name, '、'), '')
                        from coupon_reminder r
                          left join coupon c on c.person_id = r.person_id and c.state = 'ISSUED'
                            and c.valid_until > r.lapse_after and c.valid_until <= r.lapse_by
                          left join coupon_template t on t.id = c.template_id
                        where r.id = :reminder group by r.person_id""")
                .with("reminder", reminder)
                .first(row -> row)
                .chain(row -> row == null
                        ? Uni.createFrom().nullItem()
                        : members.account(
                                        row.uuid(0),
                                        row.uuid(0),
                                        accounts.service().appid())
                                .map(openid -> new Message(openid, row.number(1), row.text(2))));
    }

    private Uni<String> send(Message message) {
        if (message.openid() == null) {
            return Uni.createFrom().item("no-account");
        }
        String text = "您有" + message.coupons() + "张优惠券即将过期：" + shortened(message.names()) + "。记得在有效期内到店使用。";
        return wechat.sendText(message.openid(), text)
                .replaceWith("sent")
                .onFailure(failure -> failure instanceof WeChatRefused refused && !refused.isPassing())
                .recoverWithItem("not-allowed");
    }

    /** WeChat takes 2048 bytes. */
    private static String shortened(String names) {
        return names.length() <= 200 ? names : names.substring(0, 200) + "…";
    }
}
