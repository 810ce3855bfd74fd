package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parametric codes of service accounts with the platform's limits. */
final class QrCodes {
    static final int MAX_PERMANENT = 100_000;
    static final long MAX_EXPIRE_SECONDS = 2_592_000;
    static final long DEFAULT_EXPIRE_SECONDS = 60;
    private static final String URL_PREFIX = "http://weixin.qq.com/q/";
    private static final int MAX_SCENE_LENGTH = 64;
    /** How long the picture and the "expired" answer of a temporary code outlive it. */
    private static final long REMEMBERED_SECONDS = Duration.ofDays(7).toSeconds();

    /** One code. Scenes are numbers or texts and never the same thing: {@code 7} is not {@code "7"}. */
    static final class Code {
        String appid = "";
        String ticket = "";
        String url = "";
        long sceneId;
        String sceneStr = "";
        boolean permanent;
        long createdAt;
        /** 0: never. */
        long expiresAt;

        String scene() {
            return sceneStr.isEmpty() ? Long.toString(sceneId) : sceneStr;
        }

        boolean expired(long now) {
            return !permanent && now >= expiresAt;
        }

        private String permanentKey() {
            return appid + (sceneStr.isEmpty() ? "#" : "$") + scene();
        }
    }

    private final Map<String, Code> byTicket = new LinkedHashMap<>();
    private final Map<String, Code> byUrl = new HashMap<>();
    private final Map<String, Code> permanents = new HashMap<>();
    private final Map<String, Integer> permanentCounts = new HashMap<>();
    private final Journal journal;
    private final SimulatedClock clock;
    private long sinceSweep;

    QrCodes(Journal journal, SimulatedClock clock) {
        this.journal = journal;
        this.clock = clock;
        journal.keep("codes", byTicket::values, this::restore);
    }

    private void restore(JsonNode kept) {
        kept.forEach(node -> add(Json.read(node, Code.class)));
    }

    private void add(Code code) {
        byTicket.put(code.ticket, code);
        byUrl.put(code.url, code);
        if (code.permanent) {
            permanents.put(code.permanentKey(), code);
            permanentCounts.merge(code.appid, 1, Integer::sum);
        }
    }

    /** {@code qrcode/create}: the answer of the platform. */
    ObjectNode create(Account account, JsonNode request) {
        Code code = read(request);
        code.appid = account.appid;
        code.createdAt = clock.seconds();
        if (code.permanent) {
            Code same = permanents.get(code.permanentKey());
            if (same != null) {
                return answer(same);
            }
            if (permanentCount(account) >= MAX_PERMANENT) {
                throw new ApiError(ApiError.QR_CODE_LIMIT);
            }
        } else {
            code.expiresAt = code.createdAt + lifeSeconds(request);
        }
        code.url = URL_PREFIX + "02" + Randoms.urlSafe(20);
        code.ticket = ticket(code);
        add(code);
        sweep();
        journal.changed();
        return answer(code);
    }

    private static ObjectNode answer(Code code) {
        ObjectNode answer = Json.object().put("ticket", code.ticket);
        if (!code.permanent) {
            answer.put("expire_seconds", code.expiresAt - code.createdAt);
        }
        return answer.put("url", code.url);
    }

    private static Code read(JsonNode request) {
        JsonNode scene = request.path("action_info").path("scene");
        Code code = new Code();
        switch (Json.text(request, "action_name", "")) {
            case "QR_SCENE" -> code.sceneId = sceneId(scene, 0xFFFF_FFFFL);
            case "QR_STR_SCENE" -> code.sceneStr = sceneStr(scene);
            case "QR_LIMIT_SCENE" -> {
                code.permanent = true;
                code.sceneId = sceneId(scene, MAX_PERMANENT);
            }
            case "QR_LIMIT_STR_SCENE" -> {
                code.permanent = true;
                code.sceneStr = sceneStr(scene);
            }
            default -> throw new ApiError(ApiError.INVALID_ACTION_NAME);
        }
        return code;
    }

