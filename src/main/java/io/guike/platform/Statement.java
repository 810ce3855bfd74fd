package io.guike.platform;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.impl.ArrayTuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement as PostgreSQL takes it: {@code $1}, {@code $2} … for the named parameters, one for each place, because a
 * name may stand for a text here and for a number there. {@code in (:names)} takes a collection, as one array.
 */
final class Statement {

    /** What the pattern passes over comes first: quoted text, quoted names, comments, casts. */
    private static final Pattern PARTS = Pattern.compile(
            "'[^']*'|\"[^\"]*\"|--[^\\n]*|::"
                    + "|\\b(?<not>not\\s+)?in\\s*\\(\\s*:(?<list>\\w+)\\s*\\)"
                    + "|:(?<name>[A-Za-z]\\w*)",
            Pattern.CASE_INSENSITIVE);

    /** Texts are written in the code, some with a few variants; this bounds a mistake. */
    private static final int MOST_REMEMBERED = 5_000;

    private static final Map<String, Statement> REMEMBERED = new ConcurrentHashMap<>();

    private final String text;
    private final Place[] places;

    /** The driver casts where it could convert; an empty array may be one of anything. */
    private static final class Values extends ArrayTuple {

        Values(int size) {
            super(size);
        }

        @Override
        public UUID @Nullable [] getArrayOfUUIDs(int position) {
            return getValue(position) instanceof Object[] array && array.length == 0
                    ? new UUID[0]
                    : super.getArrayOfUUIDs(position);
        }
    }

    private record Place(String name, boolean list) {}

    private Statement(String text, Place[] places) {
        this.text = text;
        this.places = places;
    }

    static Statement of(String named) {
        Statement known = REMEMBERED.get(named);
        if (known != null) {
            return known;
        }
        Statement parsed = parse(named);
        if (REMEMBERED.size() < MOST_REMEMBERED) {
            REMEMBERED.put(named, parsed);
        }
        return parsed;
    }

    private static Statement parse(String named) {
        List<Place> places = new ArrayList<>();
        Matcher part = PARTS.matcher(named);
        StringBuilder text = new StringBuilder();
        while (part.find()) {
            String list = part.group("list");
            String name = part.group("name");
            String written = part.group();
            if (list != null) {
                places.add(new Place(list, true));
                written = (part.group("not") == null ? "= any($" : "<> all($") + places.size() + ")";
            } else if (name != null) {
                places.add(new Place(name, false));
                written = "$" + places.size();
            }
            part.appendReplacement(text, Matcher.quoteReplacement(written));
        }
        part.appendTail(text);
        return new Statement(text.toString(), places.toArray(Place[]::new));
    }

    String text() {
        return text;
    }

    /** @throws IllegalArgumentException where a name has no value, or a value no place */
    Tuple bind(Map<String, @Nullable Object> values) {
        Values bound = new Values(places.length);
        for (Place place : places) {
            Object value = values.get(place.name());
            if (value == null && !values.containsKey(place.name())) {
                throw new IllegalArgumentException("No value for :" + place.name() + " in " + text);
            }
            bound.addValue(place.list() ? array(place, value) : known(value));
        }
        values.keySet().forEach(this::mustHavePlace);
        return bound;
    }

    private void mustHavePlace(String name) {
        for (Place place : places) {
            if (place.name().equals(name)) {
                return;
            }
        }
        throw new IllegalArgumentException("No place for :" + name + " in " + text);
    }

    /** The driver knows neither moments nor bare bytes, and PostgreSQL's texts hold no zero. */
    private static @Nullable Object known(@Nullable Object value) {
        if (value instanceof String text && text.indexOf('\0') >= 0) {
            throw PlatformProblem.REQUEST_INVALID.because("a text may not hold the character U+0000");
        }
        if (value instanceof byte[] bytes) {
            return Buffer.buffer(bytes);
        }
        if (value instanceof Instant moment) {
            return moment.atOffset(ZoneOffset.UTC);
        }
        return value instanceof Collection<?> all ? array(all) : value;
    }

    private static Object[] array(Place place, @Nullable Object value) {
        if (value instanceof Collection<?> all) {
            return array(all);
        }
        throw new IllegalArgumentException("in (:" + place.name() + ") takes a collection");
    }

    /** The driver wants the element's type in the array. */
    private static Object[] array(Collection<?> all) {
        Object[] values = all.stream().map(Statement::known).toArray();
        Object first = values.length == 0 ? null : values[0];
        if (first instanceof UUID) {
            return Arrays.copyOf(values, values.length, UUID[].class);
        }
        if (first instanceof OffsetDateTime) {
            return Arrays.copyOf(values, values.length, OffsetDateTime[].class);
        }
        if (first instanceof LocalDate) {
            return Arrays.copyOf(values, values.length, LocalDate[].class);
        }
        if (first instanceof Buffer) {
            return Arrays.copyOf(values, values.length, Buffer[].class);
        }
        return values;
    }
}
