package io.guike.couponnotice;

import io.guike.notice.Notices;
import io.guike.notice.Notices.Notice;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells people that coupons of theirs lapse soon. */
@ApplicationScoped
class ReminderMessages {

    @Inject
    Notices notices;

    @Inject
    Database database;

    @Inject
    Clock clock;

    void start(@Observes StartupEvent started) {
        notices.send("coupon-reminders", "coupon_reminder", "guike.coupon.reminders", this::words);
    }

    /** Of the coupons that are still there to be used. */
    Uni<@Nullable Notice> words(UUID reminder) {
        return database.sql("""
                        select r.person_id, count(c.id), string_agg(distinct t.name, '、')
                        from coupon_reminder r
                          join coupon c on c.person_id = r.person_id and c.state = 'ISSUED' and c.valid_until > :now
                            and c.valid_until > r.lapse_after and c.valid_until <= r.lapse_by
                          join coupon_template t on t.id = c.template_id
                        where r.id = :reminder group by r.person_id""")
                .with("reminder", reminder)
                .with("now", clock.instant())
                .first(ReminderMessages::notice);
    }

    private static Notice notice(Row row) {
        String text = "您有" + row.number(1) + "张优惠券即将过期：" + shortened(row.text(2)) + "。记得在有效期内到店使用。";
        return new Notice(row.uuid(0), text);
    }

    /** WeChat takes 2048 bytes. */
    private static String shortened(String names) {
        return names.length() <= 200 ? names : names.substring(0, 200) + "…";
    }
}
