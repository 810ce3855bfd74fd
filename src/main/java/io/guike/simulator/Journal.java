package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the platform's state in one JSON file: written whole to a neighbour and renamed, a moment after a change and at
 * close. Large states are written less often, so that writing never takes more than a small part of the time.
 */
final class Journal {
    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final Set<StandardOpenOption> NEW_FILE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final int REST_AFTER_WRITING = 20;

    private record Part(Supplier<Object> state, Consumer<JsonNode> restore) {}

    private final @Nullable Path file;
    private final long delayMillis;
    private final Vertx vertx;
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private boolean scheduled;
    private boolean closed;
    private long lastDurationMillis;
    private long taken;
    private long written;

    Journal(Vertx vertx, @Nullable Path file, Duration delay) {
        this.vertx = vertx;
        this.file = file;
        this.delayMillis = Math.max(1, delay.toMillis());
    }

    /** Adds one named part of the state; {@code restore} is called by {@link #load} only when the file has it. */
    void keep(String name, Supplier<Object> state, Consumer<JsonNode> restore) {
        parts.put(name, new Part(state, restore));
    }

    /** Restores all parts. A file that cannot be read is set aside, and the platform starts empty. */
    void load() {
        if (file == null || !Files.exists(file)) {
            return;
        }
        try {
            JsonNode root = Json.MAPPER.readTree(Files.readAllBytes(file));
            if (!root.isObject()) {
                throw new IOException("no JSON object");
            }
            parts.forEach((name, part) -> {
                JsonNode value = root.get(name);
                if (value != null) {
                    part.restore.accept(value);
                }
            });
        } catch (IOException | RuntimeException e) {
            setAside(file, e);
            throw new Unreadable();
        }
    }

    /** The file was set aside; parts restored before the failure must be dropped by starting again with none. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static void setAside(Path file, Exception reason) {
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt-" + System.nanoTime());
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set aside the unreadable state file " + file, e);
        }
        LOG.warnf(
                "WeChat simulator: the state file %s is unreadable (%s); it was set aside as %s and the platform starts"
                        + " empty",
                file, reason.getMessage(), aside.getFileName());
    }

    /** Called after every change. */
    void changed() {
        if (file == null || scheduled || closed) {
            return;
        }
        scheduled = true;
        long delay = Math.max(delayMillis, lastDurationMillis * REST_AFTER_WRITING);
        vertx.setTimer(delay, timer -> saveSoon(file));
    }

    private void saveSoon(Path target) {
        if (closed) {
            return;
        }
        long start = System.nanoTime();
        byte[] state = Json.bytes(snapshot());
        long version = ++taken;
        // Changes made while the file is being written need another write.
        scheduled = false;
        vertx.<Void>executeBlocking(
                        () -> {
                            write(target, state, version);
                            return null;
                        },
                        true)
                .onComplete(done -> {
                    lastDurationMillis = (System.nanoTime() - start) / 1_000_000;
                    if (done.failed()) {
                        LOG.errorf(done.cause(), "WeChat simulator: cannot write %s", target);
                    }
                });
    }

    /** The last write, on the calling thread. */
    void close() {
        closed = true;
        if (file == null) {
            return;
        }
        try {
            write(file, Json.bytes(snapshot()), ++taken);
        } catch (IOException e) {
            LOG.errorf(e, "WeChat simulator: cannot write %s", file);
        }
    }

    private ObjectNode snapshot() {
        ObjectNode root = Json.object();
        parts.forEach((name, part) -> root.set(name, Json.MAPPER.valueToTree(part.state.get())));
        return root;
    }

    /** A state taken earlier than the one in the file is not written over it. */
    private synchronized void write(Path file, byte[] state, long version) throws IOException {
        if (version <= written) {
            return;
        }
        written = version;
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(fresh, NEW_FILE, ownerOnly(file))) {
            ByteBuffer bytes = ByteBuffer.wrap(state);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The file holds the accounts' secrets. */
    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
