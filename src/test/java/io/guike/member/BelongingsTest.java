package io.guike.member;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.platform.Database;
import io.guike.support.Run;
import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing of a person is left behind by a merge, because a table was forgotten. */
@QuarkusTest
class BelongingsTest {

    /** What has a rule of its own beside following, or none. */
    private static final Map<String, String> RULED = Map.of(
            "wechat_identity", "moved by the merge itself",
            "member_phone", "one number is the main one",
            "member_profile", "one profile is shown",
            "touch", "moved with the ownership it decides",
            "owner_ruling", "moved with the ownership it decides",
            "points_posting", "append-only: whose the account was at that moment");

    @Inject
    @All
    List<MergePart> parts;

    @Inject
    Database database;

    private Stream<Belongings> belongings() {
        return parts.stream().flatMap(part -> part.belongings().stream());
    }

    @Test
    void everyTableWithPersonAndOriginFollowsOrHasARule() {
        Set<String> tables = new TreeSet<>(Run.now(() -> database.sql("""
                        select cast(p.table_name as text) from information_schema.columns p
                          join information_schema.columns o on o.table_schema = p.table_schema
                            and o.table_name = p.table_name and o.column_name = 'origin_id'
                        where p.table_schema = current_schema() and p.column_name = 'person_id'""").list(row -> row.text(0))));
        Set<String> known = belongings()
                .filter(rows -> rows.person().equals("person_id"))
                .map(Belongings::table)
                .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(RULED.keySet());
        assertEquals(tables, known);
    }

    @Test
    void whatFollowsIsFoundByAnIndexWhateverItsSize() {
        List<String> scanned = belongings()
                .flatMap(rows -> Stream.of(rows.person(), rows.origin())
                        .filter(column -> !indexed(rows.table(), column))
                        .map(column -> rows.table() + "." + column))
                .toList();
        assertEquals(List.of(), scanned);
    }

    /** An index for some rows only would do for those alone. */
    private boolean indexed(String table, String column) {
        return Run.now(() -> database.sql("""
                        select 1 from pg_index i
                          join pg_class t on t.oid = i.indrelid
                          join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
                        where t.relname = :table and a.attname = :column
                          and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) = :notNull)""")
                .with("table", table)
                .with("column", column)
                .with("notNull", "(" + column + " IS NOT NULL)")
                .exists());
    }
}
