package io.guike.consent;

import static io.guike.consent.Purpose.MARKETING;
import static io.guike.consent.Purpose.MEMBERSHIP;
import static io.guike.consent.Purpose.PERSONALISATION;
import static io.guike.consent.Purpose.PROFILE;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.consent.Consents.ConsentView;
import io.guike.consent.Consents.Given;
import io.guike.consent.Consents.Guardian;
import io.guike.member.Erasures;
import io.guike.member.Members;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.platform.Database;
import io.guike.platform.Problem;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Run;
import io.guike.wechat.WeChatAccounts;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@QuarkusTest
class ConsentTest {

    private static final Guardian MOTHER = new Guardian("王美丽", "138 0013 8000");

    @Inject
    Consents consents;

    @Inject
    ConsentTexts texts;

    @Inject
    PersonConsents parts;

    @Inject
    Withdrawals withdrawals;

    @Inject
    Members members;

    @Inject
    Merges merges;

    @Inject
    Erasures erasures;

    @Inject
    WeChatAccounts accounts;

    @Inject
    Chain chain;

    @Inject
    Database database;

    private UUID visitor() {
        return Run.now(() -> members.visitor(accounts.mini().appid(), "o" + UUID.randomUUID()))
                .id();
    }

    private UUID member(Purpose... more) {
        UUID person = visitor();
        give(person, null, Stream.concat(Stream.of(MEMBERSHIP), Stream.of(more)).toArray(Purpose[]::new));
        return person;
    }

    private int version(Purpose purpose) {
        return Run.now(texts::current).items().stream()
                .filter(text -> text.purpose() == purpose)
                .findFirst()
                .orElseThrow()
                .version();
    }

    private Given current(Purpose purpose) {
        return Given.to(purpose, version(purpose));
    }

    private void give(UUID person, Guardian guardian, Purpose... purposes) {
        List<Given> given = Stream.of(purposes).map(this::current).toList();
        Run.now(() -> consents.give(person, person, given, guardian));
    }

    private void withdraw(UUID person, Purpose purpose) {
        Run.now(() -> consents.withdraw(person, purpose));
    }

    private boolean allows(UUID person, Purpose purpose) {
        return Run.now(() -> consents.allows(person, purpose));
    }

    private long said(UUID person) {
        return count("select count(*) from consent where person_id = :x", person);
    }

    private long count(String sql, Object value) {
        return Run.now(() -> database.sql(sql).with("x", value).one(row -> row.number(0)));
    }

    private ConsentView view(UUID person, Purpose purpose) {
        return Run.now(() -> consents.of(person)).stream()
                .filter(one -> one.purpose() == purpose)
                .findFirst()
                .orElseThrow();
    }

    private static void refused(ConsentProblem why, Executable what) {
        assertEquals(why, assertThrows(Problem.class, what).code());
    }

    private UUID merge(UUID one, UUID other) {
        return Run.now(() -> merges.merge(one, other, Merge.Cause.HEAD_OFFICE, Caller.SYSTEM, "测试"))
                .id();
    }

    private void undo(UUID loser) {
        String id = Run.now(
                        () -> database.sql("select id from person_merge where loser_id = :loser and undone_at is null")
                                .with("loser", loser)
                                .one(row -> row.uuid(0)))
                .toString();
        Api.command(chain.hq().token())
                .body(Map.of("reason", "不是同一个人"))
                .post("/api/hq/merges/" + id + "/undo")
                .then()
                .statusCode(200);
    }

    @Test
    void nothingIsAllowedUntilItIsGiven() {
        UUID person = visitor();
        assertFalse(allows(person, MEMBERSHIP));
        assertEquals(
                List.of(MEMBERSHIP, PROFILE, MARKETING, PERSONALISATION),
                Run.now(() -> consents.of(person)).stream()
                        .map(ConsentView::purpose)
                        .toList());
        assertEquals(new ConsentView(PROFILE, false, false, null, null, version(PROFILE)), view(person, PROFILE));

        give(person, null, MEMBERSHIP, PROFILE);
        assertTrue(allows(person, MEMBERSHIP));
        assertTrue(allows(person, PROFILE));
        assertFalse(allows(person, MARKETING));
        assertEquals(version(PROFILE), view(person, PROFILE).textVersion());
    }

    @Test
    void withdrawalIsEffectiveAtOnceAndEndsWhatHangsOnIt() {
        UUID person = member(PROFILE, MARKETING);
        withdraw(person, PROFILE);

        assertFalse(allows(person, PROFILE));
        assertTrue(allows(person, MARKETING));
        assertEquals(1, Run.now(() -> withdrawals.count(person, PROFILE)));
        assertEquals(version(PROFILE), view(person, PROFILE).textVersion());

        withdraw(person, PROFILE);
        assertEquals(1, Run.now(() -> withdrawals.count(person, PROFILE)));
        assertEquals(4, said(person));

        withdraw(person, PERSONALISATION);
        withdraw(person, PERSONALISATION);
        assertEquals(1, Run.now(() -> withdrawals.count(person, PERSONALISATION)), "a first word may be a no");
        assertEquals(5, said(person));

        give(person, null, PROFILE);
        assertTrue(allows(person, PROFILE));
    }

