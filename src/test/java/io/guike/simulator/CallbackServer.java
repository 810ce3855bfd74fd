package io.guike.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A callback endpoint that records what it is sent and answers as a test says. */
final class CallbackServer implements AutoCloseable {
    record Received(String method, Map<String, String> query, String contentType, String body) {
        String parameter(String name) {
            return query.getOrDefault(name, "");
        }

        /** A member of the XML body. */
        String member(String name) {
            try {
                return String.valueOf(PushFormat.readXml(body).get(name));
            } catch (Envelope.Broken e) {
                throw new AssertionError(body, e);
            }
        }

        /** The signature that the parameters should carry, over the ciphertext too where one is given. */
        String signedBy(Account account, String... encrypted) {
            return encrypted.length == 0
                    ? account.envelope().sign(parameter("timestamp"), parameter("nonce"))
                    : account.envelope().sign(parameter("timestamp"), parameter("nonce"), encrypted[0]);
        }
    }

    /** Decides the answer to the n-th request, counted from 1. */
    interface Script {
        String answer(int number, Received received) throws IOException;
    }

    /** Answers nothing and keeps the connection open. */
    static final String SILENCE = "\0silence";

    static final String ERROR_500 = "\0error";

    final List<Received> received = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Script script;

    CallbackServer(Script script) {
        this.script = script;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/wechat";
    }

    void answer(Script newScript) {
        script = newScript;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Received request = new Received(
                exchange.getRequestMethod(),
                parameters(exchange.getRequestURI().getRawQuery()),
                String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                body);
        int number;
        synchronized (this) {
            received.add(request);
            number = received.size();
        }
        String answer = script.answer(number, request);
        if (answer.equals(SILENCE)) {
            return;
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.equals(ERROR_500) ? 500 : 200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            parameters.put(
                    pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return parameters;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
