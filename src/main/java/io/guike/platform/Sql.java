package io.guike.platform;

import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * One SQL statement with named parameters ({@code :name}), run in the open transaction or in one of its own. For facts
 * that are appended, lists that are read and conditions that the database must decide; states with rules are entities.
 */
public final class Sql {

    private final Database database;
    private final String text;
    private final Map<String, @Nullable Object> parameters = new LinkedHashMap<>();

    Sql(Database database, String text) {
        this.database = database;
        this.text = text;
    }

    /** @param value a null needs a place whose type PostgreSQL can tell: a column, or {@code cast(:name as uuid)} */
    public Sql with(String name, @Nullable Object value) {
        parameters.put(name, value);
        return this;
    }

    /** As a pattern for {@code ilike}, in which the text stands for itself. */
    public static String containing(String text) {
        return "%" + text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    /** @return how many rows it touched */
    public Uni<Integer> run() {
        return database.tx(session -> bind(session.createNativeQuery(text)).executeUpdate());
    }

    public <T> Uni<List<T>> list(Function<Row, T> reader) {
        return rows().map(rows -> rows.stream().map(reader).toList());
    }

    /** The first row; null where there is none. */
    public <T> Uni<@Nullable T> first(Function<Row, T> reader) {
        return rows().map(rows -> rows.isEmpty() ? null : reader.apply(rows.get(0)));
    }

    /** The only row of a statement that always has one. */
    public <T> Uni<T> one(Function<Row, T> reader) {
        return rows().map(rows -> reader.apply(rows.get(0)));
    }

    public Uni<Boolean> exists() {
        return rows().map(rows -> !rows.isEmpty());
    }

    /** Hibernate hands over a bare value where a row has a single column. */
    private Uni<List<Row>> rows() {
        return database.tx(session -> bind(session.createNativeQuery(text, Object.class))
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new Row(row instanceof Object[] columns ? columns : new Object[] {row}))
                        .toList()));
    }

    private <R> Mutiny.Query<R> bind(Mutiny.Query<R> query) {
        parameters.forEach(query::setParameter);
        return query;
    }

    private <R> Mutiny.SelectionQuery<R> bind(Mutiny.SelectionQuery<R> query) {
        parameters.forEach(query::setParameter);
        return query;
    }
}
