package io.guike.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs from the class path, unpacked once below a directory and named after their content. */
final class PostgresBinaries {
    private final Path below;

    PostgresBinaries(Path below) {
        this.below = below;
    }

    /** The directory with {@code bin}, {@code lib} and {@code share}; unpacked by now. */
    Path unpacked() {
        try {
            byte[] archive = archive();
            Path home = below.resolve("programs-" + fingerprint(archive));
            if (Files.notExists(home)) {
                removeAll("programs-");
                Path draft = Files.createTempDirectory(below, "programs-unfinished-");
                unpack(archive, draft);
                // The rename comes last, so a killed run never leaves half a set of programs under the final name.
                Files.move(draft, home);
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack PostgreSQL below " + below, e);
        }
    }

    private static byte[] archive() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String name = system.contains("linux") ? "Linux" : system.contains("mac") ? "Darwin" : "";
        if (name.isEmpty()) {
            throw new EmbeddedConfigException(
                    "The embedded servers run on Linux and macOS only. Set GUIKE_DB_ADDRESS and GUIKE_REDIS_URL.");
        }
        String architecture = System.getProperty("os.arch");
        try (InputStream in = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                name, "amd64".equals(architecture) ? "x86_64" : architecture)) {
            return in.readAllBytes();
        } catch (IllegalStateException e) {
            throw new EmbeddedConfigException(
                    "There is no embedded PostgreSQL for %s on %s. Set GUIKE_DB_ADDRESS.".formatted(name, architecture),
                    e);
        }
    }

    private static String fingerprint(byte[] archive) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void unpack(byte[] archive, Path home) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, home);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path home) throws IOException {
        Path target = home.resolve(entry.getName()).normalize();
        if (!target.startsWith(home)) {
            throw new IOException("entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            DataDirectory.createDirectory(target);
            return;
        }
        DataDirectory.createDirectory(target.resolve("..").normalize());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(target, home.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(tar, target);
            boolean program = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(program ? "rwx------" : "rw-------"));
        }
    }

    /** Programs of an earlier version and what an interrupted run left behind. */
    private void removeAll(String prefix) throws IOException {
        try (Stream<Path> children = Files.list(below)) {
            for (Path child : children.toList()) {
                if (child.getFileName().toString().startsWith(prefix)) {
                    removeTree(child);
                }
            }
        }
    }

    static void removeTree(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
