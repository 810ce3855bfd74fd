package io.guike.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.guike.access.CurrentCaller;
import io.guike.platform.Database;
import io.guike.platform.PlatformProblem;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Commands that may be sent twice and happen once. The key belongs to its caller: a stranger's key never replays
 * another's answer. A refused command stores nothing, so it may be mended and sent again under the same key. Two equal
 * commands at the same time: the second waits for the first and gets its answer.
 *
 * <p>Answers outlive what they tell. One that holds something of a person, or what staff wrote about one, is a {@link
 * PersonalAnswer}: when that person is erased it goes, and a repeat is told that the command was done ({@code
 * idempotency.answer-gone}) and not what it answered. It is not done again.
 */
@ApplicationScoped
public class Idempotency {

    /** WeChat Pay repeats for 24 hours; three days leave room for a weekend. */
    private static final Duration KEPT = Duration.ofDays(3);

    @Inject
    Database database;

    @Inject
    CurrentCaller current;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    @Inject
    MeterRegistry metrics;

    /**
     * An answer that must not outlive these people.
     *
     * @param view what the caller is answered
     * @param people by any id that is or was theirs, so also by the origin of what it tells of
     */
    public record PersonalAnswer(Object view, Set<UUID> people) {}

    /**
     * @param key the {@code Idempotency-Key} header, 8 to 100 characters
     * @param operation what is done to what, e.g. {@code move:<person>}: part of the request's identity
     * @param body the request as read
     * @param status of the first answer and of every replay
     * @param command answers what is written as JSON, or a {@link PersonalAnswer} around it
     * @throws io.guike.platform.Problem {@code idempotency.*}, and whatever the command throws
     */
    public Uni<Response> once(
            @Nullable String key, String operation, Object body, int status, Supplier<? extends Uni<?>> command) {
        if (key == null || key.isBlank()) {
            throw PlatformProblem.KEY_MISSING.problem();
        }
        if (key.length() < 8 || key.length() > 100) {
            throw PlatformProblem.REQUEST_INVALID.because("Idempotency-Key has 8 to 100 characters");
        }
        Request request = new Request(current.get().tag(), key, hash(operation, body));
        return database.tx(
                () -> claim(request).chain(first -> first ? run(request, status, command) : replay(request)));
    }

    private record Request(String caller, String key, String hash) {}

    private Uni<Boolean> claim(Request request) {
        return database.sql("""
                        insert into idempotency_key (caller, key, request_hash, created_at)
                        values (:caller, :key, :hash, :now) on conflict (caller, key) do nothing""")
                .with("caller", request.caller())
                .with("key", request.key())
                .with("hash", request.hash())
                .with("now", clock.instant())
                .run()
                .map(rows -> rows == 1);
    }

    private Uni<Response> run(Request request, int status, Supplier<? extends Uni<?>> command) {
        return command.get()
                .map(this::written)
                .call(answer -> store(request, status, answer))
                .map(answer -> answer(status, answer.text()));
    }

    /** @param about null where it is about nobody */
    private record Written(String text, UUID @Nullable [] about) {}

    private Written written(Object answer) {
        return answer instanceof PersonalAnswer personal
                ? new Written(write(personal.view()), personal.people().toArray(UUID[]::new))
                : new Written(write(answer), null);
    }

    private Uni<Integer> store(Request request, int status, Written answer) {
        return database.sql("""
                        update idempotency_key set status = :status, answer = :answer, about = :about
                        where caller = :caller and key = :key""")
                .with("status", status)
                .with("answer", answer.text())
                .with("about", answer.about())
                .with("caller", request.caller())
                .with("key", request.key())
                .run();
    }

    private Uni<Response> replay(Request request) {
        return database.sql(
                        "select request_hash, status, answer from idempotency_key where caller = :caller and key = :key")
                .with("caller", request.caller())
                .with("key", request.key())
                .one(row -> {
                    if (!request.hash().equals(row.text(0))) {
                        throw PlatformProblem.KEY_REUSED.problem();
                    }
                    if (row.isNull(2)) {
                        throw PlatformProblem.ANSWER_GONE.problem();
                    }
                    metrics.counter("guike.idempotency.replays").increment();
                    return answer(row.integer(1), row.text(2));
                });
    }

    /**
     * For data that has to go: deletes what these callers were answered, and takes from what others were answered about
     * these people. In the caller's transaction.
     *
     * @param callers {@link io.guike.access.Caller#tag()}
     */
    public Uni<Void> forget(Collection<String> callers, Collection<UUID> people) {
        return database.sql("delete from idempotency_key where caller = any(cast(:callers as text[]))")
                .with("callers", callers.toArray(String[]::new))
                .run()
                .chain(() -> database.sql("""
                                update idempotency_key set answer = null
                                where about && cast(:people as uuid[]) and answer is not null""")
                        .with("people", people.toArray(UUID[]::new))
                        .run())
                .replaceWithVoid();
    }

    /** Called by the housekeeping; bounded, so that a long absence does not lock the table. */
    Uni<Integer> forgetOld() {
        return database.sql("""
                        delete from idempotency_key where (caller, key) in (
                          select caller, key from idempotency_key where created_at < :before limit 5000)""").with("before", clock.instant().minus(KEPT)).run();
    }

    private static Response answer(int status, String body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body)
                .build();
    }

    /** The same request has the same hash in every replica, whatever order a map has there. */
    String hash(String operation, Object body) {
        try {
            String ordered = json.writer()
                    .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .writeValueAsString(body);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(operation.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(ordered.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
