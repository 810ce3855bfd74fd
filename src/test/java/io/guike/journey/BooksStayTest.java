package io.guike.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.membership.Newcomers;
import io.guike.platform.Database;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said never to change cannot be changed. */
@QuarkusTest
class BooksStayTest {

    @Inject
    Newcomers newcomers;

    @Inject
    Database database;

    private void refused(String sql, UUID person) {
        Throwable failure = assertThrows(
                Throwable.class,
                () -> Run.now(() -> database.sql(sql).with("person", person).run()));
        assertTrue(String.valueOf(failure).contains("append-only"), sql + ": " + failure);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update points_lot set amount = amount + 1 where origin_id = :person",
                "update points_lot set expires_at = now() where origin_id = :person",
                "update points_lot set origin_id = origin_id where origin_id = :person",
                "update points_lot set earning_id = earning_id where origin_id = :person",
                "update points_lot set got_at = now() where origin_id = :person",
                "delete from points_lot where origin_id = :person",
                "update points_lot_move set lives_until = null where lot_id = :person",
                "update coupon_entry set to_state = 'ISSUED' where coupon_id = :person",
                "update coupon_entry set at = now(), detail = null where coupon_id = :person",
                "delete from coupon_entry where coupon_id = :person",
                "update coupon_template_version set terms = '{}' where template_id = :person",
                "delete from coupon_template_version where template_id = :person",
                "delete from earn_occasion where person_id = :person",
                "update earn_occasion set points = points + 1 where person_id = :person",
                "update earn_occasion set lines = lines where person_id = :person",
                "update earn_occasion set origin_id = person_id where person_id = :person",
                "update earn_refund set points = 0 where occasion_id = :person",
                "delete from earn_refund where occasion_id = :person"
            })
    void whatWasWrittenStays(String sql) {
        refused(sql, UUID.randomUUID());
    }

    @Test
    void publishedRulesStay() {
        String first = " where version = 1 and cast(:person as uuid) is not null";
        refused("update earn_rule_version set document = '{}'" + first, UUID.randomUUID());
        refused(
                "update earn_rule_version set state = 'DRAFT', valid_from = null, published_by = null,"
                        + " published_at = null" + first,
                UUID.randomUUID());
        refused("delete from earn_rule_version" + first, UUID.randomUUID());
    }

    @Test
    void ofAnOccasionOnlyWhatLeadsToABirthdayIsForgotten() {
        UUID person = newcomers.member().person();
        refused("update earn_occasion set day = day - 1 where person_id = :person", person);
        refused("update earn_occasion set at = at - interval '1 day' where person_id = :person", person);
        refused("update earn_occasion set birthday_days = 0 where person_id = :person", person);
        refused("update earn_occasion set explanation = '{\"lines\": []}' where person_id = :person", person);
        refused("""
                update earn_occasion set explanation = cast(jsonb_set(cast(explanation as jsonb), '{lines}',
                  cast('["9"]' as jsonb)) as text) where person_id = :person""", person);
        int forgotten = Run.now(() -> database.sql("""
                        update earn_occasion set birthday_days = null, explanation = cast(jsonb_set(
                          cast(explanation as jsonb), '{lines}', cast('[]' as jsonb)) as text)
                        where person_id = :person""").with("person", person).run());
        assertEquals(1, forgotten);
    }

    @Test
    void whatStaffWroteIntoTheHistoryOfACouponMayGo() {
        assertEquals(
                0,
                Run.now(() -> database.sql("update coupon_entry set detail = null where coupon_id = :person")
                        .with("person", UUID.randomUUID())
                        .run()));
    }
}
