/**
 * A WeChat platform on loopback: tokens, parametric QR codes, mini-program codes, fans, menus, customer-service
 * messages, passive replies and the push engine, with the platform's own limits, error numbers and content types.
 *
 * <p>Invariants: it imports nothing of the application and nothing but {@code embedded} starts it; it listens on
 * 127.0.0.1 only; all state belongs to one event loop thread, so no call sees half a change; every period is measured
 * on the simulator's own clock, which the admin API can move; state survives a restart when a state file is given.
 *
 * <p>Terms: service account 服务号, mini-program 小程序, original id 原始ID ({@code gh_…}), open platform account
 * 开放平台账号 (joins unionids), parametric code 带参数二维码, passive reply 被动回复, customer-service message 客服消息,
 * follow 关注, unfollow 取消关注.
 *
 * <h2>Platform</h2>
 *
 * <p>Requests are told apart by {@code Host} or by an absolute-form target ({@code api.weixin.qq.com},
 * {@code mp.weixin.qq.com}, …); on a loopback host every path of every WeChat host is served. Served paths:
 * {@code /cgi-bin/token}, {@code stable_token}, {@code qrcode/create}, {@code showqrcode}, {@code user/info},
 * {@code user/info/batchget}, {@code user/info/updateremark}, {@code user/get}, {@code message/custom/send},
 * {@code message/custom/typing}, {@code menu/create|get|delete}, {@code get_current_selfmenu_info},
 * {@code ticket/getticket}, {@code clear_quota}, {@code clear_quota/v2}, {@code openapi/quota/get},
 * {@code openapi/rid/get}, {@code get_api_domain_ip}, {@code getcallbackip}; {@code /wxa/getwxacodeunlimit},
 * {@code /wxa/business/getuserphonenumber}, {@code /wxa/checksession}, {@code /wxa/getuserriskrank}; {@code /sns/jscode2session},
 * {@code /sns/oauth2/access_token|refresh_token}, {@code /sns/userinfo}, {@code /sns/auth};
 * {@code /connect/oauth2/authorize}, where the parameter or cookie {@code simulated_user} says who is browsing, or else
 * the name {@code wechat:{user}} of the frame, as the phone's own browser has it; {@code simulated_answer=allow|refuse}
 * is a tap on the consent page.
 *
 * <h2>Admin API</h2>
 *
 * <p>JSON under {@code /simulator}. A failure is 4xx with {@code {"error":"…"}}. {@code {user}} is a person's id or
 * any of their openids; {@code {appid}} is an appid or an original id.
 *
 * <pre>
 * GET    /simulator/health                     {"status":"UP"}
 *
 * GET    /simulator/accounts                   {"accounts":[ACCOUNT]}
 * POST   /simulator/accounts                   ACCOUNT with any field left out (made up)     201 ACCOUNT
 * GET    /simulator/accounts/{appid}           ACCOUNT
 * PATCH  /simulator/accounts/{appid}           the fields to change, e.g. {"callbacks":["http://127.0.0.1:8080/wechat/mp"],
 *                                              "mode":"safe"}                                  ACCOUNT
 * POST   /simulator/accounts/{appid}/verify-callbacks     (the "save server config" check, GET with echostr)
 *                                              {"ok":true,"results":[{"url","status":200,"ok":true,"answer":"…"}]}
 * POST   /simulator/accounts/{appid}/tokens    {"action":"expire"}      every token expires now     (42001), 204
 *                                              {"action":"invalidate"}  every token is unknown now  (40001)
 *                                              {"action":"freeze"|"unfreeze"}  the secret           (40243)
 * PUT    /simulator/accounts/{appid}/quotas    {"path":"/cgi-bin/user/info","dailyLimit":3}   45009 beyond
 *                                              {"path":"/sns/jscode2session","minuteLimit":3}  45011 beyond, by user
 *        ACCOUNT = {"appid":"wx…","originalId":"gh_…","kind":"service"|"mini-program","name":"…","secret":"…",
 *          "token":"…","encodingAesKey":"43 characters","callbacks":["http://…"],"mode":"plain"|"compatible"|"safe",
 *          "format":"xml"|"json","certified":true,"openPlatform":"op-1"|null,"unionid":true,"allowedIps":[],
 *          "domains":["localhost","127.0.0.1"] (网页授权域名),"phoneCallsLeft":1000|null (no end),
 *          "pages":["pages/index/index"],"frozen":false,"followers":12}
 *        "openPlatform":null binds the account to no open platform account and "unionid":false withholds what it would
 *        be shown; either way unionids appear late when they are switched on
 *
 * GET    /simulator/users?q=&amp;offset=0&amp;limit=100  {"users":[USER],"total":1}   q: part of the nickname or phone
 *                                              number, or a whole id or openid
 * POST   /simulator/users                      {"nickname":"小林","phone":"13800000000"?,"phones":["+852 61234567"]?,
 *                                              "count":1?}
 *                                              201 USER, with count {"users":[USER]}
 * GET    /simulator/users/{user}               USER
 * PATCH  /simulator/users/{user}               {"nickname"?,"phone" or "phones"?,"snapshot":true?,"riskRank":4?,
 *                                              "loginBlocked":true?}                           USER
 * PUT    /simulator/users/{user}/blocked       {"appid","blocked":true}  refuses messages (48002)   USER
 *        USER = {"id":"u1","nickname":"小林","phone":"…" (the first),"phones":["…"],"chargedPhoneCalls":0,
 *          "riskRank":0 (to 4),"loginBlocked":false (40226),"snapshot":false (sees web pages as the virtual user
 *          of a snapshot),"accounts":[{"appid","openid","unionid","following":true,
 *          "blocked":false}]}                    openid of an account the person never met is absent
 *
 * POST   /simulator/users/{user}/openid        {"appid"}  {"openid","unionid"}: meets the account without any event
 * POST   /simulator/users/{user}/follow        {"appid","ticket"?}                            ACTION
 * POST   /simulator/users/{user}/unfollow      {"appid"}                                      ACTION
 * POST   /simulator/users/{user}/scan          one of {"ticket"} {"appid","scene"} {"text":"content of the code"},
 *                                              or a PNG/JPEG body; "follow":false only looks  SCANNED
 * POST   /simulator/users/{user}/messages      {"appid","text":"你好"}                          ACTION
 * POST   /simulator/users/{user}/menu          {"appid","key"} or {"appid","path":[0,1]}      ACTION or SCANNED (links)
 * POST   /simulator/users/{user}/mini-program  {"appid"} opens the customer-service session   ACTION
 * POST   /simulator/users/{user}/login-codes   {"appid"} {"code"}     for jscode2session
 * POST   /simulator/users/{user}/phone-codes   {"appid","phone"?} {"code"}     for getuserphonenumber; 409 without a
 *                                              number, and with errno 1400001 when the package is used up
 * POST   /simulator/users/{user}/privacy       {"appid","event":"user_info_modified"|"user_authorization_revoke"|
 *                                              "user_authorization_cancellation","revokeInfo":"8"?,"pluginId"?,
 *                                              "openPid"?}   as WeChat's settings do            ACTION
 * POST   /simulator/users/{user}/request       {"appid","method":"POST","path":"/api/…","header":{}?,"data"?}
 *                                              as wx.request: below /api/ of the application on this machine that the
 *                                              mini-program's callbacks name; data of a GET goes into the query; an
 *                                              answer of at most 4 MiB within 30 s, else 502 or 504 "request:fail …"
 *                                              {"statusCode":200,"header":{…},"data":JSON or text}
 * POST   /simulator/users/{user}/oauth-codes   {"appid","scope":"snsapi_base"|"snsapi_userinfo"?} {"code"}
 *                                              as the authorize page would give it back, without a browser
 *        ACTION = {"event":"subscribe"|"SCAN"|"CLICK"|"text"|…|null,"openid","pushes":[PUSH]}
 *        SCANNED = {"opens":"conversation"|"profile","appid",…ACTION}
 *          | {"opens":"mini-program","appid","page","scene","query":"scene=…","envVersion","openid"}
 *          | {"opens":"web","url"} | {"opens":"text","text"} | {"opens":"expired","message":"二维码已过期"}
 *        Every action takes "wait":true (answer when the pushes are settled) and "push":FAULTS (these pushes only).
 *
 * GET    /simulator/users/{user}/conversations            {"conversations":[{"appid","name","last":MESSAGE}]}
 * GET    /simulator/users/{user}/conversations/{appid}?since=SEQ&amp;wait=20    {"messages":[MESSAGE],"seq":17}
 *        Messages after SEQ; with wait the answer is held up to that many seconds (at most 60) until there is one.
 *        MESSAGE = {"seq":17,"at":"2026-01-02T03:04:05Z","from":"user"|"account"|"system","via":"passive"|"custom"?,
 *          "type":"text"|"news"|"image"|…,"text":"…","articles":[{"title","description","url","picUrl"}]?,"content":{}?}
 * GET    /simulator/users/{user}/menus/{appid}            {"buttons":[…]} as the conversation shows it
 *
 * POST   /simulator/decode                     PNG/JPEG body                                  {"text":"…"}, 422 none
 * GET    /simulator/codes?appid=&amp;q=&amp;offset=&amp;limit=  {"codes":[{"appid","ticket","url","scene","permanent",
 *                                              "expiresAt","expired"}],"permanent":n,"total":n}   newest first;
 *                                              q: part of the scene, or a whole ticket
 *
 * GET    /simulator/clock                      {"now":"2026-01-02T03:04:05Z","offset":"PT0S"}
 * POST   /simulator/clock/advance              {"by":"PT48H"} | {"by":"P3D"}                  as GET
 * PUT    /simulator/clock                      {"now":"…"}, {"offset":"PT0S"}                 as GET
 *
 * GET    /simulator/faults                     {"faults":[FAULT]}
 * POST   /simulator/faults                     FAULT without id                               201 FAULT
 * DELETE /simulator/faults[/{id}]              204
 *        FAULT = {"id":1,"path":"/cgi-bin/user/info" | "*","appid":null,"times":2 (absent: until deleted),
 *          "delayMs":0,"errcode":-1,"errmsg":"…"?,"status":502,"cut":"before"|"after","truncate":true,"hits":0}
 *          "after" cuts the connection when the call has taken effect; delayMs alone only delays.
 *
 * GET    /simulator/pushes?appid=&amp;openid=&amp;since=ID&amp;limit=100   {"pushes":[PUSH]}   oldest first, last 1000 kept
 * GET    /simulator/pushes/{id}                PUSH
 * POST   /simulator/pushes                     {"appid","user"?, one of "fields":{"MsgType":"event","Event":"…",…}
 *                                              or "body":"raw text sent as it is","query":{…}?,"push":FAULTS?,"wait":true?}
 *                                                                                             202 {"pushes":[PUSH]}
 * POST   /simulator/pushes/{id}/resend         sends the same message again, as WeChat repeats; {"copies":1,"exact":false,"wait":true};
 *                                              exact repeats signature, nonce and body to the byte    PUSH
 * GET    /simulator/pushes/held                {"pushes":[PUSH]}
 * POST   /simulator/pushes/release             {"ids":[3,1,2],"wait":true} in this order, each after the other's answer;
 *                                              {} releases all                                {"pushes":[PUSH]}
 * GET    /simulator/push-faults                {appid: FAULTS}
 * PUT    /simulator/push-faults/{appid}        FAULTS, for every push of the account until deleted, or "times":n pushes
 * DELETE /simulator/push-faults/{appid}        204
 *        FAULTS = {"copies":3 (sent in parallel),"repeats":1 (sent again after success),"hold":true,
 *          "wrongSignature":true,"staleBy":"PT10M","wrongAppid":"wx0000000000000000" (not in plain mode),"times":1?}
 *        PUSH = {"id":7,"appid","openid","msgType":"event","event":"SCAN","eventKey","ticket","msgId":"24…"|absent,
 *          "createTime":1767323045,"at":"…","outcome":"pending"|"held"|"delivered"|"replied"|"unparsable"|"failed"
 *          |"no-callback",
 *          "attempts":[{"copy":1,"attempt":1,"url":"http://…","status":200,"durationMs":12,
 *            "verdict":"success"|"reply"|"unparsable"|"http-error"|"timeout"|"connection","detail":"…"?}]}
 *
 * GET    /simulator/stats?appid=               {"calls":{"/cgi-bin/token":3},"errors":{"/cgi-bin/user/info":1},
 *                                              "charged":{"/wxa/business/getuserphonenumber":1}}
 * DELETE /simulator/stats                      204
 * </pre>
 *
 * <p>{@code /} leads to {@code /phone/}, the phone in the browser; its files are the class path folder
 * {@code simulator/}. The mini-program that it runs is the shop's own program, as WeChat would have been given it: what
 * stands below {@code /phone/card/} is the class path folder {@code META-INF/resources/card/}, which the application serves
 * as its web page too. Without it, or without an application behind the account, the phone only tells what it would open.
 */
@NullMarked
package io.guike.simulator;

import org.jspecify.annotations.NullMarked;
