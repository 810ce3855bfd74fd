package io.guike.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A server known by its pid file. It counts as ours only while the process of that number names our directory in its
 * command line: after a reboot the same number may be anybody's.
 */
final class ServerProcess {
    private final String program;
    private final Path pidFile;
    private final Path directory;

    /**
     * @param program file name of the executable, as it stands in the command line
     * @param directory a path that stands in the command line of our server and of no other
     */
    ServerProcess(String program, Path pidFile, Path directory) {
        this.program = program;
        this.pidFile = pidFile;
        this.directory = directory;
    }

    /** The running server, if its pid file names one and it is ours. */
    Optional<ProcessHandle> running() {
        ProcessHandle process = named();
        return process != null && isOurs(process) ? Optional.of(process) : Optional.empty();
    }

    /**
     * Ends the server and waits until it is gone. A stopped (frozen) process is woken up first.
     *
     * @param signal name of the signal that asks for an orderly end, such as {@code INT}
     * @param patience how long the server may take before it is killed
     * @return whether there was one to end
     */
    boolean stop(String signal, Duration patience) {
        ProcessHandle process = named();
        if (process == null || !isOurs(process)) {
            return false;
        }
        signal("CONT", process.pid());
        signal(signal, process.pid());
        if (!awaitEnd(process, patience)) {
            signal("KILL", process.pid());
            awaitEnd(process, patience);
        }
        return true;
    }

    private @Nullable ProcessHandle named() {
        try {
            String first =
                    Files.readString(pidFile).lines().findFirst().orElse("").strip();
            return first.isEmpty()
                    ? null
                    : ProcessHandle.of(Long.parseLong(first)).orElse(null);
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    private boolean isOurs(ProcessHandle process) {
        String commandLine = commandLine(process);
        return commandLine.contains(program) && commandLine.contains(directory.toString());
    }

    /** Empty for a process that has ended, also while nobody has collected it (a zombie). */
    private static String commandLine(ProcessHandle process) {
        Path linux = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
        try {
            if (Files.exists(linux)) {
                return new String(Files.readAllBytes(linux), StandardCharsets.UTF_8).replace('\0', ' ');
            }
            return process.info().commandLine().orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private boolean awaitEnd(ProcessHandle process, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            if (!isOurs(process)) {
                return true;
            }
            try {
                process.onExit().get(50, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // Still there: look again.
            } catch (ExecutionException e) {
                return !isOurs(process);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return !isOurs(process);
    }

    private static void signal(String name, long pid) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot signal process " + pid, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
