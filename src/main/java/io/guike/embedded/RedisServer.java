package io.guike.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis of our own below one directory, with a password, on a port of 127.0.0.1 that stays the same from run to run
 * while it is free. Detached from this process and its terminal, as PostgreSQL is.
 *
 * <p>Nothing lives in Redis alone, so its memory is bounded and it forgets what was not used for longest.
 */
final class RedisServer {
    private static final Duration START_PATIENCE = Duration.ofSeconds(10);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final String PROGRAM = "redis-server";

    private final Path directory;
    private final Path settings;
    private final Path log;
    private final ServerProcess process;

    RedisServer(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
        this.settings = this.directory.resolve("redis.conf");
        this.log = this.directory.resolve("redis.log");
        this.process = new ServerProcess(PROGRAM, this.directory.resolve("redis.pid"), settings);
    }

    /**
     * Starts the server; one that a killed run left behind is stopped first. Returns when it answers.
     *
     * @throws EmbeddedConfigException when this machine cannot run it, with the reason and the way out
     */
    void start() {
        DataDirectory.createDirectory(directory);
        stop();
        int port = Ports.freeAndRemembered(directory.resolve("port"));
        writeSettings(port);
        Process starter = launch();
        awaitAnswer(starter);
    }

    /** Ends the server after it saved what it holds. */
    boolean stop() {
        return process.stop("TERM", STOP_PATIENCE);
    }

    ServerProcess process() {
        return process;
    }

    Path directory() {
        return directory;
    }

    /** With the password in it: not for a log. */
    String url() {
        return "redis://:" + password() + "@127.0.0.1:" + port();
    }

    /** The port the server was last started on. */
    int port() {
        try {
            return Integer.parseInt(Files.readString(directory.resolve("port")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded Redis in " + directory + " was never started", e);
        }
    }

    /** Such as {@code 6.2.6}, asked from the running server. */
    String version() {
        return ask("INFO server\r\n", "redis_version:").replaceAll("(?s).*redis_version:([0-9.]+).*", "$1");
    }

    private String password() {
        return DataDirectory.secret(directory.resolve("password"), Secrets::password);
    }

    private void writeSettings(int port) {
        DataDirectory.writePrivately(
                settings, """
                # Written at every start of the embedded Redis.
                bind 127.0.0.1
                port %d
                requirepass %s
                daemonize yes
                set-proc-title no
                dir "%s"
                pidfile "%s"
                logfile "%s"
                save 300 1
                appendonly no
                maxmemory 256mb
                maxmemory-policy allkeys-lru
                """.formatted(port, password(), directory, directory.resolve("redis.pid"), log));
    }

    private Process launch() {
        try {
            return new ProcessBuilder(program().toString(), settings.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("start.log").toFile())
                    .directory(directory.toFile())
                    .start();
        } catch (IOException e) {
            throw refused(e.toString());
        }
    }

    /** The program from the class path, kept under its plain name and replaced when the library brings another one. */
    private Path program() throws IOException {
        Path unpacking = Files.createTempDirectory(directory, "unpacking-");
        try {
            Path unpacked = ExecutableProvider.newJarResourceProvider(unpacking.toFile())
                    .get()
                    .toPath();
            Path program = directory.resolve(PROGRAM);
            if (Files.notExists(program) || Files.mismatch(program, unpacked) >= 0) {
                Files.move(unpacked, program, StandardCopyOption.REPLACE_EXISTING);
            }
            return program;
        } finally {
            PostgresBinaries.removeTree(unpacking);
        }
    }

    private void awaitAnswer(Process starter) {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!answers()) {
            boolean failed = !starter.isAlive() && starter.exitValue() != 0;
            if (failed || System.nanoTime() > deadline) {
                throw refused(lastWords());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** Whether a Redis with our password answers: another program on the port would not. */
    private boolean answers() {
        return ask("PING\r\n", "+PONG").contains("+PONG");
    }

    /** What the server says to a command, at least up to the awaited words; empty when it does not say them. */
    private String ask(String command, String awaited) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 500);
            socket.setSoTimeout(500);
            socket.getOutputStream().write(("AUTH " + password() + "\r\n" + command).getBytes(StandardCharsets.UTF_8));
            StringBuilder answer = new StringBuilder();
            byte[] buffer = new byte[8192];
            while (!answer.toString().contains(awaited)) {
                int count = socket.getInputStream().read(buffer);
                if (count < 0) {
                    return "";
                }
                answer.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
            }
            return answer.toString();
        } catch (IOException e) {
            return "";
        }
    }

    private String lastWords() {
        try {
            StringBuilder words = new StringBuilder();
            for (Path file : List.of(directory.resolve("start.log"), log)) {
                List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
                lines.subList(Math.max(0, lines.size() - 10), lines.size())
                        .forEach(line -> words.append(line).append('\n'));
            }
            return words.toString().strip();
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    private EmbeddedConfigException refused(String reason) {
        return new EmbeddedConfigException("""
                The embedded Redis does not start: %s
                It needs OpenSSL 3 (libssl3) on Linux. GUIKE_REDIS_URL uses another Redis.""".formatted(reason));
    }
}
