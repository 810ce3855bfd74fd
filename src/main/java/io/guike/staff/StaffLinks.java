package io.guike.staff;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.access.RateLimits;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Problem;
import io.guike.session.Audience;
import io.guike.session.End;
import io.guike.session.Sessions;
import io.guike.wechat.Inbound;
import io.guike.wechat.InboundListener;
import io.guike.wechat.WeChat;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member of staff links their own WeChat by scanning a one-time code (员工绑定微信), so that their own scans move
 * nobody. The code is shown to whoever signed in, works once and for ten minutes.
 */
@ApplicationScoped
public class StaffLinks implements InboundListener {

    static final Duration LIFE = Duration.ofMinutes(10);

    /** No scan code's scene holds a dot. */
    private static final String PREFIX = "staff.";

    /** Each uses up one of the account's codes of the day. */
    private static final RateLimits.Limit LINKS = new RateLimits.Limit("staff-wechat-link", 10, Duration.ofHours(1));

    @Inject
    WeChat wechat;

    @Inject
    RateLimits limits;

    @Inject
    Database database;

    @Inject
    StaffMembers staff;

    @Inject
    Sessions sessions;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /** @param url what to show as a QR code */
    record LinkView(String url, Instant expiresAt) {}

    /** Whether a scanned scene is such a code, and so nobody's way into a store. */
    public static boolean isLink(String scene) {
        return scene.startsWith(PREFIX);
    }

    Uni<LinkView> invite(Caller caller) {
        return limits.count(LINKS, caller.tag()).chain(() -> invited(caller));
    }

    private Uni<LinkView> invited(Caller caller) {
        String scene = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(Ids.random(16));
        Instant expires = clock.instant().plus(LIFE);
        return wechat.createTemporaryQr(scene, LIFE)
                .call(() -> database.sql("""
                                insert into staff_link (scene_hash, staff_id, expires_at)
                                values (:hash, :staff, :expires)""")
                        .with("hash", hash(scene))
                        .with("staff", caller.id())
                        .with("expires", expires)
                        .run())
                .map(ticket -> new LinkView(ticket.url(), expires));
    }

    /**
     * A phone was lost, or somebody linked the wrong one: no WeChat is theirs any more, and whoever signed in by it is
     * signed out.
     *
     * @throws io.guike.platform.Problem {@code staff.unknown}
     */
    Uni<Void> unlink(Caller by, UUID id) {
        return database.tx(() -> staff.get(id)
                .chain(() -> staff.forgetWeChat(id))
                .chain(() -> sessions.endAll(Audience.STAFF, id, End.SIGNED_OUT))
                .chain(() -> audit.record(by, "staff.wechat-unlink", StaffSessions.subject(id), Map.of())));
    }

    @Override
    public int order() {
        return 15;
    }

    @Override
    public Uni<@Nullable String> hear(Inbound inbound) {
        if (inbound.kind() == Inbound.Kind.ACCOUNT_CLOSED) {
            Instant before = inbound.at().plusSeconds(1);
            return staff.forgetWeChat(inbound.appid(), inbound.openid(), before).map(done -> null);
        }
        String scene = inbound.scene();
        return scene == null || !isLink(scene)
                ? Uni.createFrom().nullItem()
                : take(scene, inbound.appid(), inbound.openid()).map(told -> told);
    }

    /**
     * Somebody came by such a code. A code that is spent or taken otherwise refuses nothing but the link.
     *
     * @return what to tell them
     */
    public Uni<String> take(String scene, String appid, String openid) {
        return database.tx(() -> spend(scene)
                .chain(owner -> owner == null ? Uni.createFrom().item("这个绑定码已失效，请重新获取。") : link(owner, appid, openid)));
    }

    @Scheduled(every = "10m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        return database.sql("delete from staff_link where expires_at < :now")
                .with("now", clock.instant())
                .run()
                .replaceWithVoid();
    }

    private Uni<@Nullable UUID> spend(String scene) {
        return database.sql("""
                        delete from staff_link where scene_hash = :hash and expires_at > :now returning staff_id""")
                .with("hash", hash(scene))
                .with("now", clock.instant())
                .first(row -> row.uuid(0));
    }

    private Uni<String> link(UUID owner, String appid, String openid) {
        return staff.linkWeChat(owner, appid, openid)
                .chain(() -> staff.get(owner))
                .map(view -> "已绑定员工 " + view.name() + "（工号 " + view.number() + "）。")
                .onFailure(Problem.class)
                .recoverWithItem(problem -> "绑定失败：" + ((Problem) problem).code().zh() + "。");
    }

    private static String hash(String scene) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(scene.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
