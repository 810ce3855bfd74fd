package io.guike.lookup;

import io.guike.access.RateLimits;
import io.guike.access.RateLimits.Limit;
import io.guike.cardcode.CardCodes;
import io.guike.member.Members;
import io.guike.membership.Cards;
import io.guike.membership.Cards.MemberView;
import io.guike.membership.MembershipProblem;
import io.guike.membership.Memberships;
import io.guike.phone.Phones;
import io.guike.platform.Database;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Problem;
import io.guike.vault.PhoneNumber;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Size;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds members for staff and tills; what is shown is masked. */
@ApplicationScoped
class MemberLookup {

    @Inject
    Phones phones;

    @Inject
    Memberships memberships;

    @Inject
    Members members;

    @Inject
    CardCodes codes;

    @Inject
    Cards cards;

    @Inject
    RateLimits limits;

    @Inject
    Database database;

    /** By what to find a member: exactly one. Never shown by {@link #toString}. */
    record Key(
            @Size(min = 1, max = 200) @Nullable String cardCode,
            @Size(min = 1, max = 40) @Nullable String phone,
            @Size(min = 1, max = 40) @Nullable String cardNumber) {

        /** @throws io.guike.platform.Problem {@code request.invalid} */
        Key mustBeOne() {
            if (Stream.of(cardCode, phone, cardNumber).filter(Objects::nonNull).count() != 1) {
                throw PlatformProblem.REQUEST_INVALID.because("exactly one of cardCode, phone and cardNumber");
            }
            return this;
        }

        @Override
        public String toString() {
            return "Key[]";
        }
    }

    /**
     * @param asker who tries, under {@code misses}. Whoever has missed that often by phone or card number finds nobody more
     *     by these, not even who is there; a card code cannot be guessed and goes on being read.
     * @throws io.guike.platform.Problem {@code membership.unknown}, {@code vault.phone-invalid}, {@code
     *     cardcode.invalid}, {@code cardcode.expired}, {@code request.invalid}, {@code request.too-many}
     */
    Uni<MemberView> find(Key key, Limit misses, String asker) {
        return key.mustBeOne().cardCode() != null
                ? known(key)
                : limits.mustHaveLeft(misses, asker)
                        .chain(() -> known(key))
                        .onFailure(MemberLookup::isMiss)
                        .recoverWithUni(miss -> limits.count(misses, asker)
                                .chain(() -> Uni.createFrom().failure(miss)));
    }

    static boolean isMiss(Throwable failure) {
        return failure instanceof Problem problem && problem.code() == MembershipProblem.UNKNOWN;
    }

    private Uni<MemberView> known(Key key) {
        return person(key).chain(person -> {
            if (person == null) {
                throw MembershipProblem.UNKNOWN.problem();
            }
            return cards.of(person);
        });
    }

    private Uni<@Nullable UUID> person(Key key) {
        if (key.cardCode() != null) {
            return codes.read(key.cardCode()).chain(read -> members.living(read.origin()));
        }
        return key.phone() != null
                ? phones.personOf(PhoneNumber.read(key.phone()))
                : memberships.personOf(Objects.requireNonNull(key.cardNumber()));
    }

    /** @param client and {@code reference}: who uses it in which store, and for which receipt */
    record Use(String cardCode, String client, String reference, boolean offline) {}

    /**
     * Uses a card code for value: once, and by whoever repeats the same use as often as they like.
     *
     * @throws io.guike.platform.Problem {@code membership.unknown}, {@code cardcode.invalid}, {@code cardcode.expired},
     *     {@code cardcode.used}
     */
    Uni<MemberView> use(Use use) {
        return database.tx(session -> codes.use(use.cardCode(), use.client(), use.reference(), use.offline())
                .chain(read -> members.living(read.origin()))
                .chain(cards::of));
    }
}