    @Test
    void withdrawalHappensAsAWholeOrNotAtAll() {
        UUID person = member(MARKETING);
        withdrawals.failFor(person);
        assertThrows(IllegalStateException.class, () -> withdraw(person, MARKETING));
        assertTrue(allows(person, MARKETING));
        assertEquals(0, Run.now(() -> withdrawals.count(person, MARKETING)));
    }

    @Test
    void membershipIsLeftByErasureOnly() {
        UUID person = member();
        refused(ConsentProblem.MEMBERSHIP_NEEDED, () -> withdraw(person, MEMBERSHIP));
        assertTrue(allows(person, MEMBERSHIP));
    }

    @Test
    void nothingIsGivenWithoutMembership() {
        UUID person = visitor();
        refused(ConsentProblem.REQUIRED_MISSING, () -> give(person, null, MARKETING));
        refused(ConsentProblem.REQUIRED_MISSING, () -> give(person, null));
        assertEquals(0, said(person));

        give(person, null, MEMBERSHIP);
        give(person, null, MARKETING);
        assertTrue(allows(person, MARKETING));
    }

    @Test
    void theSameAgainChangesNothing() {
        UUID person = member(PROFILE);
        give(person, null, MEMBERSHIP, PROFILE, PROFILE);
        assertEquals(2, said(person));
        Run.together(50, i -> {
            give(person, null, MEMBERSHIP, MARKETING);
            return i;
        });
        assertEquals(3, said(person));
    }

    @Test
    void onlyTheTextInForceCanBeAgreedTo() {
        UUID early = member(PERSONALISATION);
        Given old = current(PERSONALISATION);
        Given membership = current(MEMBERSHIP);
        Given future = Given.to(PERSONALISATION, old.textVersion() + 5);
        UUID late = member();
        refused(ConsentProblem.TEXT_OUTDATED, () -> Run.now(() -> consents.give(late, late, List.of(future), null)));
        refused(
                ConsentProblem.PURPOSE_UNKNOWN,
                () -> Run.now(() -> consents.give(late, late, List.of(membership, new Given("RESALE", 1)), null)));

        int published = Run.now(() -> texts.publish(Caller.SYSTEM, PERSONALISATION, "新的告知", "A new notice"))
                .version();
        assertEquals(old.textVersion() + 1, published);
        refused(ConsentProblem.TEXT_OUTDATED, () -> Run.now(() -> consents.give(late, late, List.of(old), null)));
        assertEquals(1, said(late));

        assertTrue(allows(early, PERSONALISATION));
        assertEquals(published, view(early, PERSONALISATION).currentVersion());
        Run.now(() -> consents.give(early, early, List.of(membership, old), null));
        assertEquals(2, said(early), "a repeated request is no new consent");
        give(early, null, PERSONALISATION);
        assertEquals(published, view(early, PERSONALISATION).textVersion());
    }

    @Test
    void theLastWordOfEitherCountsAfterAMergeAndUndoingGivesEachTheirOwnBack() {
        UUID first = member(MARKETING, PROFILE);
        UUID second = member(MARKETING);
        withdraw(second, MARKETING);
        withdraw(first, PROFILE);
        give(second, null, PROFILE);
        UUID survivor = merge(first, second);
        assertEquals(first, survivor);

        assertFalse(allows(survivor, MARKETING), "withdrawn later by the second");
        assertTrue(allows(survivor, PROFILE), "given later by the second");
        assertEquals(0, said(second));
        give(second, null, PERSONALISATION);
        assertTrue(allows(survivor, PERSONALISATION));
        withdraw(second, PROFILE);
        assertFalse(allows(survivor, PROFILE));
        assertEquals(2, Run.now(() -> withdrawals.count(survivor, PROFILE)), "once before, once as one person");

        undo(second);
        assertTrue(allows(first, MARKETING));
        assertFalse(allows(first, PROFILE));
        assertFalse(allows(first, PERSONALISATION));
        assertFalse(allows(second, MARKETING));
        assertFalse(allows(second, PROFILE));
        assertTrue(allows(second, PERSONALISATION));
    }

    @Test
    void aGuardianIsNotedOnceAndSealed() {
        UUID child = visitor();
        give(child, MOTHER, MEMBERSHIP);
        give(child, new Guardian(" 王美丽 ", "+8613800138000"), MEMBERSHIP, PROFILE);

        assertTrue(Run.now(() -> consents.hasGuardian(child)));
        assertEquals(1, count("select count(*) from consent_guardian where person_id = :x", child));
        assertEquals(2, said(child));
        assertEquals(0, count("""
                        select count(*) from consent_guardian g where person_id = :x
                          and (position(convert_to('王美丽', 'UTF8') in name) > 0
                            or position(convert_to('13800138000', 'UTF8') in phone) > 0)""", child));
        var export = Run.now(() -> parts.export(child));
        assertEquals("王美丽", export.guardians().get(0).name());
        assertEquals("+8613800138000", export.guardians().get(0).phone());
        assertFalse(export.toString().contains("王美丽"));
        assertFalse(MOTHER.toString().contains("王"));

        give(child, new Guardian("王大山", "13900139000"), MEMBERSHIP);
        assertEquals(2, count("select count(*) from consent_guardian where person_id = :x", child));
        assertThrows(Problem.class, () -> give(child, new Guardian("王大山", "12345"), MEMBERSHIP));
    }

