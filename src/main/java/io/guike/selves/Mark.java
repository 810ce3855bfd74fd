package io.guike.selves;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody had who is about to be erased.
 *
 * @param subject of what: capability's own words, never anything personal
 * @param number how many, or how much; 0 says that there was something that came to nothing
 * @param until from when on it does not matter any more; null where {@link MarkPart#over} says it
 */
public record Mark(String subject, long number, @Nullable Instant until) {}
