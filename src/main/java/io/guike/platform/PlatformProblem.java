package io.guike.platform;

/** Codes that belong to no capability. */
public enum PlatformProblem implements ProblemCode {
    REQUEST_INVALID("request.invalid", 400, "请求内容有误", "The request is not valid"),
    REQUEST_TOO_LARGE("request.too-large", 413, "请求内容过大", "The request is too large"),
    CURSOR_INVALID("request.cursor-invalid", 400, "翻页标记无效", "The page cursor is not valid"),
    UNSUPPORTED("request.unsupported", 415, "不支持的内容类型", "This media type is not supported"),
    NOT_FOUND("request.not-found", 404, "没有找到", "Not found"),
    METHOD_NOT_ALLOWED("request.method-not-allowed", 405, "不支持的操作", "This method is not allowed here"),
    UNAUTHENTICATED("auth.required", 401, "请先登录", "Sign in first"),
    FORBIDDEN("auth.forbidden", 403, "没有权限", "You may not do this"),
    PASSWORD_CHANGE_REQUIRED("auth.password-change-required", 403, "请先修改初始密码", "Change the first password first"),
    TOO_MANY("request.too-many", 429, "操作太频繁，请稍后再试", "Too many requests, try again later"),
    KEY_MISSING("idempotency.key-missing", 400, "缺少 Idempotency-Key", "The Idempotency-Key header is missing"),
    KEY_REUSED(
            "idempotency.key-reused",
            422,
            "同一个 Idempotency-Key 不能用于不同的请求",
            "This Idempotency-Key was used with another request"),
    ANSWER_GONE(
            "idempotency.answer-gone",
            410,
            "此前已办理；涉及的顾客已注销，不再显示结果",
            "Done before; whom the answer was about was erased, and it is gone"),
    BUSY("service.busy", 503, "系统繁忙，请稍后再试", "The service is busy, try again later"),
    INTERNAL("service.failed", 500, "系统出错了，我们已经记录", "Something failed on our side; it has been recorded");

    private final Meaning meaning;

    PlatformProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
