package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The parts of one platform, put together. To be used on its event loop only. */
final class Platform {
    final Vertx vertx;
    final SimulatedClock clock;
    final Journal journal;
    final Accounts accounts;
    final Users users;
    final Tokens tokens;
    final Quotas quotas;
    final QrCodes codes;
    final Menus menus;
    final Messages messages;
    final Codes loginCodes;
    final WebGrants webGrants;
    final Faults faults = new Faults();
    final Stats stats = new Stats();
    final Rids rids;
    final Callbacks callbacks;
    final PushEngine engine;
    final Actions actions;

    private Platform(Vertx vertx, Options options) {
        this.vertx = vertx;
        clock = new SimulatedClock(options.clock());
        journal = new Journal(vertx, options.stateFile(), options.saveDelay());
        journal.keep(
                "clock", () -> clock.offset().toString(), offset -> clock.shift(Duration.parse(offset.asText("PT0S"))));
        accounts = new Accounts(journal);
        users = new Users(journal, clock);
        tokens = new Tokens(journal, clock, accounts);
        quotas = new Quotas(journal, clock);
        codes = new QrCodes(journal, clock);
        menus = new Menus(journal, accounts);
        messages = new Messages(vertx, journal, clock);
        loginCodes = new Codes(clock);
        webGrants = new WebGrants(users, journal, clock);
        rids = new Rids(clock);
        callbacks = new Callbacks(vertx, options.pushDeadline(), clock);
        engine = new PushEngine(callbacks, clock, messages, accounts);
        actions = new Actions(this);
    }

    /** With the kept state, and with the wanted accounts or the demo ones. */
    static Platform open(Vertx vertx, Options options) {
        Platform platform = new Platform(vertx, options);
        try {
            platform.journal.load();
        } catch (Journal.Unreadable e) {
            // What was restored before the fault showed is dropped with the platform that holds it.
            platform = new Platform(vertx, options);
        }
        platform.lay(options.accounts());
        platform.journal.changed();
        return platform;
    }

    private void lay(@Nullable String wanted) {
        if (wanted == null) {
            accounts.addDemo();
            return;
        }
        JsonNode list = Json.parse(wanted.getBytes(StandardCharsets.UTF_8));
        if (list == null || !list.isArray()) {
            throw new IllegalArgumentException("accounts: a JSON array is needed");
        }
        list.forEach(accounts::put);
    }

    Endpoints endpoints() {
        Endpoints endpoints = new Endpoints();
        new TokenApi(accounts, tokens, quotas, rids).register(endpoints);
        new ServiceApi(this).register(endpoints);
        new MessageApi(users, messages, accounts, clock, journal).register(endpoints);
        new MiniProgramApi(this).register(endpoints);
        new AuthorizePage(this).register(endpoints);
        new WebGrantApi(this).register(endpoints);
        return endpoints;
    }
}
