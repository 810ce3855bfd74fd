package io.guike.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.access.Caller;
import io.guike.grant.Occasions;
import io.guike.platform.Database;
import io.guike.support.Chain;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DemoGiftsTest {

    @Inject
    DemoGifts gifts;

    @Inject
    Occasions occasions;

    @Inject
    Database database;

    @AfterEach
    void nothingIsGivenToThePeopleOfOtherTests() {
        Chain.await(() -> occasions.replace(Caller.SYSTEM, List.of(), List.of()));
    }

    @Test
    void newMembersGetATastingAndEverybodyMayClaim() {
        Chain.await(() -> gifts.lay().replaceWith(true));

        assertEquals(
                List.of("新会员品鉴券 OPEN"),
                named("join grant_occasion o on o.template_id = t.id and o.occasion = 'WELCOME' where true"));
        assertEquals(List.of("满100减20 OPEN"), named("where t.name = '满100减20' and s.stock = 10000"));
    }

    private List<String> named(String which) {
        return Chain.await(() -> database.sql("""
                        select t.name || ' ' || s.state from coupon_template t
                          join coupon_stock s on s.template_id = t.id %s""".formatted(which)).list(row -> row.text(0)));
    }
}
