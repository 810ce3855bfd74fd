package io.guike.access;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request as its sender signed it.
 *
 * @param target path and query exactly as they came in, nothing decoded
 * @param headers by name, in any case of letters
 * @param body the whole of it, empty where there is none
 */
public record SignedRequest(String method, String target, Function<String, @Nullable String> headers, byte[] body) {

    @Override
    public String toString() {
        return method + " " + target;
    }
}