    private static long sceneId(JsonNode scene, long max) {
        JsonNode id = scene.path("scene_id");
        long value = id.isTextual() && id.asText().matches("\\d{1,10}") ? Long.parseLong(id.asText()) : id.asLong(0);
        if (value < 1 || value > max) {
            throw new ApiError(ApiError.INVALID_ACTION_INFO);
        }
        return value;
    }

    private static String sceneStr(JsonNode scene) {
        String text = Json.text(scene, "scene_str", "");
        if (text.isEmpty() || text.length() > MAX_SCENE_LENGTH) {
            throw new ApiError(ApiError.INVALID_ACTION_INFO);
        }
        return text;
    }

    private static long lifeSeconds(JsonNode request) {
        JsonNode given = request.path("expire_seconds");
        if (given.isMissingNode() || given.isNull()) {
            return DEFAULT_EXPIRE_SECONDS;
        }
        long seconds = given.asLong(0);
        if (seconds < 1 || seconds > MAX_EXPIRE_SECONDS) {
            throw new ApiError(ApiError.INVALID_ACTION_INFO, "invalid action info, expire_seconds out of range");
        }
        return seconds;
    }

    /** The platform's layout: a head, the URL, the creation time and the life, in base64 with {@code +} and {@code /}. */
    private static String ticket(Code code) {
        byte[] url = code.url.getBytes(StandardCharsets.US_ASCII);
        long life = code.permanent ? 0 : code.expiresAt - code.createdAt;
        ByteBuffer bytes = ByteBuffer.allocate(30 + url.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x81).put((byte) 1).put(Randoms.bytes(2)).put((byte) 0x3c);
        bytes.put(new byte[8])
                .put((byte) 1)
                .put((byte) (url.length + 1))
                .put(url)
                .put((byte) 0);
        bytes.put((byte) 2).put((byte) 4).putInt((int) code.createdAt);
        bytes.put((byte) 3).put((byte) 4).putInt((int) life);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    /** Forgets temporary codes long expired, now and then. */
    private void sweep() {
        sinceSweep++;
        if (sinceSweep < 1000) {
            return;
        }
        sinceSweep = 0;
        long now = clock.seconds();
        List<Code> old = byTicket.values().stream()
                .filter(code -> !code.permanent && now > code.expiresAt + REMEMBERED_SECONDS)
                .toList();
        for (Code code : old) {
            byTicket.remove(code.ticket);
            byUrl.remove(code.url);
        }
    }

    int permanentCount(Account account) {
        return permanentCounts.getOrDefault(account.appid, 0);
    }

    @Nullable
    Code byTicket(String ticket) {
        return byTicket.get(ticket);
    }

    /** By the text that a phone reads out of the picture. */
    @Nullable
    Code byUrl(String url) {
        Code code = byUrl.get(url);
        return code == null && url.startsWith("https://") ? byUrl.get("http://" + url.substring(8)) : code;
    }

    static boolean isCodeUrl(String url) {
        return url.startsWith(URL_PREFIX) || url.startsWith("https://weixin.qq.com/q/");
    }

    /** The newest code of a scene, one that still works before one that has expired. */
    @Nullable
    Code byScene(Account account, String scene) {
        Code found = null;
        for (Code code : byTicket.values()) {
            boolean candidate = code.appid.equals(account.appid) && code.scene().equals(scene);
            if (candidate && (found == null || found.expired(clock.seconds()) || !code.expired(clock.seconds()))) {
                found = code;
            }
        }
        return found;
    }

    Collection<Code> newestFirst(@Nullable Account account) {
        List<Code> codes = new ArrayList<>();
        for (Code code : byTicket.values()) {
            if (account == null || code.appid.equals(account.appid)) {
                codes.add(code);
            }
        }
        Collections.reverse(codes);
        return codes;
    }
}
