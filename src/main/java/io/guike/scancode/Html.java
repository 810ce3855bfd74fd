package io.guike.scancode;

import jakarta.ws.rs.core.Response;

/** Pages that need nothing but themselves. */
final class Html {

    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private Html() {}

    /** As text in an element or in a quoted attribute. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            switch (letter) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(letter);
            }
        }
        return safe.toString();
    }

    /** No script, nothing from elsewhere, and no address of ours in anybody's log. */
    static Response answer(String page) {
        return answer(200, page);
    }

    static Response answer(int status, String page) {
        return Response.status(status)
                .type("text/html;charset=UTF-8")
                .entity(page)
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-store")
                .build();
    }
}
