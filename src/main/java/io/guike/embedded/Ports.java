package io.guike.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ports of 127.0.0.1 that stay the same between runs where they can. */
final class Ports {
    private Ports() {}

    /** The port written in the file if it is free, else any free one, which is written there. */
    static int freeAndRemembered(Path file) {
        try {
            if (Files.exists(file)) {
                int remembered = Integer.parseInt(Files.readString(file).strip());
                if (isFree(remembered)) {
                    return remembered;
                }
            }
            int port = anyFree();
            DataDirectory.writePrivately(file, String.valueOf(port));
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep a port in " + file, e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // Connections of the last run that still linger do not count as users of the port.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int anyFree() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
