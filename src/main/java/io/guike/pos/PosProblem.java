package io.guike.pos;

import io.guike.platform.ProblemCode;

/** Why a till's request, or something about tills, is refused. */
public enum PosProblem implements ProblemCode {
    SIGNATURE_INVALID("pos.signature-invalid", 401, "请求签名无效", "The request's signature is not valid"),
    TIME_OUT_OF_WINDOW(
            "pos.time-out-of-window",
            401,
            "请求时间与服务器相差超过 5 分钟",
            "The request's time is more than five minutes off the server's"),
    NONCE_USED("pos.nonce-used", 409, "该请求已经收到过", "This very request has been received before"),
    RIGHT_MISSING("pos.right-missing", 403, "该系统没有这项权限", "This client lacks the right"),
    STORE_OUT_OF_SCOPE("pos.store-out-of-scope", 403, "该系统不能访问这家门店", "This client does not reach that store"),
    CLIENT_UNKNOWN("pos.client-unknown", 404, "没有这个接入系统", "No such client"),
    NAME_TAKEN("pos.name-taken", 409, "已有同名的接入系统", "A client of that name exists"),
    SCOPE_INVALID(
            "pos.scope-invalid", 422, "请选择全部门店，或列出门店", "Either all stores or a list of them, not both and not neither"),
    SECRET_UNKNOWN("pos.secret-unknown", 404, "没有这个密钥", "No such secret"),
    TWO_SECRETS("pos.two-secrets", 409, "已有两个有效密钥，请先停用较早的一个", "Two secrets are live: end the older one first");

    private final Meaning meaning;

    PosProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