    @Test
    void whoIsUnderFourteenNeedsAGuardian() {
        UUID child = member();
        withdrawals.isChild(child);
        assertFalse(Run.now(() -> consents.hasGuardian(child)));
        refused(ConsentProblem.GUARDIAN_REQUIRED, () -> give(child, null, MARKETING));
        give(child, null, MEMBERSHIP);
        give(child, MOTHER, MEMBERSHIP, MARKETING);
        assertTrue(allows(child, MARKETING));
        withdraw(child, MARKETING);
        assertFalse(allows(child, MARKETING));
    }

    @Test
    void afterErasureNothingIsAllowedAndTheRecordNamesNobody() {
        UUID person = visitor();
        give(person, MOTHER, MEMBERSHIP, MARKETING, PROFILE);
        withdraw(person, PROFILE);
        Run.now(() -> erasures.erase(person, Caller.SYSTEM, "asked"));

        for (Purpose purpose : Purpose.values()) {
            assertFalse(allows(person, purpose), purpose.name());
        }
        assertEquals(6, said(person), "three given, one withdrawn, two ended");
        assertEquals(
                0,
                count(
                        "select count(*) from consent_guardian where person_id = :x and (name is not null or phone is not null)",
                        person));
        assertEquals(
                3,
                count("select count(*) from consent where person_id = :x and guardian_id is not null", person),
                "that a guardian consented remains");
        assertThrows(Problem.class, () -> give(person, null, MEMBERSHIP));
        assertThrows(Problem.class, () -> withdraw(person, MARKETING));
    }

    @Test
    void guardiansSealedBeforeAMergeOpenAfterIt() {
        UUID first = member();
        UUID child = visitor();
        give(child, MOTHER, MEMBERSHIP);
        UUID survivor = merge(first, child);
        assertEquals(
                "王美丽", Run.now(() -> parts.export(survivor)).guardians().get(0).name());
        undo(child);
        assertEquals(List.of(), Run.now(() -> parts.export(first)).guardians());
        assertEquals(
                "王美丽", Run.now(() -> parts.export(child)).guardians().get(0).name());
    }

    @Test
    void theExportTellsEveryWord() {
        UUID person = member(MARKETING);
        withdraw(person, MARKETING);
        var said = Run.now(() -> parts.export(person)).consents();
        assertEquals(3, said.size());
        assertEquals(Source.BINDING, said.get(0).source());
        assertEquals(MARKETING, said.get(2).purpose());
        assertFalse(said.get(2).given());
        assertEquals(Source.OWN_PAGE, said.get(2).source());
        assertNull(said.get(2).guardianId());
    }

    @Test
    void everybodyReadsTheTextsAndHeadOfficePublishesTheNext() {
        String hq = chain.hq().token();
        int before = version(MARKETING);
        Api.command(hq)
                .body(Map.of("purpose", "MARKETING", "zh", " 新的优惠消息告知 ", "en", "A new notice on offers"))
                .post("/api/hq/consent-texts")
                .then()
                .statusCode(201)
                .body("version", equalTo(before + 1))
                .body("zh", equalTo("新的优惠消息告知"));
        var texts = Api.anyone()
                .get("/api/open/consent-texts")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertEquals(List.of("MEMBERSHIP", "PROFILE", "MARKETING", "PERSONALISATION"), texts.getList("items.purpose"));
        assertEquals(List.of(true, false, false, false), texts.getList("items.required"));
        assertEquals(before + 1, texts.getInt("items[2].version"));
        assertNotEquals("", texts.getString("items[0].zh"));

        List<Integer> versions = Api.as(hq)
                .get("/api/hq/consent-texts")
                .then()
                .statusCode(200)
                .extract()
                .path("items.findAll { it.purpose == 'MARKETING' }.version");
        assertEquals(before + 1, versions.get(0));
        assertEquals(1, versions.get(versions.size() - 1));
        Api.as(hq)
                .get("/api/hq/audit?subject=consent-text:MARKETING")
                .then()
                .body("items[0].action", equalTo("consent.publish"))
                .body("items[0].detail.version", equalTo(before + 1));
    }

    @Test
    void aTextForNoPurposeIsRefused() {
        Api.breaking(chain.hq().token())
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .body(Map.of("purpose", "RESALE", "zh", "告知", "en", "notice"))
                .post("/api/hq/consent-texts")
                .then()
                .statusCode(422)
                .body("code", equalTo("consent.purpose-unknown"));
    }

    @Test
    void publishingAtOnceMakesOneVersionEach() {
        int before = version(PROFILE);
        Run.together(8, i -> Run.now(() -> texts.publish(Caller.SYSTEM, PROFILE, "资料告知 " + i, "Profile notice " + i)));
        assertEquals(before + 8, version(PROFILE));
    }
}
