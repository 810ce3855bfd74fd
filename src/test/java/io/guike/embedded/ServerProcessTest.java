package io.guike.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
    private static final Duration SHORT = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private Process sleeper;
    private Path pidFile;

    @BeforeEach
    void startSomething() throws Exception {
        // The shell's unused arguments stand in its command line, as a data directory stands in a server's.
        sleeper = new ProcessBuilder(
                        List.of("sh", "-c", "while :; do sleep 1; done", "pretender", directory.toString()))
                .start();
        pidFile = directory.resolve("some.pid");
    }

    @AfterEach
    void endIt() throws Exception {
        sleeper.descendants().forEach(ProcessHandle::destroyForcibly);
        sleeper.destroyForcibly().waitFor();
    }

    @Test
    void ourServerIsRecognisedAndEnded() throws Exception {
        Files.writeString(pidFile, sleeper.pid() + "\nmore lines\n");
        ServerProcess ours = new ServerProcess("pretender", pidFile, directory);

        assertEquals(Optional.of(sleeper.toHandle()), ours.running());
        assertTrue(ours.stop("TERM", SHORT));
        assertTrue(sleeper.waitFor(5, TimeUnit.SECONDS));
        assertFalse(ours.stop("TERM", SHORT));
    }

    @Test
    void aProcessThatHappensToHaveTheNumberIsLeftAlone() throws Exception {
        Files.writeString(pidFile, sleeper.pid() + "\n");

        assertFalse(new ServerProcess("pretender", pidFile, directory.resolve("other")).stop("TERM", SHORT));
        assertFalse(new ServerProcess("postgres", pidFile, directory).stop("TERM", SHORT));
        assertTrue(sleeper.isAlive());
    }

    @Test
    void aFrozenServerIsEndedToo() throws Exception {
        Files.writeString(pidFile, sleeper.pid() + "\n");
        EmbeddedServers.signal("STOP", sleeper.toHandle());

        assertTrue(new ServerProcess("pretender", pidFile, directory).stop("TERM", SHORT));
        assertTrue(sleeper.waitFor(5, TimeUnit.SECONDS));
    }

    @Test
    void aServerThatDoesNotListenIsKilled() throws Exception {
        Files.writeString(pidFile, sleeper.pid() + "\n");

        // WINCH means nothing to a shell.
        assertTrue(new ServerProcess("pretender", pidFile, directory).stop("WINCH", Duration.ofMillis(300)));
        assertTrue(sleeper.waitFor(5, TimeUnit.SECONDS));
    }

    @Test
    void noPidFileOrNonsenseInItMeansNoServer() throws Exception {
        assertTrue(new ServerProcess("pretender", pidFile, directory).running().isEmpty());
        Files.writeString(pidFile, "nonsense\n");
        assertTrue(new ServerProcess("pretender", pidFile, directory).running().isEmpty());
        Files.writeString(pidFile, "");
        assertTrue(new ServerProcess("pretender", pidFile, directory).running().isEmpty());
    }
}
