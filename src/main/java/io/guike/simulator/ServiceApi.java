package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.guike.simulator.Endpoints.Access;
import io.guike.simulator.Endpoints.Method;
import io.guike.simulator.Endpoints.Site;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** What a service account calls: codes, fans, menu. */
final class ServiceApi {
    private static final int PAGE = 10_000;
    private static final int BATCH = 100;
    private static final int PICTURE_WIDTH = 430;

    private final Vertx vertx;
    private final QrCodes codes;
    private final Users users;
    private final Menus menus;
    private final Journal journal;

    ServiceApi(Platform platform) {
        vertx = platform.vertx;
        codes = platform.codes;
        users = platform.users;
        menus = platform.menus;
        journal = platform.journal;
    }

    void register(Endpoints endpoints) {
        Access certified = Access.CERTIFIED_SERVICE;
        endpoints.add(Site.API, Method.POST, "/cgi-bin/qrcode/create", certified, this::createCode);
        endpoints.addAsync(Site.MP, Method.GET, "/cgi-bin/showqrcode", Access.OPEN, this::showCode);
        endpoints.add(Site.API, Method.GET, "/cgi-bin/user/info", certified, this::info);
        endpoints.add(Site.API, Method.POST, "/cgi-bin/user/info/batchget", certified, this::infos);
        endpoints.add(Site.API, Method.POST, "/cgi-bin/user/info/updateremark", certified, this::remark);
        endpoints.add(Site.API, Method.GET, "/cgi-bin/user/get", certified, this::followers);
        endpoints.add(Site.API, Method.POST, "/cgi-bin/menu/create", certified, this::createMenu);
        endpoints.add(
                Site.API, Method.GET, "/cgi-bin/menu/get", certified, call -> Answer.json(menus.get(call.account())));
        endpoints.add(Site.API, Method.GET, "/cgi-bin/menu/delete", certified, this::deleteMenu);
        endpoints.add(
                Site.API,
                Method.GET,
                "/cgi-bin/get_current_selfmenu_info",
                certified,
                call -> Answer.json(menus.selfMenu(call.account())));
    }

    private Answer createCode(Call call) {
        return Answer.json(codes.create(call.account(), call.json()));
    }

    private Future<Answer> showCode(Call call) {
        String ticket = call.query("ticket");
        QrCodes.Code code = ticket == null ? null : codes.byTicket(ticket);
        if (code == null) {
            return Future.succeededFuture(new Answer(
                    404, "text/plain", Buffer.buffer(Json.bytes(ApiError.body(40097, "invalid ticket", call.rid())))));
        }
        return vertx.executeBlocking(() -> Pictures.jpeg(code.url, PICTURE_WIDTH), false)
                .map(picture -> Answer.picture("image/jpg", picture));
    }

    private Answer info(Call call) {
        Users.Known known = users.require(call.account(), call.required("openid", ApiError.INVALID_OPENID));
        String lang = call.query("lang");
        return Answer.json(info(call.account(), known, lang == null ? "zh_CN" : lang));
    }

    /** Names, sexes, places and pictures have not been given since 2021: the members are there and empty. */
    private ObjectNode info(Account account, Users.Known known, String lang) {
        Person.Fan fan = known.fan();
        ObjectNode info = Json.object().put("subscribe", fan.following ? 1 : 0).put("openid", fan.openid);
        String unionid = users.unionid(known.person(), account);
        if (fan.following) {
            info.put("nickname", "")
                    .put("sex", 0)
                    .put("language", lang)
                    .put("city", "")
                    .put("province", "")
                    .put("country", "")
                    .put("headimgurl", "")
                    .put("subscribe_time", fan.subscribeTime);
        }
        if (unionid != null) {
            info.put("unionid", unionid);
        }
        if (fan.following) {
            info.put("remark", fan.remark).put("groupid", 0).putArray("tagid_list");
            info.put("subscribe_scene", fan.subscribeScene)
                    .put("qr_scene", fan.qrScene)
                    .put("qr_scene_str", fan.qrSceneStr);
        }
        return info;
    }

    private Answer infos(Call call) {
        JsonNode list = call.json().path("user_list");
        if (!list.isArray() || list.isEmpty() || list.size() > BATCH) {
            throw new ApiError(ApiError.INVALID_LIST_LENGTH);
        }
        ObjectNode answer = Json.object();
        ArrayNode infos = answer.putArray("user_info_list");
        for (JsonNode wanted : list) {
            Users.Known known = users.require(call.account(), Json.text(wanted, "openid"));
            infos.add(info(call.account(), known, Json.text(wanted, "lang", "zh_CN")));
        }
        return Answer.json(answer);
    }

    private Answer remark(Call call) {
        JsonNode body = call.json();
        Users.Known known = users.require(call.account(), Json.text(body, "openid"));
        String remark = Json.text(body, "remark", "");
        if (remark.length() >= 30) {
            throw new ApiError(ApiError.INVALID_ARGUMENT, "invalid remark");
        }
        known.fan().remark = remark;
        journal.changed();
        return Answer.ok();
    }

    private Answer followers(Call call) {
        List<String> all = users.followers(call.account());
        String after = call.query("next_openid");
        int start = 0;
        if (after != null && !after.isEmpty()) {
            users.require(call.account(), after);
            start = all.indexOf(after) + 1;
        }
        List<String> page = all.subList(start, Math.min(all.size(), start + PAGE));
        ObjectNode answer = Json.object().put("total", all.size()).put("count", page.size());
        if (!page.isEmpty()) {
            ArrayNode openids = answer.putObject("data").putArray("openid");
            page.forEach(openids::add);
        }
        return Answer.json(answer.put("next_openid", page.isEmpty() ? "" : page.get(page.size() - 1)));
    }

    private Answer createMenu(Call call) {
        menus.create(call.account(), call.json());
        return Answer.ok();
    }

    private Answer deleteMenu(Call call) {
        menus.delete(call.account());
        return Answer.ok();
    }
}
