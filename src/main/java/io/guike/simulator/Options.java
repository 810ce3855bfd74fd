package io.guike.simulator;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to start a platform.
 *
 * @param port 0 takes any free port
 * @param stateFile keeps the state between runs; null keeps it in memory only
 * @param accounts a JSON array of accounts in the form of the admin API, laid over the kept ones; null makes two demo
 *     accounts, a service account and a mini-program, unless some were kept
 * @param pushDeadline how long the application may take to answer a push before it is cut and sent again
 * @param saveDelay how long changes are gathered before the state file is written
 * @param clock the time from which the simulated clock is moved
 */
public record Options(
        int port,
        @Nullable Path stateFile,
        @Nullable String accounts,
        Duration pushDeadline,
        Duration saveDelay,
        Clock clock) {
    /** Any port, no state file, demo accounts and the platform's real 5-second deadline. */
    public static Options defaults() {
        return new Options(0, null, null, Duration.ofSeconds(5), Duration.ofMillis(200), Clock.systemUTC());
    }

    public Options withPort(int newPort) {
        return new Options(newPort, stateFile, accounts, pushDeadline, saveDelay, clock);
    }

    public Options withStateFile(@Nullable Path newStateFile) {
        return new Options(port, newStateFile, accounts, pushDeadline, saveDelay, clock);
    }

    public Options withAccounts(@Nullable String newAccounts) {
        return new Options(port, stateFile, newAccounts, pushDeadline, saveDelay, clock);
    }

    public Options withPushDeadline(Duration newPushDeadline) {
        return new Options(port, stateFile, accounts, newPushDeadline, saveDelay, clock);
    }

    public Options withSaveDelay(Duration newSaveDelay) {
        return new Options(port, stateFile, accounts, pushDeadline, newSaveDelay, clock);
    }
}
