package io.guike.pos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.guike.platform.Ids;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tills began before receipts were counted by store goes on after it: in a schema of its own, from version 117. */
@QuarkusTest
class CarriedReferencesTest {

    private static final UUID CLIENT = Ids.next();
    private static final UUID STORE = Ids.next();
    private static final UUID PERSON = Ids.next();

    @ConfigProperty(name = "guike.db.address")
    String address;

    @ConfigProperty(name = "guike.db.user")
    String user;

    @ConfigProperty(name = "guike.db.password")
    String password;

    private final String schema = "carried_" + Ids.readable(8).toLowerCase(Locale.ROOT);
    private Connection old;

    @BeforeEach
    void standAtTheVersionBefore() throws SQLException {
        // The question mark: as far as there are any up to it.
        migrate("0117?");
        old = DriverManager.getConnection(url() + "?currentSchema=" + schema, user, password);
    }

    @AfterEach
    void leaveNothing() throws SQLException {
        run("drop schema " + schema + " cascade");
        old.close();
    }

    private String url() {
        return "jdbc:postgresql://" + address;
    }

    private void migrate(String version) {
        Flyway.configure()
                .dataSource(url(), user, password)
                .schemas(schema)
                .locations("filesystem:src/main/resources/db/migration")
                .target(version)
                .load()
                .migrate();
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = old.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = old.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private void hold(String source, String state, UUID posting) throws SQLException {
        boolean captured = posting != null;
        run("""
                insert into points_hold (id, reason, source, origin_id, person_id, points, captured, state, actor, store_id,
                  text, at, expires_at, ended_at, posting_id)
                values (gen_random_uuid(), 'POS', '%s', '%s', '%s', 10, %s, '%s', 'pos:%s', '%s', '积分抵扣', now(), now(),
                  %s, %s)""".formatted(
                        source,
                        PERSON,
                        PERSON,
                        captured ? "10" : "null",
                        state,
                        CLIENT,
                        STORE,
                        state.equals("OPEN") ? "null" : "now()",
                        captured ? "'" + posting + "'" : "null"));
    }

    private UUID posting(String source) throws SQLException {
        UUID id = Ids.next();
        run("""
                insert into points_posting (id, reason, source, person_id, origin_id, actor, store_id, amount, at, text)
                values ('%s', 'POS', '%s', '%s', '%s', 'pos:%s', '%s', -10, now(), '积分抵扣')""".formatted(id, source, PERSON, PERSON, CLIENT, STORE));
        return id;
    }

    private void redemption(String client, String reference, String channel) throws SQLException {
        run("""
                insert into coupon_redemption (id, client, reference, channel, origin_id, person_id, store_id, state, request,
                  gross_fen, discount_fen, made_at, redeemed_at)
                values (gen_random_uuid(), '%s', '%s', '%s', '%s', '%s', '%s', 'REDEEMED', '{}', 0, 0, now(), now())""".formatted(client, reference, channel, PERSON, PERSON, STORE));
    }

    private void use(int nonce, String reference) throws SQLException {
        run(
                "insert into card_code_use (key_number, nonce, client, reference, used_at) values (1, %d, '%s', '%s', now())"
                        .formatted(nonce, CLIENT, reference));
    }

    @Test
    void whatWasBegunAtATillIsKnownByItsStore() throws SQLException {
        run("insert into person (id, number, known_since) values ('%s', '%s', now())"
                .formatted(PERSON, Ids.readable(8)));
        hold(CLIENT + ":R-1", "OPEN", null);
        hold(CLIENT + ":R:2", "CAPTURED", posting(CLIENT + ":R:2"));
        hold(CLIENT + ":R-3", "VOIDED", null);
        redemption("pos:" + CLIENT, "R-1", "POS");
        redemption("counter:" + STORE, "R-9", "STORE");
        use(1, "R-1");
        use(2, "points:R:2");
        use(3, "R-7");

        migrate("0118");

        String there = CLIENT + ":" + STORE;
        assertEquals(
                List.of(there + ":R-1", there + ":R-3", there + ":R:2"),
                texts("select source from points_hold order by source collate \"C\""));
        assertEquals(List.of(CLIENT + ":R:2"), texts("select source from points_posting"));
        assertEquals(
                List.of("counter:" + STORE + " R-9", "pos:" + there + " R-1"),
                texts("select client || ' ' || reference from coupon_redemption order by client"));
        assertEquals(
                List.of(there + " R-1", there + " R:2", CLIENT + " R-7"),
                texts("select client || ' ' || reference from card_code_use order by nonce"));

        hold(there + ":R-3", "OPEN", null);
        assertThrows(SQLException.class, () -> hold(there + ":R-3", "OPEN", null));
        assertThrows(SQLException.class, () -> hold(there + ":R:2", "OPEN", null));
    }
}
