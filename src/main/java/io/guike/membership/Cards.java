package io.guike.membership;

import io.guike.attribution.Owners;
import io.guike.cardcode.CardCodes;
import io.guike.membership.Levels.Level;
import io.guike.phone.Phones;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.vault.Masked;
import io.guike.vault.Vault;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Members' cards as they are shown. Lone statements, each by an index: it is the most frequent read there is. */
@ApplicationScoped
public class Cards {

    /** Of several cards of one person the first that was bound is shown. */
    private static final String SELECT = """
            select holder.person_id, p.number, holder.card_number, l.code, l.name, l.rank, holder.source, holder.bound_at,
              (select min(o.member_since) from membership own join person o on o.id = own.origin_id
                where own.person_id = holder.person_id),
              holder.benefits, phone.origin_id, phone.sealed, phone.verified_at is not null,
              profile.origin_id, profile.name
            from membership holder join person p on p.id = holder.person_id
              left join member_level l on l.code = holder.level
              left join %s on true
              left join %s on true
            where holder.person_id = :person and p.erased_at is null
            order by holder.bound_at, holder.origin_id""".formatted(Phones.MAIN, Profiles.NAMED);

    /** What the card shows as 0 while no capability keeps it. */
    private static final List<String> EXPECTED = List.of("coupons", "points");

    @Inject
    Database database;

    @Inject
    Vault vault;

    @Inject
    Owners owners;

    @Inject
    CardCodes codes;

    @Inject
    @All
    List<CardPart> parts;

    public record LevelView(String code, String name) {}

    /** What the member sees: the name as they told it, the phone masked. */
    record CardView(
            String cardNumber,
            String personNumber,
            LevelView level,
            Instant memberSince,
            @Nullable String name,
            @Nullable String phone,
            Map<String, Long> balances,
            @Nullable String storeName,
            @Nullable String promoterName,
            CardCodes.Code cardCode) {

        @Override
        public String toString() {
            return "CardView of " + personNumber;
        }
    }

    /**
     * What staff and tills see.
     *
     * @param name masked
     * @param phone masked
     * @param source {@code WECHAT} or {@code IMPORT}
     * @param benefits {@code GRANTED}, {@code HELD}, {@code RELEASED} or {@code NONE}
     */
    public record MemberView(
            UUID personId,
            String personNumber,
            String cardNumber,
            LevelView level,
            Instant memberSince,
            Instant boundAt,
            String source,
            String benefits,
            @Nullable String name,
            @Nullable String phone,
            boolean phoneVerified,
            Map<String, Long> balances,
            Owners.OwnerView owner) {}

    private record Found(
            UUID person,
            String personNumber,
            @Nullable String cardNumber,
            @Nullable Level level,
            String source,
            Instant boundAt,
            @Nullable Instant memberSince,
            String benefits,
            Vault.@Nullable Sealed phone,
            boolean phoneVerified,
            Vault.@Nullable Sealed name) {

        static Found of(Row row) {
            Level level = row.isNull(3) ? null : new Level(row.text(3), row.text(4), row.integer(5), false);
            return new Found(
                    row.uuid(0),
                    row.text(1),
                    row.textOrNull(2),
                    level,
                    row.text(6),
                    row.instant(7),
                    row.instantOrNull(8),
                    row.text(9),
                    row.isNull(10) ? null : new Vault.Sealed(row.uuid(10), Phones.FIELD, row.bytes(11)),
                    row.flag(12),
                    row.isNull(13) ? null : new Vault.Sealed(row.uuid(13), Profiles.NAME, row.bytes(14)));
        }

        LevelView levelView() {
            return level == null ? new LevelView("", "") : new LevelView(level.code(), level.name());
        }

        int rank() {
            return level == null ? -1 : level.rank();
        }

        Found with(@Nullable Level highest) {
            return new Found(
                    person,
                    personNumber,
                    cardNumber,
                    highest,
                    source,
                    boundAt,
                    memberSince,
                    benefits,
                    phone,
                    phoneVerified,
                    name);
        }

        Instant since() {
            return memberSince == null ? boundAt : memberSince;
        }

        List<Vault.Sealed> sealed() {
            List<Vault.Sealed> sealed = new ArrayList<>();
            if (name != null) {
                sealed.add(name);
            }
            if (phone != null) {
                sealed.add(phone);
            }
            return sealed;
        }
    }

    private record Opened(
            Found found, @Nullable String name, @Nullable String phone) {

        @Nullable
        String maskedName() {
            return name == null ? null : Masked.name(name);
        }

        @Nullable
        String maskedPhone() {
            return phone == null ? null : Masked.phone(phone);
        }
    }

    /**
     * @param person the living person
     * @param origin of the session at hand, for which the card code is made
     * @throws io.guike.platform.Problem {@code membership.unknown}
     */
    Uni<CardView> mine(UUID person, UUID origin) {
        return find(person)
                .chain(opened -> owners.of(person)
                        .chain(owner -> balances(person)
                                .chain(balances ->
                                        codes.make(origin).map(code -> card(opened, owner, balances, code)))));
    }

    private static CardView card(
            Opened opened, Owners.OwnerView owner, Map<String, Long> balances, CardCodes.Code code) {
        Found found = opened.found();
        return new CardView(
                String.valueOf(found.cardNumber()),
                found.personNumber(),
                found.levelView(),
                found.since(),
                opened.name(),
                opened.maskedPhone(),
                balances,
                owner.storeName(),
                owner.staffName(),
                code);
    }

    /**
     * @param person the living person
     * @throws io.guike.platform.Problem {@code membership.unknown}
     */
    public Uni<MemberView> of(UUID person) {
        return find(person)
                .chain(opened -> owners.of(person)
                        .chain(owner -> balances(person).map(balances -> member(opened, owner, balances))));
    }

    private static MemberView member(Opened opened, Owners.OwnerView owner, Map<String, Long> balances) {
        Found found = opened.found();
        return new MemberView(
                found.person(),
                found.personNumber(),
                String.valueOf(found.cardNumber()),
                found.levelView(),
                found.since(),
                found.boundAt(),
                found.source(),
                found.benefits(),
                opened.maskedName(),
                opened.maskedPhone(),
                found.phoneVerified(),
                balances,
                owner);
    }

    private Uni<Opened> find(UUID person) {
        return database.sql(SELECT)
                .with("person", person)
                .list(Found::of)
                .map(Cards::shown)
                .chain(found -> vault.openAll(found.sealed()).map(clear -> opened(found, clear)));
    }

    private static Found shown(List<Found> cards) {
        if (cards.isEmpty()) {
            throw MembershipProblem.UNKNOWN.problem();
        }
        Found highest = cards.stream().max(Comparator.comparing(Found::rank)).orElseThrow();
        return cards.get(0).with(highest.level());
    }

    private static Opened opened(Found found, List<@Nullable String> clear) {
        int phone = found.name() == null ? 0 : 1;
        return new Opened(
                found, found.name() == null ? null : clear.get(0), found.phone() == null ? null : clear.get(phone));
    }

    private Uni<Map<String, Long>> balances(UUID person) {
        Map<String, Long> balances = new TreeMap<>();
        EXPECTED.forEach(name -> balances.put(name, 0L));
        return Database.each(parts, part -> part.balance(person).invoke(balance -> balances.put(part.name(), balance)))
                .replaceWith(balances);
    }
}
