package io.guike.scancode;

import io.guike.platform.ProblemCode;

/** Why something about scan codes is refused. */
public enum ScanCodeProblem implements ProblemCode {
    UNKNOWN("scancode.unknown", 404, "没有这个码", "No such code"),
    RETIRED("scancode.retired", 409, "这个码已停用", "The code is retired"),
    PERMANENT_EXHAUSTED(
            "scancode.permanent-exhausted",
            409,
            "永久二维码数量已用完，请停用不再使用的码，或改用临时码、链接",
            "There are no permanent codes left: retire some, or use temporary codes or links"),
    PROMOTER_REQUIRED("scancode.promoter-required", 422, "导购码必须指定导购", "A promoter code needs a promoter"),
    TOO_MANY("scancode.too-many", 422, "一次处理的码太多", "Too many codes at once"),
    MEDIUM_MISSING("scancode.medium-missing", 404, "这个码没有这种形式", "The code was not wanted in this medium"),
    NOT_READY("scancode.not-ready", 409, "二维码还没有生成好，请稍后再试", "The picture is not ready yet"),
    NOT_FAILED("scancode.not-failed", 409, "没有需要重试的二维码", "There is nothing to try again"),
    FORMAT_UNSUPPORTED(
            "scancode.format-unsupported",
            422,
            "小程序码只有 jpeg 格式，其他码只有 png 和 svg 格式",
            "Mini-program codes come as jpeg only, all others as png or svg only"),
    WECHAT_UNAVAILABLE("scancode.wechat-unavailable", 503, "微信暂时没有响应，请稍后再试", "WeChat does not answer, try again later"),
    WECHAT_REFUSED("scancode.wechat-refused", 409, "微信没有接受这个请求", "WeChat refused the request"),
    NOTHING_TO_PRINT("scancode.nothing-to-print", 404, "没有可以打印的码", "There is no code to print"),
    GREETING_INVALID(
            "scancode.greeting-invalid",
            422,
            "欢迎语中只能使用 {store}、{promoter}、{code}",
            "A greeting knows {store}, {promoter} and {code} only");

    private final Meaning meaning;

    ScanCodeProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
