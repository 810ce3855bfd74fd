package io.guike.benchmark;

import io.guike.embedded.Fleet;
import io.guike.embedded.Fleet.Replica;
import io.guike.support.ChosenPort;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * One run of the service in a process of its own: how long it took to be ready, how much memory it holds.
 *
 * @param startMillis from the start of the process to the first good answer of the readiness check, asked for every 10
 *     ms
 */
record Service(Replica replica, int managementPort, long startMillis) {

    static final int CONNECTIONS = 20;

    private static final int UNLIMITED = 1_000_000_000;

    /** What the process holds, as the kernel tells it, and what of the heap is in use. */
    record Memory(long residentMiB, long peakMiB, long heapMiB) {}

    /** Both ports are chosen: with one of them left to chance the metrics of the two servers disagree, and none starts. */
    static Service start(Fleet fleet, String... more) throws IOException {
        int port = ChosenPort.next();
        int managementPort = ChosenPort.next();
        long begun = System.nanoTime();
        CompletableFuture<Long> ready = CompletableFuture.supplyAsync(() -> readyAt(port, managementPort));
        List<String> options = new ArrayList<>(List.of(
                Fleet.FAST,
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.port=" + managementPort,
                "-Dguike.db.pool-size=" + CONNECTIONS,
                // All load comes from one address, and from few people.
                "-Dguike.sign-in.per-address=" + UNLIMITED,
                "-Dguike.phone.per-address=" + UNLIMITED,
                "-Dguike.claim.per-minute=" + UNLIMITED,
                "-Dguike.points.four-eyes=" + UNLIMITED,
                "-Dguike.points.four-eyes-asker=0"));
        options.addAll(List.of(more));
        Replica replica = fleet.startReplica(options.toArray(String[]::new));
        return new Service(replica, managementPort, (ready.join() - begun) / 1_000_000);
    }

    /** The public port is asked first: the management port is there a little earlier, and nobody waits for that one. */
    private static long readyAt(int port, int managementPort) {
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (System.nanoTime() < deadline) {
            if (status(port, "/s/none") > 0 && status(managementPort, "/q/health/ready") == 200) {
                return System.nanoTime();
            }
            LockSupport.parkNanos(10_000_000);
        }
        throw new IllegalStateException("the service is not ready after two minutes");
    }

    /** @return 0 where nobody answers */
    private static int status(int port, String path) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(5_000);
            return connection.getResponseCode();
        } catch (IOException e) {
            return 0;
        }
    }

    Memory memory() throws IOException {
        return new Memory(status("VmRSS"), status("VmHWM"), heap() >> 20);
    }

    private long status(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + replica.pid() + "/status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
                .findFirst()
                .orElseThrow();
    }

    private long heap() {
        String metrics = RestAssured.get("http://127.0.0.1:" + managementPort + "/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        return metrics.lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
