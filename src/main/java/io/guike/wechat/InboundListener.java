package io.guike.wechat;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/**
 * A capability that hears what people do in WeChat, and may answer in the conversation. Runs in the transaction that
 * marks the callback as done: it takes effect exactly once, and a failure means that it is told again.
 */
public interface InboundListener {

    /** Lower is asked first; the first answer is the one that is given, but all are told. */
    int order();

    /** @return the text to answer with; null for none */
    Uni<@Nullable String> hear(Inbound inbound);
}
