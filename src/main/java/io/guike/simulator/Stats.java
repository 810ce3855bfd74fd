package io.guike.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How often each endpoint was called, how often it refused and what was paid for. */
final class Stats {
    private record Endpoint(String appid, String path) implements Comparable<Endpoint> {
        @Override
        public int compareTo(Endpoint other) {
            int byPath = path.compareTo(other.path);
            return byPath != 0 ? byPath : appid.compareTo(other.appid);
        }
    }

    private static final int MAX_ENDPOINTS = 5000;

    private final Map<Endpoint, Integer> calls = new TreeMap<>();
    private final Map<Endpoint, Integer> errors = new TreeMap<>();
    private final Map<Endpoint, Integer> charged = new TreeMap<>();

    void call(@Nullable String appid, String path) {
        count(calls, appid, path);
    }

    void error(@Nullable String appid, String path) {
        count(errors, appid, path);
    }

    /** A call that costs money. */
    void charge(String appid, String path) {
        count(charged, appid, path);
    }

    private static void count(Map<Endpoint, Integer> counts, @Nullable String appid, String path) {
        Endpoint endpoint = new Endpoint(appid == null ? "" : appid, path);
        if (counts.size() < MAX_ENDPOINTS || counts.containsKey(endpoint)) {
            counts.merge(endpoint, 1, Integer::sum);
        }
    }

    ObjectNode view(@Nullable String appid) {
        ObjectNode view = Json.object();
        sum(calls, appid, view.putObject("calls"));
        sum(errors, appid, view.putObject("errors"));
        sum(charged, appid, view.putObject("charged"));
        return view;
    }

    private static void sum(Map<Endpoint, Integer> counts, @Nullable String appid, ObjectNode into) {
        counts.forEach((endpoint, count) -> {
            if (appid == null || appid.equals(endpoint.appid)) {
                into.put(endpoint.path, into.path(endpoint.path).asInt(0) + count);
            }
        });
    }

    void clear() {
        calls.clear();
        errors.clear();
        charged.clear();
    }
}
