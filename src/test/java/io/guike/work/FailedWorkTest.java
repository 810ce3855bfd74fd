package io.guike.work;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Role;
import io.guike.platform.Database;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FailedWorkTest {

    private static final String PATH = "/api/hq/failed-work";
    private static final String OPENID = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M";

    @Inject
    Chain chain;

    @Inject
    Database database;

    @Inject
    Outbox outbox;

    @Inject
    Refusing refusing;

    private String hq;

    /** Something that cannot be delivered for a while. */
    public record Ordered(UUID subject) implements OutboxEvent {}

    private static final class NeverAgain extends RuntimeException implements PermanentFailure {

        private static final long serialVersionUID = 1L;

        NeverAgain() {
            super("48001 refused for " + OPENID + ", phone 13800138000");
        }

        @Override
        public boolean isPermanent() {
            return true;
        }
    }

    /** Refuses for good whatever it is told to refuse. */
    @Singleton
    static class Refusing implements OutboxListener<Ordered> {

        final Set<UUID> refused = ConcurrentHashMap.newKeySet();
        final Set<UUID> heard = ConcurrentHashMap.newKeySet();

        @Override
        public Class<Ordered> event() {
            return Ordered.class;
        }

        @Override
        public String name() {
            return "test.refusing";
        }

        @Override
        public Uni<Void> on(Ordered event) {
            if (refused.contains(event.subject())) {
                throw new NeverAgain();
            }
            heard.add(event.subject());
            return Uni.createFrom().voidItem();
        }
    }

    @BeforeEach
    void headOffice() {
        hq = chain.hq().token();
    }

    @Test
    void aGivenUpDeliveryIsShownWithoutPersonalDataAndSucceedsWhenTriedAgain() {
        UUID subject = UUID.randomUUID();
        String delivery = givenUp(subject);
        JsonPath shown = Api.as(hq)
                .queryParam("queue", "outbox")
                .queryParam("limit", 100)
                .get(PATH)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        Map<String, ?> row = shown.getMap("items.find { it.id == '" + delivery + "' }");
        assertEquals("outbox", row.get("queue"));
        assertEquals("test.refusing", row.get("what"));
        assertEquals(1, row.get("attempts"));
        String error = String.valueOf(row.get("lastError"));
        assertTrue(error.contains("48001"), error);
        assertFalse(error.contains(OPENID) || error.contains("13800138000"), error);
        assertFalse(stored(delivery).contains(OPENID), "nor does the table keep any");

        refusing.refused.remove(subject);
        retry("outbox", delivery).statusCode(202).body("id", equalTo(delivery)).body("attempts", equalTo(1));
        await().atMost(20, SECONDS).until(() -> refusing.heard.contains(subject));
        await().atMost(20, SECONDS)
                .until(() -> state("outbox_delivery", delivery).equals("DONE"));
        retry("outbox", delivery).statusCode(409).body("code", equalTo("work.not-failed"));
        Api.as(hq)
                .queryParam("subject", "outbox:" + delivery)
                .get("/api/hq/audit")
                .then()
                .statusCode(200)
                .body("items.action", equalTo(List.of("work.retry")))
                .body("items[0].detail.what", equalTo("test.refusing"));
    }

    @Test
    void whatFailsAgainIsGivenUpAgain() {
        UUID subject = UUID.randomUUID();
        String delivery = givenUp(subject);
        retry("outbox", delivery).statusCode(202);
        await().atMost(20, SECONDS)
                .until(() -> state("outbox_delivery", delivery).equals("DEAD"));
        refusing.refused.remove(subject);
        retry("outbox", delivery).statusCode(202);
        await().atMost(20, SECONDS).until(() -> refusing.heard.contains(subject));
    }

    @Test
    void aGivenUpCallbackIsHandledWhenTriedAgain() {
        UUID id = UUID.randomUUID();
        String openid = "o" + UUID.randomUUID();
        Run.now(() -> database.sql("""
                        insert into wechat_inbox (id, appid, business_key, openid, kind, text, payload, happened_at,
                          received_at, state, attempts, due_at, last_error)
                        values (:id, 'wx-nobody', :key, :openid, 'OTHER', '', '{}', now(), now(), 'DEAD', 100, now(),
                          :error)""")
                .with("id", id)
                .with("key", id.toString())
                .with("openid", openid)
                .with("error", "an older version wrote of " + OPENID)
                .run());
        Api.as(hq)
                .queryParam("queue", "wechat-inbox")
                .queryParam("limit", 100)
                .get(PATH)
                .then()
                .statusCode(200)
                .body("items.find { it.id == '" + id + "' }.what", equalTo("OTHER"))
                .body("items.find { it.id == '" + id + "' }.lastError", equalTo("an older version wrote of …"));
        retry("wechat-inbox", id.toString()).statusCode(202);
        await().atMost(20, SECONDS)
                .until(() -> state("wechat_inbox", id.toString()).equals("DONE"));
    }

    @Test
    void aGivenUpRunGoesOnWhenTriedAgain() {
        UUID id = UUID.randomUUID();
        Run.now(() -> database.sql("""
                        insert into owner_run (id, kind, plan, position, people, touches, changes, examples, asked_by,
                          asked_at, state, attempts, due_at, last_error)
                        values (:id, 'REPLAY', '{}', cast(:position as uuid), 0, 0, 0, '[]', 'test', now(), 'DEAD', 10,
                          now(), 'gave up')""")
                .with("id", id)
                .with("position", "ffffffff-ffff-ffff-ffff-ffffffffffff")
                .run());
        retry("owner-runs", id.toString()).statusCode(202).body("what", equalTo("REPLAY"));
        await().atMost(20, SECONDS)
                .until(() -> state("owner_run", id.toString()).equals("DONE"));
    }

    @Test
    void allQueuesAreListedTogetherAndInPages() {
        Set<String> mine = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            mine.add(givenUp(UUID.randomUUID()));
        }
        List<String> seen = new ArrayList<>();
        String next = null;
        do {
            JsonPath page = (next == null ? Api.as(hq) : Api.as(hq).queryParam("cursor", next))
                    .queryParam("limit", 2)
                    .get(PATH)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            seen.addAll(page.getList("items.id"));
            next = page.getString("next");
        } while (next != null);
        assertTrue(seen.containsAll(mine));
        assertEquals(new HashSet<>(seen).size(), seen.size());
        Api.as(hq)
                .queryParam("queue", "scancode-qr")
                .get(PATH)
                .then()
                .statusCode(200)
                .body("items.findAll { it.queue != 'scancode-qr' }", empty());
    }

    @Test
    void whatIsNotThereCannotBeTriedAgain() {
        retry("outbox", UUID.randomUUID().toString()).statusCode(404).body("code", equalTo("work.unknown"));
        retry("audit_entry", UUID.randomUUID().toString()).statusCode(404).body("code", equalTo("work.queue-unknown"));
        Api.as(hq)
                .queryParam("queue", "audit_entry")
                .get(PATH)
                .then()
                .statusCode(404)
                .body("code", equalTo("work.queue-unknown"));
    }

    @Test
    void onlyHeadOfficeMayLook() {
        String manager = chain.posted(chain.store().id(), Role.STORE_MANAGER).token();
        Api.as(manager).get(PATH).then().statusCode(403);
        Api.command(manager)
                .post(PATH + "/outbox/" + UUID.randomUUID() + "/retry")
                .then()
                .statusCode(403);
    }

    @Test
    void workThatStillWaitsIsNotShown() {
        UUID subject = UUID.randomUUID();
        Run.now(() -> outbox.announce(new Ordered(subject)));
        String delivery = delivery(subject);
        await().atMost(20, SECONDS)
                .until(() -> state("outbox_delivery", delivery).equals("DONE"));
        Api.as(hq).queryParam("limit", 100).get(PATH).then().statusCode(200).body("items.id", not(hasItem(delivery)));
    }

    private ValidatableResponse retry(String queue, String id) {
        return Api.command(hq).post(PATH + "/" + queue + "/" + id + "/retry").then();
    }

    private String givenUp(UUID subject) {
        refusing.refused.add(subject);
        Run.now(() -> outbox.announce(new Ordered(subject)));
        String delivery = delivery(subject);
        await().atMost(20, SECONDS)
                .until(() -> state("outbox_delivery", delivery).equals("DEAD"));
        return delivery;
    }

    private String delivery(UUID subject) {
        return Run.now(() -> database.sql("""
                        select d.id from outbox_delivery d join outbox_event e on e.id = d.event_id
                        where e.subject = :subject and d.listener = 'test.refusing'""")
                .with("subject", subject)
                .one(row -> row.uuid(0).toString()));
    }

    private String state(String table, String id) {
        return Run.now(() -> database.sql("select state from " + table + " where id = cast(:id as uuid)")
                .with("id", id)
                .one(row -> row.text(0)));
    }

    private String stored(String delivery) {
        return Run.now(() -> database.sql("select last_error from outbox_delivery where id = cast(:id as uuid)")
                .with("id", delivery)
                .one(row -> row.text(0)));
    }
}
