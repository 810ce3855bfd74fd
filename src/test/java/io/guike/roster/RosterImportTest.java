package io.guike.roster;

import static io.guike.roster.RosterClient.HEADER;
import static io.guike.roster.RosterClient.card;
import static io.guike.roster.RosterClient.phone;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.attribution.Owners;
import io.guike.imports.CsvCutter;
import io.guike.member.Erasures;
import io.guike.member.Members;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.member.RevokePart;
import io.guike.membership.Enrolments;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.phone.Phones;
import io.guike.platform.Database;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Run;
import io.guike.vault.PhoneNumber;
import io.guike.vault.Vault;
import io.guike.wechat.WeChatAccounts;
import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RosterImportTest {

    @Inject
    Chain chain;

    @Inject
    Database database;

    @Inject
    Vault vault;

    @Inject
    Members members;

    @Inject
    Merges merges;

    @Inject
    Erasures erasures;

    @Inject
    @All
    List<RevokePart> revokeParts;

    @Inject
    Owners owners;

    @Inject
    WeChatAccounts accounts;

    @Inject
    Newcomers newcomers;

    @Inject
    Clock clock;

    private RosterClient hq;
    private StoreView store;
    private Chain.Person promoter;

    @BeforeEach
    void prepare() {
        hq = new RosterClient(chain.hq().token());
        store = chain.store();
        promoter = chain.posted(store.id(), Role.PROMOTER);
    }

    /** All cells filled. */
    private String line(String phone, String card, String name, int points) {
        return String.join(",", phone, card, name, "普通会员", "" + points, store.code(), promoter.number(), "2019/5/1")
                + "\n";
    }

    private String line(String phone, String card) {
        return line(phone, card, "王小明", 120);
    }

    private UUID personOf(String card) {
        return Run.now(() -> database.sql("select person_id from offline_card where number = :card")
                .with("card", card)
                .one(row -> row.uuid(0)));
    }

    private long count(String sql, String value) {
        return Run.now(() -> database.sql(sql).with("value", value).one(row -> row.number(0)));
    }

    private String hash(String phone) {
        return vault.hash(PhoneNumber.read(phone).e164());
    }

    @Test
    void aLineMakesAnOfflineMember() {
        String phone = phone();
        String card = card();
        JsonPath run = hq.run(HEADER + line(phone, card));
        assertEquals("DONE", run.getString("state"));
        assertEquals(1, run.getInt("lines"));
        assertEquals(1, run.getInt("created"));
        assertEquals(run.getLong("bytes"), run.getLong("position"));

        UUID person = personOf(card);
        Run.now(() -> database.sql("""
                        select m.card_number, m.level, m.source, m.benefits, m.bound_at, p.member_since, n.verified_at is null,
                          n.sealed, f.name, c.points, m.person_id
                        from person p join membership m on m.origin_id = p.id join member_phone n on n.person_id = p.id
                          join member_profile f on f.origin_id = p.id join offline_card c on c.person_id = p.id
                        where p.id = :person""").with("person", person).one(row -> {
                    assertEquals(card, row.text(0));
                    assertEquals("STANDARD", row.text(1));
                    assertEquals("IMPORT", row.text(2));
                    assertEquals("NONE", row.text(3));
                    assertEquals("2019-04-30T16:00:00Z", row.instant(4).toString());
                    assertEquals(row.instant(4), row.instant(5));
                    assertTrue(row.flag(6), "nobody has shown the number");
                    assertEquals(120, row.number(9));
                    assertEquals(person, row.uuid(10));
                    return List.of(row.bytes(7), row.bytes(8));
                }))
                .forEach(bytes -> assertFalse(new String(bytes, UTF_8).contains(phone)));
        assertEquals(
                "+86" + phone, opened(person, Phones.FIELD, "select sealed from member_phone where person_id = :p"));
        assertEquals(
                "王小明", opened(person, Enrolments.NAME_FIELD, "select name from member_profile where person_id = :p"));
        Owners.OwnerView owner = Run.now(() -> owners.of(person));
        assertEquals(store.id(), owner.storeId());
        assertEquals(promoter.id(), owner.staffId());
    }

    private String opened(UUID person, String field, String sql) {
        return Run.now(() -> database.sql(sql)
                .with("p", person)
                .one(row -> row.bytes(0))
                .chain(bytes -> vault.open(person, field, bytes)));
    }

    @Test
    void theSameFileOnceMoreChangesNothing() {
        String file = HEADER
                + IntStream.range(0, 700)
                        .mapToObj(i -> line(phone(), card(), "顾客" + i, i))
                        .collect(Collectors.joining());
        JsonPath first = hq.run(file);
        assertEquals(700, first.getInt("created"), () -> first.prettyPrint());
        JsonPath again = hq.run(file);
        assertEquals(0, again.getInt("created"));
        assertEquals(700, again.getInt("unchanged"), () -> again.prettyPrint());
        assertEquals(
                1400,
                count(
                        "select count(*) from offline_card c join ownership o on o.person_id = c.person_id"
                                + " join owner_change h on h.person_id = c.person_id join staff s on s.id = o.staff_id"
                                + " cross join generate_series(1, 2) where s.number = :value",
                        promoter.number()));
    }

    @Test
    void twoRunsOfOneFileAtOnceMakeEachMemberOnce() {
        String file = HEADER
                + IntStream.range(0, 1_300).mapToObj(i -> line(phone(), card())).collect(Collectors.joining());
        List<JsonPath> runs = Run.together(2, i -> hq.run(file));
        assertEquals(1_300, runs.stream().mapToInt(run -> run.getInt("created")).sum());
        assertEquals(
                1_300, runs.stream().mapToInt(run -> run.getInt("unchanged")).sum());
    }

    @Test
    void everyFlawOfALineIsTold() {
        List<String> lines = new ArrayList<>();
        String twice = line(phone(), card());
        String phoneOfTwo = phone();
        String cardOfTwo = card();
        lines.add("\"" + line(phone(), card()));
        lines.add("太长" + "x".repeat(9_000) + "\n");
        lines.add(phone() + "," + card() + "\n");
        lines.add(line("12345", card()));
        lines.add(line(phone(), "6.2E+15"));
        lines.add(line(phone(), card(), "名".repeat(41), 0));
        lines.add(line(phone(), card()).replace(",120,", ",-5,"));
        lines.add(line(phone(), card()).replace("2019/5/1", "2019/2/30"));
        lines.add(line(phone(), card()).replace("普通会员", "钻石"));
        lines.add(line(phone(), card()).replace(store.code(), "NOWHERE"));
        lines.add(line(phone(), card()).replace(promoter.number(), "NOBODY"));
        lines.add(line(phone(), card()).replace(store.code(), ""));
        lines.add(twice);
        lines.add(twice);
        lines.add(line(phoneOfTwo, card()));
        lines.add(line(phoneOfTwo, card()));
        lines.add(line(phone(), cardOfTwo, "甲", 1));
        lines.add(line(phone(), cardOfTwo, "乙", 2));
        lines.add(line("12345", "坏").replace("2019/5/1", "昨天").replace(",120,", ",x,"));
        JsonPath run = hq.run(HEADER + String.join("", lines));
        List<List<String>> expected = List.of(
                List.of("QUOTES"),
                List.of("TOO_LONG"),
                List.of("CELLS"),
                List.of("PHONE_INVALID"),
                List.of("CARD_INVALID"),
                List.of("NAME_INVALID"),
                List.of("POINTS_INVALID"),
                List.of("DATE_INVALID"),
                List.of("LEVEL_UNKNOWN"),
                List.of("STORE_UNKNOWN"),
                List.of("PROMOTER_UNKNOWN"),
                List.of("PROMOTER_WITHOUT_STORE"),
                List.of(),
                List.of("REPEATED"),
                List.of("PHONE_TWICE"),
                List.of("PHONE_TWICE"),
                List.of("CONTRADICTED"),
                List.of("CONTRADICTED"),
                List.of("PHONE_INVALID", "CARD_INVALID", "POINTS_INVALID", "DATE_INVALID"));
        String id = run.getString("id");
        JsonPath quarantine = hq.quarantine(id);
        for (int i = 0; i < expected.size(); i++) {
            List<String> codes = quarantine.getList("items.find { it.line == " + (i + 2) + " }.flaws.code");
            assertEquals(expected.get(i), codes == null ? List.of() : codes, "line " + (i + 2));
        }
        assertEquals(1, run.getInt("created"), "of two equal lines the first is good");
        assertEquals(18, run.getInt("quarantined"));
        assertEquals(18, run.getInt("open"));
        assertEquals(14, quarantine.getInt("items.find { it.line == 15 }.flaws[0].otherLine"));
        assertEquals(17, quarantine.getInt("items.find { it.line == 16 }.flaws[0].otherLine"));
    }

    @Test
    void whatContradictsAnEarlierListIsTold() {
        String phone = phone();
        String card = card();
        hq.run(HEADER + line(phone, card));
        String run = hq.run(HEADER + line(phone, card()) + line(phone(), card)).getString("id");
        assertEquals(List.of("PHONE_OF_OTHER_CARD"), hq.reasons(run, 2));
        assertEquals(List.of("CARD_OF_OTHER_PHONE"), hq.reasons(run, 3));
    }

    @Test
    void bytesThatAreNoTextSpoilTheirOwnLineOnly() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes((HEADER + line(phone(), card())).getBytes(UTF_8));
        file.writeBytes(line(phone(), card()).replace("王小明", "\u0001").getBytes(UTF_8));
        byte[] bytes = file.toByteArray();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == 1 ? (byte) 0xFF : bytes[i];
        }
        String run = hq.send(bytes, "text/csv; charset=UTF-8", Map.of())
                .statusCode(202)
                .extract()
                .path("id");
        assertEquals(1, hq.over(run).getInt("created"));
        assertEquals(List.of("ENCODING"), hq.reasons(run, 3));
    }

    @Test
    void mendedLinesLeaveTheQuarantine() {
        String first = hq.run(HEADER
                        + line(phone(), card()).replace(store.code(), "NOWHERE")
                        + line("12345", card(), CsvCutter.cell("李,\"四\""), 3)
                        + line(phone(), card()))
                .getString("id");
        String download = hq.download(first);
        assertTrue(download.startsWith("\uFEFF行号,原因,手机号,卡号,"), download);
        assertTrue(download.contains("\r\n2,store：没有这个门店编码,"), download);
        assertTrue(download.contains("\"李,\"\"四\"\"\""), download);

        String phone = phone();
        JsonPath second = hq.correct(first, download.replace("NOWHERE", store.code()));
        assertEquals(1, second.getInt("created"));
        assertEquals(1, second.getInt("quarantined"), "the phone is wrong still");
        assertEquals(0, hq.view(first).getInt("open"), "it waits in the second quarantine now");
        String next = second.getString("id");
        assertEquals(List.of("PHONE_INVALID"), hq.reasons(next, 3));
        assertFalse(keyIsGone("quarantine_key", next));
        JsonPath third = hq.correct(next, hq.download(next).replace("12345", phone));
        assertEquals(1, third.getInt("created"));
        assertEquals(0, hq.view(next).getInt("open"));
        assertTrue(keyIsGone("quarantine_key", first));
        assertTrue(keyIsGone("quarantine_key", next));
    }

    private boolean keyIsGone(String column, String run) {
        return count(
                        "select count(*) from roster_run r join person_key k on k.person_id = r." + column
                                + " where cast(r.id as text) = :value and k.wrapped is null",
                        run)
                == 1;
    }

    @Test
    void aCorrectionKeepsTheLineNumbers() {
        String run = hq.run(HEADER + line("12345", card())).getString("id");
        hq.send((HEADER + line(phone(), card())).getBytes(UTF_8), "text/csv", Map.of("corrects", run))
                .statusCode(422)
                .body("code", equalTo("import.unreadable"));
    }

    @Test
    void aLaterListChangesAnUnclaimedCardAndAnEmptyCellLeavesWhatIsThere() {
        String phone = phone();
        String card = card();
        hq.run(HEADER + line(phone, card, "旧名", 10));
        StoreView other = chain.store();
        JsonPath run = hq.run("手机号,卡号,姓名,积分,门店编码\n" + phone + "," + card + ",新名,25," + other.code() + "\n");
        assertEquals(1, run.getInt("updated"), () -> run.prettyPrint());
        UUID person = personOf(card);
        assertEquals(
                "新名", opened(person, Enrolments.NAME_FIELD, "select name from member_profile where person_id = :p"));
        assertEquals(25, count("select points from offline_card where number = :value", card));
        assertEquals(
                1,
                count(
                        "select count(*) from offline_card where number = :value and since = date '2019-05-01'"
                                + " and level = 'STANDARD'",
                        card));
        Owners.OwnerView owner = Run.now(() -> owners.of(person));
        assertEquals(other.id(), owner.storeId());
        assertEquals(null, owner.staffId());
        assertEquals(1, hq.run("手机号,卡号,姓名\n" + phone + "," + card + ",\n").getInt("unchanged"));
    }

    @Test
    void aLevelThatHeadOfficeSetOutlivesLaterLists() {
        String phone = phone();
        String card = card();
        hq.run("手机号,卡号\n" + phone + "," + card + "\n");
        assertEquals("STANDARD DEFAULT", level(card));
        String silver = silver();
        hq.run("手机号,卡号,等级\n" + phone + "," + card + "," + silver + "\n");
        assertEquals(silver + " IMPORT", level(card));
        String token = chain.hq().token();
        Api.command(token)
                .body(Map.of("level", "STANDARD", "reason", "补差"))
                .post("/api/hq/people/" + personOf(card) + "/level")
                .then()
                .statusCode(200);
        JsonPath run = hq.run(HEADER + line(phone, card));
        assertEquals(1, run.getInt("updated"), () -> run.prettyPrint());
        assertEquals(0, run.getInt("levelsKept"), "it tells the level that head office set");
        String file =
                "手机号,卡号,等级\n" + phone + "," + card + "," + silver + "\n" + phone() + "," + card() + "," + silver + "\n";
        JsonPath kept = hq.run(file);
        assertEquals(1, kept.getInt("updated"), () -> kept.prettyPrint());
        assertEquals(1, kept.getInt("levelsKept"), () -> kept.prettyPrint());
        assertEquals("STANDARD HQ", level(card), "the hand stands above the list");
        JsonPath again = hq.run(file);
        assertEquals(2, again.getInt("unchanged"), () -> again.prettyPrint());
        assertEquals(1, again.getInt("levelsKept"), "it still tells another");
        assertEquals(0, hq.run("手机号,卡号,积分\n" + phone + "," + card + ",7\n").getInt("levelsKept"), "no level is told");
    }

    private String level(String card) {
        return Run.now(() -> database.sql("select level || ' ' || level_by from membership where card_number = :card")
                .with("card", card)
                .one(row -> row.text(0)));
    }

    /** A level of its own: code and name. */
    private String silver() {
        String token = chain.hq().token();
        String code = "S" + Chain.code();
        List<Map<String, Object>> levels = new ArrayList<>(Api.as(token)
                .get("/api/hq/levels")
                .then()
                .statusCode(200)
                .extract()
                .path("items"));
        int rank =
                levels.stream().mapToInt(level -> (int) level.get("rank")).max().orElseThrow() + 1;
        levels.add(Map.of("code", code, "name", code, "rank", rank, "isDefault", false));
        Api.as(token)
                .contentType("application/json")
                .body(Map.of("items", levels))
                .put("/api/hq/levels")
                .then()
                .statusCode(200);
        return code;
    }

    private UUID shopper() {
        return Run.now(() -> members.visitor(
                        accounts.mini().appid(),
                        "o" + UUID.randomUUID().toString().replace("-", "")))
                .id();
    }

    /** Somebody who has shown the number. */
    private UUID verified(String phone) {
        UUID person = shopper();
        Run.now(() -> vault.seal(person, Phones.FIELD, PhoneNumber.read(phone).e164())
                .chain(closed -> database.sql("""
                                insert into member_phone (hash, person_id, origin_id, sealed, verified_at, proved_by, main,
                                  since)
                                values (:hash, :person, :person, :sealed, now(), :person, true, now())""")
                        .with("hash", hash(phone))
                        .with("person", person)
                        .with("sealed", closed)
                        .run()));
        return person;
    }

    @Test
    void aCardWhosePhoneSomebodyHasShownJoinsThatPerson() {
        String phone = phone();
        String card = card();
        UUID shopper = verified(phone);
        String file = HEADER + line(phone, card);
        JsonPath run = hq.run(file);
        assertEquals(1, run.getInt("joined"), () -> run.prettyPrint());
        assertEquals(0, run.getInt("created"));
        UUID living = Run.now(() -> members.hold(shopper)).id();
        assertEquals(living, personOf(card));
        assertEquals(1, count("select count(*) from member_phone where hash = :value", hash(phone)));
        assertEquals(store.id(), Run.now(() -> owners.of(living)).storeId());
        assertEquals(1, hq.run(file).getInt("unchanged"));
    }

    @Test
    void manyCardsAreJoinedAFewAtATime() {
        List<String> phones = IntStream.range(0, Verdicts.MOST_JOINED * 2 + 3)
                .mapToObj(i -> phone())
                .toList();
        phones.forEach(this::verified);
        JsonPath run = hq.run(HEADER
                + phones.stream()
                        .map(phone -> line(phone, card()) + line(phone(), card()))
                        .collect(Collectors.joining()));
        assertEquals(phones.size(), run.getInt("joined"));
        assertEquals(phones.size(), run.getInt("created"));
    }

    @Test
    void aMemberOfWeChatGetsTheOldCardBesideTheirOwn() {
        Newcomer member = newcomers.member();
        String card = card();
        JsonPath run = hq.run(HEADER + line(member.phone(), card));
        assertEquals(1, run.getInt("joined"), () -> run.prettyPrint());
        UUID living = personOf(card);
        assertEquals(living, Run.now(() -> members.hold(member.person())).id());
        assertEquals(2, newcomers.memberships(living));
        assertEquals(
                "2019-04-30T16:00:00Z",
                Run.now(() -> database.sql("select member_since from person where id = :id")
                                .with("id", living)
                                .one(row -> row.instant(0)))
                        .toString(),
                "the older time counts");
    }

    @Test
    void whatItsMemberHasClaimedNoListChanges() {
        Newcomer newcomer = newcomers.come();
        String card = card();
        hq.run(HEADER + line(newcomer.phone(), card));
        newcomers.bind(newcomer);
        UUID living = personOf(card);
        assertEquals(living, Run.now(() -> members.hold(newcomer.person())).id());
        assertEquals(1, hq.run(HEADER + line(newcomer.phone(), card)).getInt("unchanged"));
        String run = hq.run(HEADER + line(newcomer.phone(), card, "别人", 9_999)).getString("id");
        assertEquals(List.of("CARD_CLAIMED"), hq.reasons(run, 2));
        assertEquals(120, count("select points from offline_card where number = :value", card));
        assertEquals(1, newcomers.memberships(living));
    }

    @Test
    void aCardWhoseMemberTookThePhoneBackIsNotFoundByItAnyMore() {
        Newcomer newcomer = newcomers.come();
        String card = card();
        hq.run(HEADER + line(newcomer.phone(), card));
        newcomers.bind(newcomer);
        UUID living = personOf(card);
        Run.now(() -> database.tx(() -> Database.each(
                revokeParts,
                part -> part.revoke(
                        living,
                        Set.of(RevokePart.Revoked.PHONE),
                        clock.instant().plusSeconds(60)))));
        for (String table : List.of("member_phone where hash", "offline_card where phone_hash")) {
            assertEquals(0, count("select count(*) from " + table + " = :value", hash(newcomer.phone())), table);
        }
        String again = hq.run(HEADER + line(newcomer.phone(), card)).getString("id");
        assertEquals(List.of("CARD_CLAIMED"), hq.reasons(again, 2));
        assertEquals(
                0,
                count("select count(*) from roster_quarantine where phone_hash = :value", hash(newcomer.phone())),
                "no line that tells the number is kept");
        assertEquals(living, personOf(card));
    }

    /** Whoever comes first: the list, or the member with the phone. */
    @Test
    void membersWhoBindWhileTheirListIsImportedAreOnePersonEach() {
        List<Newcomer> shoppers =
                IntStream.range(0, 24).mapToObj(i -> newcomers.come()).toList();
        List<String> cards = shoppers.stream().map(one -> card()).toList();
        String file = HEADER
                + IntStream.range(0, shoppers.size())
                        .mapToObj(i -> line(shoppers.get(i).phone(), cards.get(i)) + line(phone(), card()))
                        .collect(Collectors.joining());
        Run.together(4, thread -> {
            if (thread == 0) {
                hq.run(file);
            } else {
                IntStream.range(0, shoppers.size())
                        .filter(i -> i % 3 == thread - 1)
                        .forEach(i -> newcomers.bind(shoppers.get(i)));
            }
            return thread;
        });
        for (int i = 0; i < cards.size(); i++) {
            UUID shopper = shoppers.get(i).person();
            UUID living = Run.now(() -> members.hold(shopper)).id();
            assertEquals(living, personOf(cards.get(i)));
            assertEquals(
                    1,
                    count(
                            "select count(*) from member_phone where verified_at is not null and hash = :value",
                            hash(shoppers.get(i).phone())));
        }
    }

    @Test
    void partedPeopleHaveTheirOwnCardsAgain() {
        String card = card();
        String other = card();
        hq.run(HEADER + line(phone(), card) + line(phone(), other));
        UUID one = personOf(card);
        UUID two = personOf(other);
        Merges.Living living = Run.now(() -> merges.merge(one, two, Merge.Cause.HEAD_OFFICE, Caller.SYSTEM, "同一人"));
        assertEquals(List.of(living.id(), living.id()), List.of(personOf(card), personOf(other)));
        String merge = Run.now(() -> database.sql("select id from person_merge where survivor_id = :id")
                        .with("id", living.id())
                        .one(row -> row.uuid(0)))
                .toString();
        Api.command(hq.token())
                .body(Map.of("reason", "不是同一人"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(200);
        assertEquals(List.of(one, two), List.of(personOf(card), personOf(other)));
    }

    @Test
    void aListDoesNotBringAnErasedPersonBack() {
        String phone = phone();
        String card = card();
        String bad = hq.run(HEADER + line(phone, card) + line(phone(), card()).replace(store.code(), "NOWHERE"))
                .getString("id");
        hq.run(HEADER + line(phone, card()));
        UUID person = personOf(card);
        Run.now(() -> erasures.erase(person, Caller.SYSTEM, "asked"));
        JsonPath run = hq.run(HEADER + line(phone, card));
        assertEquals(0, run.getInt("created"));
        String id = run.getString("id");
        assertEquals(List.of("ERASED"), hq.reasons(id, 2));
        assertFalse(hq.download(id).contains(phone), "nothing of the line is kept");
        assertEquals(0, count("select count(*) from roster_quarantine where phone_hash = :value", hash(phone)));
        assertEquals(1, hq.view(bad).getInt("open"), "lines of others stay");
    }

    @Test
    void nothingPersonalRemainsOfARun() {
        String phone = phone();
        String run = hq.run(HEADER + line(phone, card()) + line(phone(), card()).replace("普通会员", "钻石"))
                .getString("id");
        assertEquals(0, count("select count(*) from import_piece where cast(file_id as text) = :value", run));
        assertEquals(0, count("select count(*) from import_part where cast(file_id as text) = :value", run));
        assertEquals(0, count("select count(*) from roster_line where cast(run_id as text) = :value", run));
        assertTrue(keyIsGone("id", run));
        assertFalse(keyIsGone("quarantine_key", run));
        Api.as(hq.token())
                .delete(RosterClient.PATH + "/" + run + "/quarantine")
                .then()
                .statusCode(204);
        assertEquals(0, hq.view(run).getInt("open"));
        assertTrue(keyIsGone("quarantine_key", run));
        assertNotNull(hq.view(run).getString("doneAt"));
    }
}
