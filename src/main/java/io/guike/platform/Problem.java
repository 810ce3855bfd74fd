package io.guike.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A refused request. Carries no stack trace: refusals are ordinary and can be frequent. */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ProblemCode code;
    private final @Nullable String detail;
    private final transient List<Flaw> flaws;

    /** One wrong place in the input. {@code line} is 1-based and only set for files. */
    public record Flaw(@Nullable Long line, String field, String message) {

        public static Flaw of(String field, String message) {
            return new Flaw(null, field, message);
        }
    }

    Problem(ProblemCode code, @Nullable String detail) {
        this(code, detail, List.of());
    }

    private Problem(ProblemCode code, @Nullable String detail, List<Flaw> flaws) {
        super(detail == null ? code.code() : code.code() + ": " + detail, null, false, false);
        this.code = code;
        this.detail = detail;
        this.flaws = List.copyOf(flaws);
    }

    public Problem with(List<Flaw> all) {
        return new Problem(code, detail, all);
    }

    public ProblemCode code() {
        return code;
    }

    public @Nullable String detail() {
        return detail;
    }

    public List<Flaw> flaws() {
        return flaws;
    }
}
