package io.guike.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The conversations as the phone shows them; the newest 200 messages of each are kept. */
final class Messages {
    private static final int KEPT = 200;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    static final class Message {
        long seq;
        String at = "";
        /** {@code user}, {@code account} or {@code system} (grey text in the middle). */
        String from = "";
        /** {@code passive} or {@code custom} on messages of the account. */
        @Nullable
        String via;

        String type = "text";

        @Nullable
        String text;

        @Nullable
        JsonNode articles;
        /** Whatever else a message of this type carries, by its own names. */
        @Nullable
        JsonNode content;
    }

    private static final class Conversation {
        long seq;
        List<Message> messages = new ArrayList<>();
    }

    private final Map<String, Conversation> conversations = new LinkedHashMap<>();
    private final Map<String, List<Promise<Void>>> waiting = new LinkedHashMap<>();
    private final Vertx vertx;
    private final Journal journal;
    private final SimulatedClock clock;

    Messages(Vertx vertx, Journal journal, SimulatedClock clock) {
        this.vertx = vertx;
        this.journal = journal;
        this.clock = clock;
        journal.keep("conversations", () -> conversations, this::restore);
    }

    private void restore(JsonNode kept) {
        kept.properties().forEach(c -> conversations.put(c.getKey(), Json.read(c.getValue(), Conversation.class)));
    }

    private static String key(Account account, String openid) {
        return account.appid + '/' + openid;
    }

    void fromUser(Account account, String openid, String text) {
        Message message = new Message();
        message.from = "user";
        message.text = text;
        add(account, openid, message);
    }

    void fromSystem(Account account, String openid, String text) {
        Message message = new Message();
        message.from = "system";
        message.text = text;
        add(account, openid, message);
    }

    void add(Account account, String openid, Message message) {
        Conversation conversation = conversations.computeIfAbsent(key(account, openid), key -> new Conversation());
        conversation.seq++;
        message.seq = conversation.seq;
        message.at = clock.now().toString();
        conversation.messages.add(message);
        if (conversation.messages.size() > KEPT) {
            conversation.messages.remove(0);
        }
        journal.changed();
        List<Promise<Void>> woken = waiting.remove(key(account, openid));
        if (woken != null) {
            // A copy, since each of them takes itself off the list.
            List.copyOf(woken).forEach(Promise::tryComplete);
        }
    }

    List<Message> since(Account account, String openid, long seq) {
        Conversation conversation = conversations.get(key(account, openid));
        if (conversation == null) {
            return List.of();
        }
        return conversation.messages.stream()
                .filter(message -> message.seq > seq)
                .toList();
    }

    long seq(Account account, String openid) {
        Conversation conversation = conversations.get(key(account, openid));
        return conversation == null ? 0 : conversation.seq;
    }

    /** Completes at the next message, or when the time is up. */
    Future<Void> next(Account account, String openid, Duration atMost) {
        Promise<Void> promise = Promise.promise();
        List<Promise<Void>> others = waiting.computeIfAbsent(key(account, openid), key -> new ArrayList<>());
        others.add(promise);
        long timer = vertx.setTimer(Math.max(1, atMost.toMillis()), fired -> promise.tryComplete());
        return promise.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            others.remove(promise);
            if (others.isEmpty()) {
                waiting.remove(key(account, openid), others);
            }
        });
    }
}
