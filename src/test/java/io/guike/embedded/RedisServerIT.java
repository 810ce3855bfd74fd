package io.guike.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerIT {
    @TempDir
    Path directory;

    @Test
    void itComesBackOnTheSamePortAfterAKill() throws Exception {
        RedisServer server = new RedisServer(directory);
        EmbeddedServers.Server fate = new EmbeddedServers.Server(server.process(), server::start);
        server.start();
        try {
            String url = server.url();
            fate.kill();
            fate.startAgain();

            assertEquals(url, server.url());
            assertTrue(server.version().matches("\\d+\\.\\d+\\.\\d+"), server.version());
            assertTrue(Files.readString(directory.resolve("redis.conf")).contains("bind 127.0.0.1"));
        } finally {
            server.stop();
        }
        assertFalse(fate.isRunning());
    }

    @Test
    void oneLeftBehindIsStoppedFirst() {
        RedisServer server = new RedisServer(directory);
        server.start();
        try {
            long orphan = server.process().running().orElseThrow().pid();
            new RedisServer(directory).start();

            Awaitility.await()
                    .atMost(10, TimeUnit.SECONDS)
                    .until(() -> ProcessHandle.of(orphan)
                            .filter(ProcessHandle::isAlive)
                            .isEmpty());
        } finally {
            server.stop();
        }
    }
}
