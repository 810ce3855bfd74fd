package io.guike.membership;

import io.guike.access.Caller;
import io.guike.access.RateLimits;
import io.guike.attribution.Owners;
import io.guike.consent.Consents;
import io.guike.member.Members;
import io.guike.membership.Cards.CardView;
import io.guike.membership.Memberships.Beginning;
import io.guike.membership.WelcomePart.Welcome;
import io.guike.membership.Welcomes.Benefits;
import io.guike.phone.PhoneProofs;
import io.guike.phone.PhoneProofs.Asker;
import io.guike.phone.Phones;
import io.guike.phone.Taking;
import io.guike.phone.Turns;
import io.guike.platform.Database;
import io.guike.vault.PhoneNumber;
import io.guike.wechat.WeChatAccounts;
import io.guike.work.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes people members. What WeChat is asked comes first, once and outside of any transaction; then everything happens in
 * one.
 */
@ApplicationScoped
class Bindings {

    /** A page that repeats itself stays below it; whoever does not only makes others wait. */
    private static final RateLimits.Limit PER_PERSON =
            new RateLimits.Limit("binding-person", 300, Duration.ofMinutes(10));

    @Inject
    RateLimits limits;

    @Inject
    WeChatAccounts accounts;

    @Inject
    Members members;

    @Inject
    Turns turns;

    @Inject
    PhoneProofs proofs;

    @Inject
    Phones phones;

    @Inject
    RiskRanks risks;

    @Inject
    Applications applications;

    @Inject
    Consents consents;

    @Inject
    Profiles profiles;

    @Inject
    Memberships memberships;

    @Inject
    Welcomes welcomes;

    @Inject
    Owners owners;

    @Inject
    Cards cards;

    @Inject
    Outbox outbox;

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** Who asks, from where, and the account in the mini-program, where there is one. */
    private record Asking(
            Caller caller, String address, @Nullable String openid) {

        Asker asker() {
            if (openid == null) {
                throw MembershipProblem.MINI_PROGRAM_NEEDED.problem();
            }
            return new Asker(caller.origin(), openid, address);
        }

        @Override
        public String toString() {
            return "Asking " + caller.name();
        }
    }

    /** What is known before the transaction. */
    private record Known(
            Caller caller,
            Application application,
            @Nullable PhoneNumber number,
            @Nullable Integer risk) {}

    /**
     * Makes the caller a member at once; who is one already gets the card.
     *
     * @param address of the device
     * @throws io.guike.platform.Problem {@code membership.*}, {@code consent.*}, {@code request.too-many}; WeChat's own,
     *     after which nothing was changed and the same request may be sent again
     */
    Uni<CardView> bind(Caller caller, Application application, String address) {
        return limits.count(PER_PERSON, caller.tag())
                .chain(() ->
                        turns.take(caller.id(), () -> boundAlready(caller), () -> apply(caller, application, address)))
                .chain(person -> cards.mine(person, caller.origin()));
    }

    /** The living person, where they are a member; the caller may have been merged while waiting for their turn. */
    private Uni<@Nullable UUID> boundAlready(Caller caller) {
        return members.living(caller.origin())
                .chain(person -> memberships.isMember(person).map(member -> member ? person : null));
    }

    private Uni<UUID> apply(Caller caller, Application application, String address) {
        return applications
                .check(caller.id(), application)
                .chain(() -> asking(caller, address))
                .chain(asking -> number(asking, application)
                        .chain(number -> risks.of(asking.openid(), number, address)
                                .map(risk -> new Known(caller, application, number, risk))))
                .chain(known -> database.tx(session -> enter(known)))
                .map(Bindings::theirs);
    }

    private Uni<Asking> asking(Caller caller, String address) {
        return members.account(caller.id(), caller.origin(), accounts.mini().appid())
                .map(openid -> new Asking(caller, address, openid));
    }

    /** Null where the number that the person has will do. */
    private Uni<@Nullable PhoneNumber> number(Asking asking, Application application) {
        String code = application.phoneCode();
        return code != null
                ? proofs.number(asking.asker(), code).map(number -> number)
                : mustHaveNumber(asking.caller().id()).map(done -> null);
    }

