package io.guike.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message or event on its way to the application, with the record of every attempt. */
@JsonInclude(JsonInclude.Include.NON_NULL)
final class Push {
    enum Outcome {
        @JsonProperty("pending")
        PENDING,
        @JsonProperty("held")
        HELD,
        @JsonProperty("delivered")
        DELIVERED,
        @JsonProperty("replied")
        REPLIED,
        @JsonProperty("unparsable")
        UNPARSABLE,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("no-callback")
        NO_CALLBACK
    }

    enum Verdict {
        @JsonProperty("success")
        SUCCESS,
        @JsonProperty("reply")
        REPLY,
        @JsonProperty("unparsable")
        UNPARSABLE,
        @JsonProperty("http-error")
        HTTP_ERROR,
        @JsonProperty("timeout")
        TIMEOUT,
        @JsonProperty("connection")
        CONNECTION;

        /** The platform cuts the connection and sends again. */
        boolean retried() {
            return this == HTTP_ERROR || this == TIMEOUT || this == CONNECTION;
        }

        Outcome outcome() {
            return switch (this) {
                case SUCCESS -> Outcome.DELIVERED;
                case REPLY -> Outcome.REPLIED;
                case UNPARSABLE -> Outcome.UNPARSABLE;
                default -> Outcome.FAILED;
            };
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Attempt(
            int copy,
            int attempt,
            String url,
            @Nullable Integer status,
            long durationMs,
            Verdict verdict,
            @Nullable String detail) {}

    /** What goes wrong with a push on demand. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    static final class Plan {
        /** Sent in parallel. */
        int copies = 1;
        /** Sent again after the copies are settled. */
        int repeats;

        boolean hold;
        boolean wrongSignature;
        /** ISO-8601: how much older than now the signed timestamp is. */
        @Nullable
        String staleBy;

        /** Inside the envelope instead of the account's own. */
        @Nullable
        String wrongAppid;

        /** How many pushes of the account it applies to; null: until deleted. */
        @Nullable
        Integer times;

        Duration stale() {
            return staleBy == null ? Duration.ZERO : Duration.parse(staleBy);
        }
    }

    /** The request as it was last sent, for an exact repetition. */
    record Sent(String query, Buffer body) {}

    long id;
    String appid = "";

    @Nullable
    String openid;

    @Nullable
    String msgType;

    @Nullable
    String event;

    @Nullable
    String eventKey;

    @Nullable
    String ticket;

    /** As text: browsers round numbers of this size. */
    @Nullable
    String msgId;

    long createTime;
    String at = "";
    Outcome outcome = Outcome.PENDING;
    List<Attempt> attempts = new ArrayList<>();

    transient Map<String, Object> fields = new LinkedHashMap<>();
    /** Sent in place of the fields. */
    transient @Nullable String rawBody;

    /** Parameters to set, or with null to leave out. */
    transient Map<String, @Nullable String> query = new LinkedHashMap<>();

    transient Plan plan = new Plan();
    transient @Nullable Sent lastSent;
    transient Promise<Push> settled = Promise.promise();
    /** The platform shows one answer to a message, however often it was sent. */
    transient boolean answered;

    /** Whether the phone is told that the account does not answer. */
    boolean showsFailure() {
        return openid != null
                && (!"event".equals(msgType)
                        || "subscribe".equals(event)
                        || "SCAN".equals(event)
                        || "CLICK".equals(event));
    }
}
