package io.guike.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that starts later. From below the range out of which the kernel serves whoever asks for any port,
 * so that nobody gets it in the meantime.
 */
public final class ChosenPort {

    private static final int FROM = 15_000;
    private static final int TO = 30_000;

    private ChosenPort() {}

    public static int next() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // Another one, then.
            }
        }
    }
}
