package io.guike.membership;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.member.ErasePart;
import io.guike.member.Members;
import io.guike.member.RevokePart;
import io.guike.membership.WelcomePart.Welcome;
import io.guike.phone.Phones;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.guike.vault.PhoneNumber;
import io.guike.vault.Vault;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The welcome benefits (入会礼): who gets them, whose are held back, and that no number gets them twice. All calls join the
 * caller's transaction.
 */
@ApplicationScoped
@Priority(Welcomes.BEFORE_NUMBERS_GO)
class Welcomes implements ErasePart, RevokePart {

    /** What is remembered of a number is made from the number, as long as it is there. */
    static final int BEFORE_NUMBERS_GO = 20;

    /** Apart from the hashes by which people are found: nobody can lay one beside the other. */
    private static final String PURPOSE = "membership.welcome";

    /** WeChat ranks 0 to 4; that 3 and 4 are who to look at first is background knowledge. */
    @ConfigProperty(name = "guike.membership.risk-limit", defaultValue = "3")
    int riskLimit;

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    Phones phones;

    @Inject
    Vault vault;

    @Inject
    @All
    List<WelcomePart> parts;

    @Inject
    AuditLog audit;

    /** What becomes of the welcome benefits. */
    enum Benefits {
        GRANTED,
        /** WeChat warns of the person: head office looks first. */
        HELD,
        RELEASED,
        /** The card was imported, or the number was welcomed before: its owner is nobody new. */
        NONE
    }

    /** Somebody whose benefits are held back; the longest ago comes last. */
    record HeldView(
            UUID personId,
            String personNumber,
            Instant boundAt,
            @Nullable Integer riskRank) {}

    private record Held(HeldView view, UUID origin) {}

    /**
     * What is due to somebody who becomes a member. Where it is {@code GRANTED}, their numbers are taken down: {@link
     * #give} has to follow.
     *
     * @param person held by the caller, with a number that was shown
     * @param risk WeChat's rank; null where it was not told
     */
    Uni<Benefits> due(UUID person, @Nullable Integer risk) {
        return risk != null && risk >= riskLimit
                ? prints(person).chain(this::anyKnown).map(known -> known ? Benefits.NONE : Benefits.HELD)
                : prints(person).chain(this::allNew).map(fresh -> fresh ? Benefits.GRANTED : Benefits.NONE);
    }

    Uni<Void> give(Welcome welcome) {
        return Database.each(
                parts.stream()
                        .sorted(Comparator.comparingInt(WelcomePart::order))
                        .toList(),
                part -> part.welcome(welcome));
    }

    /** Those of a welcomed person's numbers that may go soon; what somebody gets who was never welcomed stays open. */
    Uni<Void> remember(UUID person) {
        return database.sql(
                        "select 1 from membership where person_id = :person and benefits in ('GRANTED', 'RELEASED') limit 1")
                .with("person", person)
                .exists()
                .chain(welcomed -> welcomed
                        ? prints(person).chain(this::allNew).replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }

    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return remember(person);
    }

    @Override
    public Uni<Void> revoke(UUID person, Set<Revoked> what, Instant before) {
        return what.contains(Revoked.PHONE)
                ? remember(person)
                : Uni.createFrom().voidItem();
    }

    private Uni<List<String>> prints(UUID person) {
        return phones.verifiedOf(person)
                .map(numbers -> numbers.stream()
                        .map(PhoneNumber::e164)
                        .map(number -> vault.fingerprint(PURPOSE, number))
                        .sorted()
                        .toList());
    }

    private Uni<Boolean> anyKnown(List<String> prints) {
        return prints.isEmpty()
                ? Uni.createFrom().item(false)
                : database.sql("select 1 from welcome_given where fingerprint in (:prints) limit 1")
                        .with("prints", prints)
                        .exists();
    }

    /** Takes them down; who comes second with one of them waits for the first to commit. */
    private Uni<Boolean> allNew(List<String> prints) {
        return prints.isEmpty()
                ? Uni.createFrom().item(false)
                : database.sql("""
                                insert into welcome_given (fingerprint)
                                select print from unnest(string_to_array(:prints, ',')) as print order by print
                                on conflict (fingerprint) do nothing""")
                        .with("prints", prints.stream().collect(Collectors.joining(",")))
                        .run()
                        .map(made -> made == prints.size());
    }

    /**
     * Gives the benefits that were held back. Of a person who was welcomed by another membership, before two people
     * became one, or whose number was welcomed before, none are released.
     *
     * @throws io.guike.platform.Problem {@code membership.nothing-held}, {@code member.unknown}, {@code member.erased}
     */
    Uni<Void> release(UUID asked, String reason, Caller by) {
        return database.tx(session -> members.hold(asked)
                .chain(person -> released(person.id()))
                .onItem()
                .ifNull()
                .failWith(MembershipProblem.NOTHING_HELD::problem)
                .call(welcome -> mustBeNew(welcome.person()))
                .call(this::give)
                .chain(welcome -> audit.record(
                        by, "membership.benefits-release", "person:" + welcome.person(), Map.of("reason", reason))));
    }

    private Uni<@Nullable Welcome> released(UUID person) {
        return database.sql("""
                        update membership set benefits = 'RELEASED' where origin_id = (
                          select held.origin_id from membership held
                          where held.person_id = :person and held.benefits = 'HELD' and not exists (
                            select 1 from membership other
                            where other.person_id = :person and other.benefits in ('GRANTED', 'RELEASED'))
                          order by held.bound_at, held.origin_id limit 1)
                        returning person_id, origin_id, store_id, staff_id, bound_at""").with("person", person).first(Welcomes::welcome);
    }

    private static Welcome welcome(Row row) {
        return new Welcome(row.uuid(0), row.uuid(1), row.uuidOrNull(2), row.uuidOrNull(3), row.instant(4));
    }

    private Uni<Void> mustBeNew(UUID person) {
        return prints(person)
                .chain(this::allNew)
                .invoke(fresh -> {
                    if (!fresh) {
                        throw MembershipProblem.NOTHING_HELD.because("没有已验证的手机号，或该手机号已享受过入会礼");
                    }
                })
                .replaceWithVoid();
    }

    /** Newest first. */
    Uni<Page<HeldView>> held(@Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql("""
                        select p.id, p.number, m.bound_at, m.risk_rank, m.origin_id
                        from membership m join person p on p.id = m.person_id
                        where m.benefits = 'HELD' and (m.bound_at, m.origin_id) < (:at, :id)
                        order by m.bound_at desc, m.origin_id desc limit :size""")
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(row -> new Held(
                        new HeldView(row.uuid(0), row.text(1), row.instant(2), row.isNull(3) ? null : row.integer(3)),
                        row.uuid(4)))
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.view().boundAt(), row.origin()))
                        .map(Held::view));
    }
}
