package io.guike.membership;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.member.Members;
import io.guike.membership.WelcomePart.Welcome;
import io.guike.membership.Welcomes.Benefits;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who is a member, with which card. All calls join the caller's transaction. */
@ApplicationScoped
public class Memberships {

    private static final int MOST_TRIES = 5;

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    Levels levels;

    @Inject
    AuditLog audit;

    /**
     * A membership that begins.
     *
     * @param welcome its person is held by the caller; its id is the origin through which it came
     * @param riskRank WeChat's; null where it was not told
     */
    record Beginning(
            Welcome welcome,
            Benefits benefits,
            @Nullable UUID invitedBy,
            @Nullable Integer riskRank) {}

    /**
     * A card of the old offline list.
     *
     * @param person made for it by {@link Members#makeOffline}, and held
     * @param number as it is printed on the card
     * @param level null for the default one
     */
    public record OfflineCard(
            UUID person,
            String number,
            @Nullable String level,
            Instant since,
            @Nullable UUID storeId,
            @Nullable UUID staffId) {}

    public Uni<Boolean> isMember(UUID person) {
        return database.sql("select 1 from membership where person_id = :person")
                .with("person", person)
                .exists();
    }

    /** The living person who has the card; null where nobody has. */
    public Uni<@Nullable UUID> personOf(String cardNumber) {
        return database.sql("select person_id from membership where card_number = :number")
                .with("number", cardNumber.strip())
                .first(row -> row.uuid(0));
    }

    /**
     * Gives somebody of the old list their card. Phone, name and owner are noted by {@code Phones.told}, {@link
     * Profiles#told} and {@code Owners.imported}.
     *
     * @return whether the number was free
     * @throws io.guike.platform.Problem {@code membership.level-unknown}
     */
    public Uni<Boolean> imported(OfflineCard card) {
        Beginning beginning = new Beginning(
                new Welcome(card.person(), card.person(), card.storeId(), card.staffId(), card.since()),
                Benefits.NONE,
                null,
                null);
        return levelOf(card.level())
                .chain(level -> insert(beginning, card.number().strip(), level, "IMPORT"))
                .call(made -> made
                        ? members.becameMember(card.person(), card.since())
                        : Uni.createFrom().voidItem());
    }

    private Uni<@Nullable String> levelOf(@Nullable String code) {
        return code == null ? Uni.createFrom().nullItem() : levels.get(code).map(Levels.Level::code);
    }

    /** From now on a member, with a card of ours. */
    Uni<Void> begin(Beginning beginning) {
        return numbered(beginning, 1)
                .chain(() -> members.becameMember(
                        beginning.welcome().membershipId(), beginning.welcome().boundAt()));
    }

    private Uni<Void> numbered(Beginning beginning, int number) {
        return insert(beginning, CardNumbers.next(), null, "WECHAT").chain(made -> {
            if (!made && number == MOST_TRIES) {
                throw new IllegalStateException("no free card number in " + MOST_TRIES + " tries");
            }
            return made ? Uni.createFrom().voidItem() : numbered(beginning, number + 1);
        });
    }

    private Uni<Boolean> insert(Beginning beginning, String number, @Nullable String level, String source) {
        Welcome welcome = beginning.welcome();
        return database.sql("""
                        insert into membership (origin_id, person_id, card_number, level, level_by, bound_at, source, store_id,
                          staff_id, invited_by, benefits, risk_rank)
                        values (:origin, :person, :number,
                          coalesce(cast(:level as text), (select code from member_level where is_default)),
                          case when cast(:level as text) is null then 'DEFAULT' else 'IMPORT' end, :at,
                          :source, :store, :staff, :invitedBy, :benefits, :risk)
                        on conflict (card_number) do nothing""")
                .with("origin", welcome.membershipId())
                .with("person", welcome.person())
                .with("number", number)
                .with("level", level)
                .with("at", welcome.boundAt())
                .with("source", source)
                .with("store", welcome.storeId())
                .with("staff", welcome.staffId())
                .with("invitedBy", beginning.invitedBy())
                .with("benefits", beginning.benefits().name())
                .with("risk", beginning.riskRank())
                .run()
                .map(made -> made == 1);
    }

    /**
     * Sets the level of all cards of a person; a later list leaves it as it is.
     *
     * @throws io.guike.platform.Problem {@code membership.level-unknown}, {@code membership.unknown}, {@code
     *     member.unknown}, {@code member.erased}
     */
    Uni<Void> setLevel(UUID asked, String level, String reason, Caller by) {
        return database.tx(session -> levels.get(level)
                .chain(() -> members.hold(asked))
                .chain(person -> database.sql(
                                "update membership set level = :level, level_by = 'HQ' where person_id = :person")
                        .with("level", level)
                        .with("person", person.id())
                        .run()
                        .invoke(cards -> {
                            if (cards == 0) {
                                throw MembershipProblem.UNKNOWN.problem();
                            }
                        })
                        .chain(() -> audit.record(
                                by,
                                "membership.level",
                                "person:" + person.id(),
                                Map.of("level", level, "reason", reason)))));
    }

    /** Who invites by that number; null for a number that leads to no member, or to the invited themselves. */
    Uni<@Nullable UUID> inviter(@Nullable String number, UUID invited) {
        return number == null
                ? Uni.createFrom().nullItem()
                : database.sql("""
                                select m.origin_id from person p join membership m on m.person_id = p.id
                                where p.number = :number and p.id <> :invited and p.erased_at is null
                                order by m.bound_at, m.origin_id limit 1""")
                        .with("number", number)
                        .with("invited", invited)
                        .first(row -> row.uuid(0));
    }
}
