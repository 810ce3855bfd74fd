package io.guike.simulator;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The pages of {@link AuthorizePage}: who is looking, may the account know them, and what is wrong. */
final class AuthorizeHtml {
    private static final int SHOWN_PEOPLE = 30;
    /** Framed by the phone only, which may be opened under either name of this machine. */
    private static final String POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors http://127.0.0.1:* http://localhost:*";

    /** Reads from the frame whose phone it is in. */
    private static final String PHONE_SCRIPT = "<script src=\"/phone/authorize.js\"></script>\n";

    private static final String FRAME = """
            <!doctype html>
            <html lang="zh-CN">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>%s</title>
              <link rel="stylesheet" href="/phone/authorize.css">
            %s</head>
            <body>
            <main>
            %s</main>
            </body>
            </html>
            """;

    private AuthorizeHtml() {}

    private static Answer page(String title, String content) {
        return page(title, "", POLICY, content);
    }

    private static Answer page(String title, String script, String policy, String content) {
        return Answer.page(
                FRAME.formatted(title, script, content),
                Map.of("Cache-Control", "no-store", "Content-Security-Policy", policy));
    }

    static Answer consent(AuthorizeRequest request, Person visitor, String allow, String refuse, String other) {
        return page("微信授权", """
                %s
                <p class="asks" title="asks for">申请获得以下权限</p>
                <ul><li>获得你的昵称、头像、地区及性别 <small>nickname, avatar, area and sex</small></li></ul>
                <p class="visitor"><span class="avatar" aria-hidden="true">%s</span><span>%s</span>
                <a href="%s" title="browse as somebody else">换人</a></p>
                <p class="answer"><a class="refuse" href="%s" title="refuse">拒绝</a>
                <a class="allow" href="%s" title="allow">允许</a></p>
                """.formatted(
                        head(request),
                        initial(visitor.nickname),
                        escaped(visitor.nickname),
                        escaped(other),
                        escaped(refuse),
                        escaped(allow)));
    }

    /** @param mayBePhone whether the frame's name may answer the question */
    static Answer choice(
            AuthorizeRequest request, boolean mayBePhone, Collection<Person> people, Function<Person, String> address) {
        String rows = people.stream()
                .limit(SHOWN_PEOPLE)
                .map(person -> "<li><a href=\"%s\"><span class=\"avatar\" aria-hidden=\"true\">%s</span>%s</a></li>\n"
                        .formatted(escaped(address.apply(person)), initial(person.nickname), escaped(person.nickname)))
                .collect(Collectors.joining());
        String list = rows.isEmpty()
                ? "<p>还没有人，请先在<a href=\"/phone/\" target=\"_top\">手机</a>里新建一个。</p>\n"
                : "<ul class=\"people\">\n" + rows + "</ul>\n";
        String content = head(request) + "<p class=\"asks\" title=\"Who is browsing?\">谁在打开这个网页？</p>\n" + list;
        return mayBePhone
                ? page("谁在用微信", PHONE_SCRIPT, POLICY + "; script-src 'self'", content)
                : page("谁在用微信", content);
    }

    private static String head(AuthorizeRequest request) {
        String name = request.account().name;
        return "<header><span class=\"avatar account\" aria-hidden=\"true\">%s</span><h1>%s</h1></header>\n"
                .formatted(initial(name), escaped(name));
    }

    static Answer fault(AuthorizeRequest.Refused fault) {
        String code = fault.code() == 0 ? "" : "<p class=\"code\">错误码：" + fault.code() + "</p>\n";
        return page(
                "出错了",
                "<header><span class=\"avatar fault\" aria-hidden=\"true\">!</span><h1>%s</h1></header>\n%s"
                        .formatted(escaped(String.valueOf(fault.getMessage())), code));
    }

    private static String initial(String name) {
        return name.isEmpty() ? "·" : escaped(Character.toString(name.codePointAt(0)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
