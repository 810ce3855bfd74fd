package io.guike.wechat;

import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A listener that writes down what it hears, in the callback's transaction, and fails or dawdles when a test asks. */
@ApplicationScoped
public class Recording implements InboundListener {

    /** People whose openid begins so are this listener's business. */
    public static final String PREFIX = "rec-";

    @Inject
    Database database;

    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
    private final Map<String, Duration> delays = new ConcurrentHashMap<>();
    private final Queue<Inbound> heard = new ConcurrentLinkedQueue<>();

    public void failNext(String openid, int times) {
        failures.put(openid, new AtomicInteger(times));
    }

    public void delay(String openid, Duration by) {
        delays.put(openid, by);
    }

    /** Attempts, whether or not their transaction committed. */
    public long heard(String openid) {
        return heard.stream().filter(inbound -> inbound.openid().equals(openid)).count();
    }

    @Override
    public int order() {
        return 5;
    }

    @Override
    public Uni<@Nullable String> hear(Inbound inbound) {
        if (!inbound.openid().startsWith(PREFIX)) {
            return Uni.createFrom().nullItem();
        }
        heard.add(inbound);
        return database.sql("insert into audit_entry (id, at, actor, actor_name, action, subject, detail)"
                        + " values (gen_random_uuid(), :at, 'test', 'test', 'test.heard', :subject, '{}')")
                .with("at", inbound.at())
                .with("subject", inbound.openid())
                .run()
                .chain(() -> failOrDelay(inbound.openid()))
                .replaceWith("heard " + inbound.kind());
    }

    private Uni<Void> failOrDelay(String openid) {
        AtomicInteger left = failures.get(openid);
        if (left != null && left.getAndDecrement() > 0) {
            return Uni.createFrom().failure(new IllegalStateException("asked to fail"));
        }
        Duration delay = delays.remove(openid);
        Uni<Void> done = Uni.createFrom().voidItem();
        return delay == null ? done : done.onItem().delayIt().by(delay);
    }
}
