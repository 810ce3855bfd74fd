package io.guike.simulator;

import io.guike.simulator.Endpoints.Access;
import io.guike.simulator.Endpoints.Method;
import io.guike.simulator.Endpoints.Site;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /connect/oauth2/authorize} in a browser. WeChat's own web view knows its user; here the user is the one that
 * the parameter {@code simulated_user} or else the cookie of that name holds the id or an openid of. Without either, a
 * frame that is called {@code wechat:{user}} is the phone of that user, and anybody else chooses among the people. {@code simulated_answer} is {@code allow} or {@code refuse}, as a tap on the
 * consent page of {@code snsapi_userinfo} says.
 *
 * <p>Who refuses is sent back with the state and without a code, as older texts of WeChat have it; background
 * knowledge, as newer ones leave the visitor where they are. The numbers of the fault page are background knowledge
 * too.
 */
final class AuthorizePage {
    static final String USER = "simulated_user";
    private static final String ANSWER = "simulated_answer";

    private final Accounts accounts;
    private final Users users;
    private final WebGrants grants;

    AuthorizePage(Platform platform) {
        accounts = platform.accounts;
        users = platform.users;
        grants = platform.webGrants;
    }

    void register(Endpoints endpoints) {
        endpoints.add(Site.OPEN, Method.GET, "/connect/oauth2/authorize", Access.OPEN, this::show);
    }

    private Answer show(Call call) {
        try {
            return show(call, AuthorizeRequest.read(accounts, call::query));
        } catch (AuthorizeRequest.Refused fault) {
            return AuthorizeHtml.fault(fault);
        }
    }

    private Answer show(Call call, AuthorizeRequest request) {
        Person visitor = visitor(call);
        if (visitor == null) {
            boolean mayBePhone = call.query(USER) == null;
            return AuthorizeHtml.choice(
                    request, mayBePhone, users.newestFirst(), person -> here(call, USER, person.id));
        }
        String answer = request.asks() ? String.valueOf(call.query(ANSWER)) : "allow";
        return switch (answer) {
            case "allow" -> Answer.redirect(request.allowed(grants.issue(visitor, request.account(), request.scope())));
            case "refuse" -> Answer.redirect(request.refused());
            default ->
                AuthorizeHtml.consent(
                        request,
                        visitor,
                        here(call, ANSWER, "allow"),
                        here(call, ANSWER, "refuse"),
                        here(call, USER, ""));
        };
    }

    /** A parameter that is there and empty asks for another visitor than the cookie's. */
    private @Nullable Person visitor(Call call) {
        String named = call.query(USER);
        String id = named == null ? call.cookie(USER) : named;
        return id == null ? null : users.find(id);
    }

    /** The address of this page with one of our own parameters set anew; WeChat's stay as they were written. */
    private static String here(Call call, String name, String value) {
        String others = Arrays.stream(call.writtenQuery().split("&"))
                .filter(parameter -> !parameter.startsWith(name + "=") && !parameter.startsWith(ANSWER + "="))
                .collect(Collectors.joining("&"));
        return call.path() + "?" + others + "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
