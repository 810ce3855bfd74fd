package io.guike.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void theDefaultLiesBelowTheWorkingDirectory() {
        assertEquals(Path.of(".guike").toAbsolutePath(), DataDirectory.at(null).path());
        assertEquals(Path.of(".guike").toAbsolutePath(), DataDirectory.at(" ").path());
        assertEquals(
                "elsewhere",
                DataDirectory.at("elsewhere").shown(Path.of("elsewhere").toAbsolutePath()));
    }

    @Test
    void aSecretMadeByManyAtOnceIsOneSecret() throws Exception {
        Path file = directory.resolve("keys/secret");
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            Callable<String> ask = () -> DataDirectory.secret(file, Secrets::password);
            Set<String> seen = threads
                    .invokeAll(Stream.generate(() -> ask).limit(200).toList())
                    .stream()
                    .map(DataDirectoryTest::value)
                    .collect(Collectors.toSet());

            assertEquals(1, seen.size());
            assertEquals(seen.iterator().next(), Files.readString(file).strip());
        } finally {
            threads.shutdownNow();
        }
        assertEquals(List.of(file), files(file.getParent()));
    }

    @Test
    void theSecondToLockIsToldWhoIsThere() throws Exception {
        DataDirectory home = DataDirectory.at(directory.resolve("data").toString());
        try (FileChannel lock = home.lock()) {
            EmbeddedConfigException refusal = assertThrows(EmbeddedConfigException.class, home::lock);

            assertTrue(lock.isOpen());
            assertTrue(
                    refusal.getMessage()
                            .contains("process " + ProcessHandle.current().pid()),
                    refusal.getMessage());
            assertTrue(refusal.getMessage().contains("GUIKE_DATA_DIR"), refusal.getMessage());
        }
        home.lock().close();
    }

    private static String value(Future<String> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<Path> files(Path directory) throws Exception {
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList();
        }
    }
}
