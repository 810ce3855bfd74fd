package io.guike.scancode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Many rows in one statement, which takes them as JSON: {@code json_to_recordset(cast(cast(:rows as text) as json))}. */
@Singleton
class BulkRows {

    private final Database database;
    private final ObjectMapper json;

    @Inject
    BulkRows(Database database, ObjectMapper json) {
        this.database = database;
        this.json = json.copy().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    }

    /** @param rows records whose components have the columns' names */
    Uni<Void> run(String statement, List<?> rows) {
        return run(statement, rows, Map.of());
    }

    Uni<Void> run(String statement, List<?> rows, Map<String, ?> others) {
        if (rows.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var sql = database.sql(statement).with("rows", write(rows));
        others.forEach(sql::with);
        return sql.run().replaceWithVoid();
    }

    private String write(List<?> rows) {
        try {
            return json.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
