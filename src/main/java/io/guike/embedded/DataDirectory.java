package io.guike.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The directory the embedded parts keep everything in. Readable by its owner only. */
final class DataDirectory {
    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;

    private DataDirectory(Path path) {
        this.path = path;
    }

    /** @param configured value of {@code guike.data.dir}; without it {@code .guike} below the working directory */
    static DataDirectory at(@Nullable String configured) {
        String name = configured == null || configured.isBlank() ? ".guike" : configured.strip();
        return new DataDirectory(Path.of(name).toAbsolutePath().normalize());
    }

    Path path() {
        return path;
    }

    /** The path as a person standing in the working directory would write it. */
    String shown(Path below) {
        Path workingDirectory = Path.of("").toAbsolutePath();
        return (below.startsWith(workingDirectory) ? workingDirectory.relativize(below) : below).toString();
    }

    Path directory(String name) {
        return createDirectory(path.resolve(name));
    }

    static Path createDirectory(Path directory) {
        try {
            return Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + directory, e);
        }
    }

    /** The content of a secret file, made on first use. Two processes that make it at once end up with the same one. */
    static String secret(Path file, Supplier<String> made) {
        try {
            createDirectory(parent(file));
            if (Files.notExists(file)) {
                publish(file, made.get());
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep " + file, e);
        }
    }

    /** Writes a file that only its owner can read, replacing what was there in one step. */
    static void writePrivately(Path file, String content) {
        try {
            Path draft = draft(file, content);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static void publish(Path file, String content) throws IOException {
        Path draft = draft(file, content);
        try {
            // A hard link fails where the file exists already, so the first maker wins and nobody reads half a file.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another process was first; its content counts.
        } catch (UnsupportedOperationException e) {
            Files.copy(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private static Path draft(Path file, String content) throws IOException {
        Path draft = Files.createTempFile(parent(file), "." + file.getFileName(), ".new", OWNER_ONLY_FILE);
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.write(StandardCharsets.UTF_8.encode(content + "\n"));
            channel.force(true);
        }
        return draft;
    }

    /**
     * Takes the directory for this process. The lock goes with the process, also with a killed one.
     *
     * <p>Only for a process that does not hold it yet: closing any channel of a locked file gives the process's lock
     * away, which is also why the process's id stands in a file of its own.
     *
     * @return the open lock; whoever holds it must keep it reachable, or the garbage collector gives it away
     */
    FileChannel lock() {
        createDirectory(path);
        Path holder = path.resolve("lock.pid");
        try {
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            if (channel.tryLock() == null) {
                channel.close();
                throw inUseBy(Files.exists(holder) ? Files.readString(holder).strip() : "unknown");
            }
            Files.writeString(holder, ProcessHandle.current().pid() + "\n");
            return channel;
        } catch (OverlappingFileLockException e) {
            throw inUseBy(String.valueOf(ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + path, e);
        }
    }

    private EmbeddedConfigException inUseBy(String process) {
        return new EmbeddedConfigException("""
                Another Guike (process %s) is running on the data directory %s. Stop it first, or give this one a \
                directory of its own with GUIKE_DATA_DIR. Several services share one database through GUIKE_DB_ADDRESS \
                and GUIKE_REDIS_URL.""".formatted(process, path));
    }
}
