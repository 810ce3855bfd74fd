package io.guike.membership;

import io.guike.cardcode.CardCodes;
import io.guike.member.Members;
import io.guike.membership.Cards.MemberView;
import io.guike.phone.Phones;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.platform.PlatformProblem;
import io.guike.vault.PhoneNumber;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds members for staff and tills; what is shown is masked. */
@ApplicationScoped
class MemberSearch {

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

    /** Somebody whose benefits are held back; the longest ago comes last. */
    record HeldView(
            UUID personId,
            String personNumber,
            Instant boundAt,
            @Nullable Integer riskRank) {}

    private record Held(HeldView view, UUID origin) {}

    /**
     * @throws io.guike.platform.Problem {@code membership.unknown}, {@code vault.phone-invalid}, {@code
     *     cardcode.invalid}, {@code cardcode.expired}, {@code request.invalid}
     */
    Uni<MemberView> find(Key key) {
        return person(key.mustBeOne()).chain(person -> {
            if (person == null) {
                throw MembershipProblem.UNKNOWN.problem();
            }
            return cards.of(person);
        });
    }

    private Uni<@Nullable UUID> person(Key key) {
        if (key.cardCode() != null) {
            return codes.read(key.cardCode()).chain(read -> members.living(read.person()));
        }
        return key.phone() != null
                ? phones.personOf(PhoneNumber.read(key.phone()))
                : memberships.personOf(Objects.requireNonNull(key.cardNumber()));
    }

    /** Also by the id of somebody who was merged since. */
    Uni<MemberView> of(UUID person) {
        return members.living(person).chain(cards::of);
    }

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
