package io.guike.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The request ids that end every error message, and what was asked and answered under them. */
final class Rids {
    private static final int KEPT = 1000;
    private static final int MAX_TEXT = 2000;

    private final Map<String, ObjectNode> requests = new LinkedHashMap<>();
    private final SimulatedClock clock;

    Rids(SimulatedClock clock) {
        this.clock = clock;
    }

    String next() {
        return Long.toHexString(clock.seconds()) + "-" + Randoms.hex(8) + "-" + Randoms.hex(8);
    }

    void record(String rid, String url, String clientIp, String request, String response, long millis) {
        ObjectNode entry = Json.object()
                .put("invoke_time", clock.seconds())
                .put("cost_in_ms", millis)
                .put("request_url", url)
                .put("request_body", cut(request))
                .put("response_body", cut(response))
                .put("client_ip", clientIp);
        requests.put(rid, entry);
        if (requests.size() > KEPT) {
            requests.remove(requests.keySet().iterator().next());
        }
    }

    private static String cut(String text) {
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }

    ObjectNode get(String rid) {
        ObjectNode request = requests.get(rid);
        if (request == null) {
            throw new ApiError(ApiError.RID_UNKNOWN);
        }
        ObjectNode answer = Json.object().put("errcode", 0).put("errmsg", "ok");
        answer.set("request", request);
        return answer;
    }
}
