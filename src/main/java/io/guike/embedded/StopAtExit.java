package io.guike.embedded;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The shutdown hook: waits until the application has finished, then stops what was started, last started first.
 *
 * <p>Hooks of a JVM run at the same time, and Quarkus stops the application in one of its own. A database that went
 * away meanwhile would turn requests that were already taken into errors.
 */
final class StopAtExit extends Thread {
    /** Beyond any sensible {@code quarkus.shutdown.timeout}; an application that hangs must not keep servers for ever. */
    private static final Duration APPLICATION_PATIENCE = Duration.ofSeconds(60);

    private final Deque<Runnable> stops = new ArrayDeque<>();
    private @Nullable FileChannel lock;

    private StopAtExit() {
        super("embedded servers stop");
    }

    static StopAtExit registered() {
        StopAtExit hook = new StopAtExit();
        // Loads the classes now: in development mode the class loader is closed when the hook runs.
        application();
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    /** Keeps the lock of the data directory reachable, and with it locked, until this JVM is gone. */
    synchronized void hold(FileChannel lock) {
        this.lock = lock;
    }

    synchronized void add(Runnable stop) {
        stops.push(stop);
    }

    @Override
    public void run() {
        awaitApplication();
        synchronized (this) {
            while (!stops.isEmpty()) {
                stops.pop().run();
            }
        }
    }

    private static @Nullable Application application() {
        return ApplicationLifecycleManager.getCurrentApplication();
    }

    private static void awaitApplication() {
        Application application = application();
        if (application == null) {
            return;
        }
        Thread waiting = new Thread(application::awaitShutdown, "embedded servers wait");
        waiting.setDaemon(true);
        waiting.start();
        try {
            waiting.join(APPLICATION_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "StopAtExit[" + stops.size() + " servers, lock " + lock + "]";
    }
}
