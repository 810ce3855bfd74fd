package io.guike.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Faults that the admin API lays on the platform's endpoints. */
final class Faults {
    enum Cut {
        @JsonProperty("before")
        BEFORE,
        @JsonProperty("after")
        AFTER
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    static final class Fault {
        long id;
        String path = "*";

        @Nullable
        String appid;
        /** Null: until deleted. */
        @Nullable
        Integer times;

        long delayMs;

        @Nullable
        Integer errcode;

        @Nullable
        String errmsg;

        @Nullable
        Integer status;

        @Nullable
        Cut cut;

        boolean truncate;
        long hits;

        /** Faults that answer in the platform's place, so that the call has no effect. */
        boolean replacesAnswer() {
            return errcode != null || status != null || cut == Cut.BEFORE;
        }

        private boolean hits(String calledPath, @Nullable String calledAppid) {
            return (path.equals("*") || path.equals(calledPath)) && (appid == null || appid.equals(calledAppid));
        }
    }

    private final List<Fault> faults = new ArrayList<>();
    private long last;

    Fault add(Fault fault) {
        if (fault.times != null && fault.times < 1) {
            throw AdminError.invalid("times: at least 1");
        }
        if (fault.delayMs < 0 || fault.delayMs > 600_000) {
            throw AdminError.invalid("delayMs: 0 to 600000");
        }
        last++;
        fault.id = last;
        fault.hits = 0;
        faults.add(fault);
        return fault;
    }

    /** The fault of this call, if any; it is used up by one. */
    @Nullable
    Fault take(String path, @Nullable String appid) {
        for (Iterator<Fault> all = faults.iterator(); all.hasNext(); ) {
            Fault fault = all.next();
            if (fault.hits(path, appid)) {
                fault.hits++;
                if (fault.times != null && fault.hits >= fault.times) {
                    all.remove();
                }
                return fault;
            }
        }
        return null;
    }

    Collection<Fault> all() {
        return faults;
    }

    boolean remove(long id) {
        return faults.removeIf(fault -> fault.id == id);
    }

    void clear() {
        faults.clear();
    }
}
