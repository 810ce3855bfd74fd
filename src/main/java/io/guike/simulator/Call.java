package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** One call of the platform's API. */
final class Call {
    private final HttpServerRequest request;
    private final Buffer body;
    private final String rid;
    private @Nullable Account account;

    Call(HttpServerRequest request, Buffer body, String rid) {
        this.request = request;
        this.body = body;
        this.rid = rid;
    }

    String rid() {
        return rid;
    }

    boolean isPost() {
        return request.method().equals(HttpMethod.POST);
    }

    /** A parameter of the query, or null. */
    @Nullable
    String query(String name) {
        return request.getParam(name);
    }

    /** The query as it was written, empty where there is none. */
    String writtenQuery() {
        String query = request.query();
        return query == null ? "" : query;
    }

    @Nullable
    String cookie(String name) {
        Cookie cookie = request.getCookie(name);
        return cookie == null ? null : cookie.getValue();
    }

    String path() {
        return request.path();
    }

    String required(String name, int error) {
        String value = request.getParam(name);
        if (value == null || value.isEmpty()) {
            throw new ApiError(error);
        }
        return value;
    }

    /** The body as a JSON object, whatever type its header claims. */
    JsonNode json() {
        return json(ApiError.NOT_JSON);
    }

    JsonNode json(int error) {
        JsonNode node = Json.parse(body.getBytes());
        if (node == null || !node.isObject()) {
            throw new ApiError(error);
        }
        return node;
    }

    Buffer body() {
        return body;
    }

    String remoteIp() {
        return request.remoteAddress().hostAddress();
    }

    void speaksFor(Account caller) {
        account = caller;
    }

    /** The account whose token the call carries; only for endpoints that need one. */
    Account account() {
        if (account == null) {
            throw new ApiError(ApiError.MISSING_TOKEN);
        }
        return account;
    }
}
