package io.guike.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs PostgreSQL's programs and waits for them. */
final class Programs {
    private static final int ROOT = 0;

    private final Path home;
    private final Path workingDirectory;

    Programs(Path home, Path workingDirectory) {
        this.home = home;
        this.workingDirectory = workingDirectory;
    }

    /** A program that ended with an error; the message is what it printed. */
    static final class FailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FailedException(String message) {
            super(message);
        }
    }

    String version() {
        // "postgres (PostgreSQL) 18.4"
        String line = runPlainly(List.of(home.resolve("bin/postgres").toString(), "--version"));
        return line.replaceAll("(?s).*\\)\\s*([0-9.]+).*", "$1");
    }

    void run(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(wayAroundRoot());
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        runPlainly(command);
    }

    /** PostgreSQL refuses to run as root; inside a user namespace of its own it is nobody in particular. */
    private List<String> wayAroundRoot() {
        if (new UnixSystem().getUid() != ROOT) {
            return List.of();
        }
        try {
            runPlainly(List.of("unshare", "-U", "true"));
            return List.of("unshare", "-U");
        } catch (FailedException | UncheckedIOException e) {
            throw new EmbeddedConfigException("""
                    PostgreSQL does not run as root, and this machine forbids the user namespace that would help \
                    (unshare -U: %s). Run Guike as another user, or set GUIKE_DB_ADDRESS, GUIKE_DB_USER and \
                    GUIKE_DB_PASSWORD to a PostgreSQL of your own.""".formatted(e.getMessage()), e);
        }
    }

    private String runPlainly(List<String> command) {
        try {
            // A file, not a pipe: the server started by pg_ctl would hold a pipe open for ever.
            Path output = Files.createTempFile(workingDirectory, "output-", ".txt");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .directory(workingDirectory.toFile());
                builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
                builder.environment().put("LC_ALL", "C");
                int code = builder.start().waitFor();
                String said = Files.readString(output).strip();
                if (code != 0) {
                    throw new FailedException(
                            command.get(command.size() > 1 && command.get(0).equals("unshare") ? 2 : 0) + " ended with "
                                    + code + ": " + said);
                }
                return said;
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command.get(0) + " was running", e);
        }
    }
}
