package io.guike.embedded;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts each part once in a JVM, however many class loaders and configurations ask, and stops it at the JVM's exit. */
final class EmbeddedParts {
    private static final Logger LOG = Logger.getLogger("io.guike.embedded");

    /** One object for every class loader of the JVM, because equal literals are the same object. */
    private static final Object JVM_WIDE = "io.guike.embedded: one part starts at a time";

    private static final StopAtExit EXIT = StopAtExit.registered();

    private static final String USED = "io.guike.embedded.used";

    private final DataDirectory home;

    EmbeddedParts(DataDirectory home) {
        this.home = home;
    }

    PostgresServer postgres() {
        PostgresServer server = new PostgresServer(home.path().resolve("postgres"));
        once("postgres", () -> server.process().running().isPresent(), server::stop, () -> {
            server.start();
            LOG.infof(
                    "PostgreSQL %s (embedded) on 127.0.0.1:%d, data kept in %s",
                    server.version(), server.port(), home.shown(server.directory()));
        });
        return server;
    }

    RedisServer redis() {
        RedisServer server = new RedisServer(home.path().resolve("redis"));
        once("redis", () -> server.process().running().isPresent(), server::stop, () -> {
            server.start();
            LOG.infof(
                    "Redis %s (embedded) on 127.0.0.1:%d, data kept in %s",
                    server.version(), server.port(), home.shown(server.directory()));
        });
        return server;
    }

    SimulatorServer simulator() {
        SimulatorServer server = new SimulatorServer(home.path());
        once("simulator", server::isRunning, SimulatorServer::stop, () -> {
            server.start();
            LOG.infof(
                    "WeChat simulator (embedded) on %s, state kept in %s",
                    server.baseUrl(), home.shown(home.path().resolve("simulator.json")));
        });
        return server;
    }

    SigningKeys signingKeys() {
        markUsed();
        return SigningKeys.keptIn(home.path().resolve("keys").resolve("jwt.json"));
    }

    /** Numbered keys as {@code guike.scene.keys} has them: the first one signs, every one is recognised. */
    String sceneKeys() {
        return key("scene.txt", "1:");
    }

    /** As {@code guike.vault.master-keys} has them. Whoever loses the file loses all sealed data with it. */
    String vaultMasterKeys() {
        return key("vault-master.txt", "1:");
    }

    String vaultIndexKey() {
        return key("vault-index.txt", "");
    }

    private String key(String file, String prefix) {
        markUsed();
        return DataDirectory.secret(
                home.path().resolve("keys").resolve(file), () -> prefix + Secrets.base64(Secrets.bytes(32)));
    }

    /** The first thing that is wrong with the configuration: what follows are only its consequences. */
    static void reportOnce(@Nullable String sentence) {
        if (System.getProperty("io.guike.embedded.reported") == null) {
            System.setProperty("io.guike.embedded.reported", "yes");
            LOG.error(sentence);
        }
    }

    private void once(String part, BooleanSupplier running, Runnable stop, Runnable start) {
        synchronized (JVM_WIDE) {
            String property = property(part);
            boolean known = System.getProperty(property) != null;
            if (known && running.getAsBoolean()) {
                return;
            }
            takeDirectory();
            markUsed();
            start.run();
            if (!known) {
                EXIT.add(stop);
                System.setProperty(property, "started");
            }
        }
    }

    private void takeDirectory() {
        if (System.getProperty(property("lock")) == null) {
            EXIT.hold(home.lock());
            System.setProperty(property("lock"), "held");
        }
    }

    /** Remembers that an embedded value is in use; said when the service starts, and only by a service that starts. */
    private void markUsed() {
        System.setProperty(USED, home.path().toString());
    }

    /** Says once at start-up that embedded values are in use, if any is. */
    static void warnIfUsed() {
        String directory = System.getProperty(USED);
        if (directory != null) {
            LOG.warnf(
                    "Parts of this service are embedded, with their data in %s: right for trying it and for tests, not for"
                            + " serving shoppers. GUIKE_EMBEDDED=off switches them off; start-up then names each variable"
                            + " that is missing.",
                    DataDirectory.at(directory).shown(Path.of(directory)));
        }
    }

    private String property(String what) {
        return "io.guike.embedded." + what + "@" + home.path();
    }
}
