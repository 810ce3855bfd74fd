package io.guike.platform;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One SQL statement with named parameters ({@code :name}), run in the open transaction or, where there is none, alone.
 * For facts that are appended, lists that are read and conditions that the database must decide; states with rules are
 * entities.
 */
public final class Sql {

    private final Database database;
    private final Statement statement;
    private final Map<String, @Nullable Object> parameters = new LinkedHashMap<>();

    Sql(Database database, String text) {
        this.database = database;
        this.statement = Statement.of(text);
    }

    /**
     * @param value a null needs a place whose type PostgreSQL can tell: a column, or {@code cast(:name as uuid)}. A
     *     collection goes into {@code in (:name)}, or as an array into {@code any(:name)} and {@code unnest}
     */
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
        return rows().map(RowSet::rowCount);
    }

    public <T> Uni<List<T>> list(Function<Row, T> reader) {
        return rows().map(rows -> {
            List<T> read = new ArrayList<>(rows.size());
            rows.forEach(row -> read.add(reader.apply(new Row(row))));
            return List.copyOf(read);
        });
    }

    /** The first row; null where there is none. */
    public <T> Uni<@Nullable T> first(Function<Row, T> reader) {
        return rows().map(rows ->
                rows.size() == 0 ? null : reader.apply(new Row(rows.iterator().next())));
    }

    /** The only row of a statement that always has one. */
    public <T> Uni<T> one(Function<Row, T> reader) {
        return rows().map(rows -> reader.apply(new Row(rows.iterator().next())));
    }

    public Uni<Boolean> exists() {
        return rows().map(rows -> rows.size() > 0);
    }

    private Uni<RowSet<io.vertx.sqlclient.Row>> rows() {
        return Uni.createFrom().deferred(() -> database.run(statement.text(), statement.bind(parameters)));
    }
}
