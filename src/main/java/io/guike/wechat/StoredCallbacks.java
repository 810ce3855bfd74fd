package io.guike.wechat;

import io.guike.platform.Database;
import io.guike.platform.Overtaken;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What was stored of callbacks, for those who have to take it away. All calls join the caller's transaction, and take the
 * ids of rows.
 */
@ApplicationScoped
public class StoredCallbacks {

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** An account, as it stands on what it sends. */
    public record Sender(String appid, String openid) {}

    /** Everything that they ever sent us, handled or not. */
    public Uni<Set<UUID>> of(Collection<Sender> senders) {
        if (senders.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        return database.sql("""
                        select i.id from unnest(cast(:appids as text[]), cast(:openids as text[])) as s(appid, openid)
                        join wechat_inbox i on i.appid = s.appid and i.openid = s.openid""")
                .with("appids", senders.stream().map(Sender::appid).toList())
                .with("openids", senders.stream().map(Sender::openid).toList())
                .list(row -> row.uuid(0))
                .map(Set::copyOf);
    }

    /**
     * Nobody is waited for: who handles one of them may be waiting for what the caller holds. What is about to be handled
     * for the first time comes before; what failed and will be tried again does not.
     *
     * @throws Overtaken where one of them is being handled at this moment
     */
    public Uni<Void> lock(Set<UUID> callbacks) {
        return database.sql("""
                        select id from wechat_inbox where id in (:ids)
                          and (state <> 'PENDING' or last_error is not null or due_at <= :now or kind = :closing)
                        order by id for update skip locked""")
                .with("ids", List.copyOf(callbacks))
                .with("now", clock.instant())
                .with("closing", Inbound.Kind.ACCOUNT_CLOSED.name())
                .list(row -> row.uuid(0))
                .invoke(locked -> {
                    if (locked.size() < callbacks.size()) {
                        throw new Overtaken();
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Empties them and ends what was still to be handled. Of each remains that it came, under a key that tells nothing:
     * should WeChat repeat it afterwards, it is not new to us.
     */
    public Uni<Void> forget(Set<UUID> callbacks) {
        return database.sql("""
                        update wechat_inbox set openid = '', scene = null, text = null, payload = '{}', last_error = null,
                          state = 'DONE', done_at = coalesce(done_at, :now)
                        where id in (:ids)""")
                .with("now", clock.instant())
                .with("ids", List.copyOf(callbacks))
                .run()
                .replaceWithVoid();
    }
}
