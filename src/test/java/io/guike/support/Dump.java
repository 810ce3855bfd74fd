package io.guike.support;

import io.guike.platform.Database;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** What a dump of the database would show. */
public final class Dump {

    private Dump() {}

    /** Every row of every table as text, in which bytes stand as hex. */
    public static List<String> found(Database database, Collection<String> needles) {
        List<String> tables = Run.now(() -> database.sql("""
                        select table_name from information_schema.tables
                        where table_schema = 'public' and table_type = 'BASE TABLE'""").list(row -> row.text(0)));
        List<String> found = new ArrayList<>();
        for (String table : tables) {
            for (String needle : needles) {
                long rows = Run.now(() -> database.sql("select count(*) from \"" + table
                                + "\" x where position(cast(:clear as text) in cast(x as text)) > 0"
                                + " or position(cast(:bytes as text) in cast(x as text)) > 0")
                        .with("clear", needle)
                        .with("bytes", HexFormat.of().formatHex(needle.getBytes(StandardCharsets.UTF_8)))
                        .one(row -> row.number(0)));
                if (rows > 0) {
                    found.add(table + ": " + needle);
                }
            }
        }
        return found;
    }
}