    private Uni<Void> mustHaveNumber(UUID person) {
        return phones.hasVerified(person)
                .invoke(verified -> {
                    if (!verified) {
                        throw MembershipProblem.PHONE_CODE_NEEDED.problem();
                    }
                })
                .replaceWithVoid();
    }

    /** A claim that was opened must be committed before the request is refused. */
    private static UUID theirs(Taking taking) {
        if (taking instanceof Taking.Claimed claimed) {
            throw MembershipProblem.PHONE_TAKEN.because(claimed.claim());
        }
        return ((Taking.Theirs) taking).person();
    }

    /** By the session's origin: who the caller is may have changed while WeChat was asked. */
    private Uni<Taking> enter(Known known) {
        UUID origin = known.caller().origin();
        PhoneNumber number = known.number();
        return number == null
                ? members.hold(origin)
                        .chain(person -> enter(
                                known,
                                person.id(),
                                () -> mustHaveNumber(person.id()).replaceWith(new Taking.Theirs(person.id()))))
                : phones.hold(origin, number).chain(taker -> enter(known, taker.person(), () -> phones.take(taker)));
    }

    private Uni<Taking> enter(Known known, UUID person, Supplier<Uni<Taking>> number) {
        return memberships
                .isMember(person)
                .chain(member -> member
                        ? Uni.createFrom().item(new Taking.Theirs(person))
                        : number.get().call(taking -> join(known, taking)));
    }

    private Uni<Void> join(Known known, Taking taking) {
        return taking instanceof Taking.Theirs theirs
                ? join(known, theirs.person())
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> join(Known known, UUID person) {
        UUID origin = known.caller().origin();
        Application application = known.application();
        return profiles.add(person, origin, application.told())
                .chain(() -> consents.give(person, origin, application.consents(), application.guardian()))
                .chain(() -> profiles.mustBeConsented(person, application.told()))
                .chain(() -> owners.of(person))
                .map(owner -> new Welcome(person, origin, owner.storeId(), owner.staffId(), clock.instant()))
                .chain(welcome -> memberships
                        .isMember(person)
                        .chain(card -> card ? announce(welcome, true, false) : begin(known, welcome)));
    }

    private Uni<Void> begin(Known known, Welcome welcome) {
        return memberships
                .inviter(known.application().invitation(), welcome.person())
                .chain(inviter -> welcomes.due(welcome.person(), known.risk())
                        .map(benefits -> new Beginning(welcome, benefits, inviter, known.risk())))
                .call(memberships::begin)
                .call(beginning -> beginning.benefits() == Benefits.GRANTED
                        ? welcomes.give(welcome)
                        : Uni.createFrom().voidItem())
                .chain(beginning -> announce(welcome, false, beginning.benefits() == Benefits.HELD));
    }

    private Uni<Void> announce(Welcome welcome, boolean offlineCard, boolean held) {
        return outbox.announce(new MemberBound(
                welcome.person(),
                welcome.membershipId(),
                welcome.storeId(),
                welcome.staffId(),
                welcome.boundAt(),
                offlineCard,
                held));
    }

    /**
     * Another number from now on; the one before is released.
     *
     * @throws io.guike.platform.Problem as {@link #bind}; {@code membership.needed}
     */
    Uni<CardView> changePhone(Caller caller, String code, String address) {
        return boundAlready(caller)
                .onItem()
                .ifNull()
                .failWith(MembershipProblem.NEEDED::problem)
                .chain(() -> turns.take(
                        caller.id(),
                        () -> Uni.createFrom().nullItem(),
                        () -> asking(caller, address)
                                .chain(asking -> proofs.number(asking.asker(), code))
                                .chain(number -> database.tx(session -> phones.hold(caller.origin(), number)
                                        .call(taker -> welcomes.remember(taker.person()))
                                        .chain(phones::take)))
                                .map(Bindings::theirs)))
                .chain(person -> cards.mine(person, caller.origin()));
    }
}
