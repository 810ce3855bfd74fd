package io.guike.embedded;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/** Three masters on 127.0.0.1 that share the slots, without replicas. What a lost one held is gone. */
public final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    /** Nodes talk to each other on their port and this. */
    private static final int BUS = 10_000;

    private static final String PASSWORD = Secrets.password();

    private record Node(int port, Process process) {

        RedisURI uri() {
            return RedisURI.builder()
                    .withHost("127.0.0.1")
                    .withPort(port)
                    .withPassword(PASSWORD.toCharArray())
                    .build();
        }
    }

    private final List<Node> nodes = new ArrayList<>();

    public RedisCluster(Path directory) throws IOException {
        String program = ExecutableProvider.newJarResourceProvider(
                        Files.createDirectories(directory).toFile())
                .get()
                .getPath();
        for (int i = 0; i < MASTERS; i++) {
            nodes.add(start(program, Files.createDirectories(directory.resolve("node-" + i))));
        }
        nodes.forEach(node -> Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> ask(node, RedisCommands::ping).equals("PONG")));
        for (int i = 0; i < MASTERS; i++) {
            join(i);
        }
        nodes.forEach(node -> Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> isWhole(node)));
    }

    private static Node start(String program, Path directory) throws IOException {
        int port = freePort();
        Path settings = directory.resolve("redis.conf");
        Files.writeString(settings, """
                bind 127.0.0.1
                port %d
                requirepass %s
                masterauth %s
                cluster-enabled yes
                cluster-config-file nodes.conf
                cluster-node-timeout 2000
                cluster-require-full-coverage no
                save ""
                appendonly no
                dir "%s"
                """.formatted(port, PASSWORD, PASSWORD, directory));
        Process process = new ProcessBuilder(program, settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("redis.log").toFile())
                .start();
        return new Node(port, process);
    }

    /** Low enough for its bus to have a port as well. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = one.getLocalPort() - BUS;
                try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                    return other.getLocalPort();
                } catch (IOException taken) {
                    // Another one, then.
                }
            }
        }
    }

    private void join(int number) {
        int from = SLOTS * number / MASTERS;
        int to = SLOTS * (number + 1) / MASTERS;
        ask(
                nodes.get(number),
                redis -> redis.clusterAddSlots(IntStream.range(from, to).toArray()));
        if (number > 0) {
            ask(
                    nodes.get(0),
                    redis -> redis.clusterMeet("127.0.0.1", nodes.get(number).port()));
        }
    }

    private static boolean isWhole(Node node) {
        String info = ask(node, RedisCommands::clusterInfo);
        return info.contains("cluster_state:ok")
                && info.contains("cluster_slots_ok:" + SLOTS)
                && info.contains("cluster_known_nodes:" + MASTERS);
    }

    /** All of them, as the service's configuration wants them. */
    public String url() {
        return nodes.stream()
                .map(node -> "redis://:" + PASSWORD + "@127.0.0.1:" + node.port())
                .collect(Collectors.joining(","));
    }

    /** On the masters that live. */
    public List<String> keys() {
        return alive().stream()
                .flatMap(node -> ask(node, redis -> redis.keys("*")).stream())
                .toList();
    }

    public long nodesWithKeys() {
        return alive().stream()
                .filter(node -> ask(node, RedisCommands::dbsize) > 0)
                .count();
    }

    private List<Node> alive() {
        return nodes.stream().filter(node -> node.process().isAlive()).toList();
    }

    /** Without a last word. */
    public void killMaster(int number) {
        kill(nodes.get(number));
    }

    private static void kill(Node node) {
        try {
            node.process().destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static <T> T ask(Node node, Function<RedisCommands<String, String>, T> question) {
        RedisClient client = RedisClient.create(node.uri());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return question.apply(connection.sync());
        } finally {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        nodes.forEach(RedisCluster::kill);
    }
}
