package io.guike.work;

import java.util.regex.Pattern;

/**
 * What a queue's table keeps of a failure: enough to see what went wrong, and nothing of whom it went wrong for. The
 * whole failure stands in the log, which is not shown to anybody by the API.
 */
final class LastError {

    private static final int MOST = 500;

    /** Ids of rows, which tell nothing by themselves. */
    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    /** PostgreSQL's {@code Key (column)=(value)}, addresses, quoted values, names, long numbers. */
    private static final String VALUE =
            "(?<==)\\([^)]*\\)|[^\\s\"'<>()]+@[^\\s\"'<>()]+|(?<![A-Za-z])'[^']*'|\"[^\"]*\"|\\p{IsHan}+|\\d{7,}";

    /** openids, unionids, tokens, tickets; an openid may do without a digit. */
    private static final String TOKEN = "(?<![\\w-])(?:o[\\w-]{27}(?![\\w-])|(?=[A-Za-z_-]*\\d)[\\w-]{20,})";

    private static final Pattern TELLING = Pattern.compile(UUID + "|" + VALUE + "|" + TOKEN);

    /** Besides ids: names of constraints, columns and states, which PostgreSQL quotes as well. */
    private static final Pattern KEPT = Pattern.compile(UUID + "|[\"'][A-Za-z][A-Za-z_]*[\"']");

    private LastError() {}

    static String of(Throwable failure) {
        return shortened(withoutPeople(failure.toString()), MOST);
    }

    /** Also for rows that an older version wrote. */
    static String shown(String stored, int most) {
        return shortened(withoutPeople(stored), most);
    }

    private static String withoutPeople(String text) {
        return TELLING.matcher(text)
                .replaceAll(found -> KEPT.matcher(found.group()).matches() ? found.group() : "…");
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
