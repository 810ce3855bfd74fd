package io.guike.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The embedded PostgreSQL and Redis of this test run, for tests of faults: they can be killed, frozen and started again
 * on the same port. A test that breaks one mends it in a {@code finally}.
 */
public final class EmbeddedServers {
    private EmbeddedServers() {}

    /** The database the service under test is using. */
    public static Server postgres() {
        PostgresServer server = new PostgresServer(dataDirectory().resolve("postgres"));
        return new Server(server.process(), server::start);
    }

    /** The Redis the service under test is using. */
    public static Server redis() {
        RedisServer server = new RedisServer(dataDirectory().resolve("redis"));
        return new Server(server.process(), server::start);
    }

    private static Path dataDirectory() {
        return DataDirectory.at(System.getProperty("guike.data.dir")).path();
    }

    /** One server process and what may befall it. */
    public static final class Server {
        private final ServerProcess process;
        private final Runnable start;

        Server(ServerProcess process, Runnable start) {
            this.process = process;
            this.start = start;
        }

        /** Ends it as a power cut would: kill -9, without a last word. Returns when it is gone. */
        public void kill() {
            ProcessHandle running = running();
            signal("KILL", running);
            Awaitility.await()
                    .atMost(10, TimeUnit.SECONDS)
                    .until(() -> process.running().isEmpty());
        }

        /**
         * Stops it in the middle of whatever it does, with all the processes it consists of; connections stay open and
         * get no answer.
         */
        public void freeze() {
            ProcessHandle server = running();
            signal("STOP", server);
            // In this order none can be born meanwhile.
            server.descendants().forEach(process -> signal("STOP", process));
        }

        /** Lets a frozen one go on. */
        public void thaw() {
            ProcessHandle server = running();
            server.descendants().forEach(process -> signal("CONT", process));
            signal("CONT", server);
        }

        /** Starts it again on the same port; one that is still there is stopped first. Returns when it answers. */
        public void startAgain() {
            start.run();
        }

        public boolean isRunning() {
            return process.running().isPresent();
        }

        private ProcessHandle running() {
            return process.running().orElseThrow(() -> new IllegalStateException("the server is not running"));
        }
    }

    static void signal(String name, ProcessHandle process) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
