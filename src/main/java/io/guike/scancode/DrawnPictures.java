package io.guike.scancode;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that were asked for lately, so that neither we nor WeChat draw the same one again and again. What a picture
 * shows follows from its key alone, so none is ever stale; whether it may be shown is asked anew each time. Bounded by
 * what it holds: the picture that was not asked for the longest goes first.
 */
@ApplicationScoped
class DrawnPictures {

    private static final long MOST_BYTES = 16L * 1024 * 1024;

    private final Map<String, byte[]> kept = new LinkedHashMap<>(64, 0.75f, true);
    private final long most;
    private long bytes;

    DrawnPictures() {
        this(MOST_BYTES);
    }

    private DrawnPictures(long most) {
        this.most = most;
    }

    static DrawnPictures holding(long mostBytes) {
        return new DrawnPictures(mostBytes);
    }

    /** @param draw asked unless the picture is here; what fails is not kept */
    Uni<byte[]> get(String key, Supplier<Uni<byte[]>> draw) {
        return Uni.createFrom().deferred(() -> {
            byte[] known = find(key);
            return known != null ? Uni.createFrom().item(known) : draw.get().invoke(drawn -> keep(key, drawn));
        });
    }

    private synchronized byte @Nullable [] find(String key) {
        return kept.get(key);
    }

    private synchronized void keep(String key, byte[] drawn) {
        byte[] before = kept.put(key, drawn);
        bytes += drawn.length - (before == null ? 0 : before.length);
        Iterator<byte[]> oldest = kept.values().iterator();
        while (bytes > most && oldest.hasNext()) {
            bytes -= oldest.next().length;
            oldest.remove();
        }
    }
}
