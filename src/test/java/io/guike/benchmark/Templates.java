package io.guike.benchmark;

import io.guike.embedded.Fleet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Coupon templates that are open: the first made over the API, the others laid as its copies. */
final class Templates {

    private static final String COPIES = """
            with made as (
              select uuidv7() as id, n from generate_series(1, ?) n),
            template as (
              insert into coupon_template (id, name, created_at, created_by)
              select made.id, t.name || ' ' || made.n, t.created_at, t.created_by
              from made, coupon_template t where t.id = ?),
            version as (
              insert into coupon_template_version (template_id, version, terms, offer, at, by)
              select made.id, v.version, v.terms, v.offer, v.at, v.by
              from made, coupon_template_version v where v.template_id = ?)
            insert into coupon_stock (template_id, state, version, stock, taken, budget_fen, used_fen)
            select made.id, s.state, s.version, s.stock, 0, s.budget_fen, 0
            from made, coupon_stock s where s.template_id = ? returning template_id""";

    private Templates() {}

    /** For everybody, one each. */
    static List<UUID> open(Bench bench, long stock, int many) throws SQLException {
        List<UUID> templates = new ArrayList<>(List.of(first(bench.shop(), stock)));
        templates.addAll(copies(bench.fleet(), templates.get(0), many - 1));
        return templates;
    }

    private static UUID first(Shop shop, long stock) {
        String hq = shop.hqToken();
        Map<String, Object> terms = Map.of(
                "kind",
                "AMOUNT",
                "amountFen",
                1_000,
                "thresholdFen",
                0,
                "validity",
                Map.of("kind", "DAYS", "days", 365, "startsAfterDays", 0),
                "stackable",
                false);
        Map<String, Object> offer = Map.of("perPerson", 1, "claimable", true, "shareable", true, "stock", stock);
        UUID template =
                shop.create(hq, "/api/hq/coupon-templates", Map.of("name", "测量用券", "terms", terms, "offer", offer));
        shop.command(hq)
                .body(Map.of("state", "OPEN"))
                .post("/api/hq/coupon-templates/" + template + "/state")
                .then()
                .statusCode(200);
        return template;
    }

    private static List<UUID> copies(Fleet fleet, UUID template, int many) throws SQLException {
        List<UUID> copies = new ArrayList<>();
        try (Connection connection = People.connect(fleet);
                PreparedStatement statement = connection.prepareStatement(COPIES)) {
            statement.setInt(1, many);
            for (int i = 2; i <= 4; i++) {
                statement.setObject(i, template);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    copies.add(rows.getObject(1, UUID.class));
                }
            }
        }
        return copies;
    }
}
