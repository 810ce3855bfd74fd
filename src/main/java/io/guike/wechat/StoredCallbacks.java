package io.guike.wechat;

import io.guike.platform.Database;
import io.guike.work.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;

/** What was stored of callbacks, for those who have to take it away. */
@ApplicationScoped
public class StoredCallbacks {

    @Inject
    Database database;

    @Inject
    Outbox outbox;

    /**
     * Deletes everything an account ever sent us, handled or not, with the answers that are still on their way. Should
     * WeChat repeat one of them afterwards, it is new to us.
     */
    public Uni<Void> forget(String appid, String openid) {
        return database.sql("""
                        delete from wechat_inbox where appid = :appid and openid = :openid returning id""")
                .with("appid", appid)
                .with("openid", openid)
                .list(row -> row.uuid(0))
                .chain(ids -> Database.each(ids, (UUID id) -> outbox.forget(id)));
    }
}
