package io.guike.wechat;

import io.guike.access.AuditLog;
import io.guike.access.CurrentCaller;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.Map;

@Path("/api/hq/wechat/menu")
class MenuResource {

    @Inject
    WeChat wechat;

    @Inject
    AuditLog audit;

    @Inject
    CurrentCaller caller;

    /** Replacing a menu by the same menu changes nothing, so it needs no idempotency key. */
    @PUT
    public Uni<Menu> publish(@Valid @NotNull Menu menu) {
        return wechat.publishMenu(menu)
                .onFailure(failure -> failure instanceof WeChatRefused refused && !refused.isPassing())
                .transform(failure -> WeChatProblem.MENU_REFUSED.because(String.valueOf(failure.getMessage())))
                .chain(() -> audit.record(caller.get(), "wechat.menu", "service-account", Map.of("menu", menu)))
                .replaceWith(menu);
    }
}
