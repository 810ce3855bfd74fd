package io.guike.support;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Database;
import io.guike.platform.Sql;
import java.util.function.UnaryOperator;

/** How PostgreSQL means to run a statement. */
public final class Plans {

    private Plans() {}

    /**
     * The table's rows are found by that index, or one of those whose names begin so. Small tables are read as a whole, so
     * that is made dear.
     *
     * @param parameters puts them into the statement
     */
    public static void usesIndex(
            Database database, String statement, UnaryOperator<Sql> parameters, String table, String index) {
        String plan = Run.now(() -> database.tx(() -> database.sql("set local enable_seqscan = off")
                .run()
                .chain(() ->
                        parameters.apply(database.sql("explain " + statement)).list(row -> row.text(0)))
                .map(lines -> String.join("\n", lines))));
        assertTrue(plan.contains(" " + index), plan);
        assertFalse(plan.contains("Seq Scan on " + table + " "), plan);
    }
}
