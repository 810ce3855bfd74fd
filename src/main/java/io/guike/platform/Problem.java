package io.guike.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A refused request. Carries no stack trace: refusals are ordinary and can be frequent. */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ProblemCode code;
    private final @Nullable String detail;
    private final transient List<Flaw> flaws;
    private final @Nullable Integer total;

    /** One wrong place in the input. {@code line} is 1-based and only set for files. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Flaw(@Nullable Long line, String field, String message) {

        public static Flaw of(String field, String message) {
            return new Flaw(null, field, message);
        }
    }

    Problem(ProblemCode code, @Nullable String detail) {
        this(code, detail, List.of(), null);
    }

    private Problem(ProblemCode code, @Nullable String detail, List<Flaw> flaws, @Nullable Integer total) {
        super(detail == null ? code.code() : code.code() + ": " + detail, null, false, false);
        this.code = code;
        this.detail = detail;
        this.flaws = List.copyOf(flaws);
        this.total = total;
    }

    public Problem with(List<Flaw> all) {
        return new Problem(code, detail, all, null);
    }

    /** @param total how many flaws there are, where only the first are told */
    public Problem with(List<Flaw> first, int total) {
        return new Problem(code, detail, first, total);
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

    public @Nullable Integer total() {
        return total;
    }
}
