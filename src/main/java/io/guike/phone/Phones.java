package io.guike.phone;

import io.guike.access.Caller;
import io.guike.member.Members;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.platform.Database;
import io.guike.platform.Overtaken;
import io.guike.platform.Problem;
import io.guike.vault.PhoneNumber;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whose number it is. All calls join the caller's transaction; whose numbers are written is held by the caller. */
@ApplicationScoped
public class Phones {

    /** Under which name the vault seals numbers, each with its {@code origin_id} as the owner. */
    public static final String FIELD = "phone.number";

    /**
     * For statements that show people: their main number as a row {@code phone} of {@code origin_id}, {@code sealed} and
     * {@code verified_at}, of a person who is called {@code holder.person_id}.
     */
    public static final String MAIN = """
            lateral (select origin_id, sealed, verified_at from member_phone where person_id = holder.person_id
              order by main desc, verified_at is null, since, hash limit 1) phone""";

    @Inject
    Database database;

    @Inject
    Vault vault;

    @Inject
    Members members;

    @Inject
    Merges merges;

    @Inject
    PhoneClaims claims;

    @Inject
    Clock clock;

    /**
     * Somebody, with a number that was proved just now.
     *
     * @param held who is held with them
     */
    record Shown(UUID person, UUID origin, String hash, byte[] sealed, Set<UUID> held) {

        Shown of(UUID other) {
            return new Shown(other, origin, hash, sealed, held);
        }
    }

    /** Whose a number is at the moment. */
    record Holder(UUID person, UUID origin, boolean verified) {}

    /**
     * Somebody who is about to take a number, held together with whoever has it.
     *
     * @param person the living one of the origin
     * @param held both
     */
    public record Taker(UUID person, UUID origin, PhoneNumber number, Set<UUID> held) {}

    /**
     * Holds who proved a number, and who has it: taking it may make both one person.
     *
     * @param origin of the session through which it came
     * @throws io.guike.platform.Problem {@code member.unknown}, {@code member.erased}
     */
    public Uni<Taker> hold(UUID origin, PhoneNumber number) {
        return personOf(number)
                .chain(holder -> holder == null ? members.holdAll(Set.of(origin)) : holdBoth(origin, holder))
                .chain(held -> members.living(origin).map(person -> new Taker(person, origin, number, held)));
    }

    /** Who was erased since the look, and has no number any more, must not be taken for the one who asks. */
    private Uni<Set<UUID>> holdBoth(UUID origin, UUID holder) {
        return members.holdAll(Set.copyOf(List.of(origin, holder)))
                .onFailure(Problem.class)
                .recoverWithUni(refused ->
                        members.hold(origin).chain(() -> Uni.createFrom().<Set<UUID>>failure(new Overtaken())));
    }

    /** The number becomes the person's main one, and the one they had is released. Fails with nothing: see {@link Taking}. */
    public Uni<Taking> take(Taker taker) {
        String hash = vault.hash(taker.number().e164());
        return vault.seal(taker.origin(), FIELD, taker.number().e164())
                .chain(bytes -> main(taker.person())
                        .chain(old -> take(new Shown(taker.person(), taker.origin(), hash, bytes, taker.held()), old)));
    }

    private Uni<Taking> take(Shown shown, @Nullable String old) {
        return insert(shown, old == null)
                .chain(made -> made && old == null
                        ? claims.settle(shown.person(), shown.hash()).replaceWith(new Taking.Theirs(shown.person()))
                        : holder(shown.hash()).chain(holder -> settle(shown, old, holder)));
    }

    /** The hash of the person's main number. */
    private Uni<@Nullable String> main(UUID person) {
        return database.sql("""
                        select hash from member_phone where person_id = :person
                        order by main desc, verified_at is null, since, hash limit 1""").with("person", person).first(row -> row.text(0));
    }

    private Uni<Boolean> insert(Shown shown, boolean main) {
        return database.sql("""
                        insert into member_phone (hash, person_id, origin_id, sealed, verified_at, proved_by, main, since)
                        values (:hash, :person, :origin, :sealed, :now, :origin, :main, :now)
                        on conflict (hash) do nothing""")
                .with("hash", shown.hash())
                .with("person", shown.person())
                .with("origin", shown.origin())
                .with("sealed", shown.sealed())
                .with("main", main)
                .with("now", clock.instant())
                .run()
                .map(made -> made == 1);
    }

    /** Locked, so that two who prove it at once come one after the other; people are held before. */
    Uni<@Nullable Holder> holder(String hash) {
        return database.sql("""
                        select person_id, origin_id, verified_at is not null from member_phone
                        where hash = :hash for update""").with("hash", hash).first(row -> new Holder(row.uuid(0), row.uuid(1), row.flag(2)));
    }

    private Uni<Taking> settle(Shown shown, @Nullable String old, @Nullable Holder holder) {
        if (holder == null) {
            return take(shown, old);
        }
        if (holder.person().equals(shown.person())) {
            return makeMain(shown, old).replaceWith(new Taking.Theirs(shown.person()));
        }
        if (!shown.held().contains(holder.person())) {
            throw new Overtaken();
        }
        return joinedOffline(shown, holder)
                .chain(person -> person == null
                        ? claims.open(shown, holder).map(Taking.Claimed::new)
                        : makeMain(shown.of(person), old).replaceWith(new Taking.Theirs(person)));
    }

    /** Who both are now, where the holder is nothing but a card of the old offline list; else null. */
    private Uni<@Nullable UUID> joinedOffline(Shown shown, Holder holder) {
        if (holder.verified()) {
            return Uni.createFrom().nullItem();
        }
        return members.identities(holder.person())
                .chain(accounts -> accounts.isEmpty()
                        ? merges.unlessParted(shown.person(), holder.person(), Merge.Cause.OFFLINE_CARD, Caller.SYSTEM)
                        : Uni.createFrom().nullItem())
                .map(living -> living == null ? null : living.id());
    }

    /**
     * Two statements: the main one must be gone before another can be it. Who showed the number first stays its proof,
     * unless it is now shown by those whom it came to: that proof no undone merge takes away.
     */
    private Uni<Void> makeMain(Shown shown, @Nullable String old) {
        return database.sql("delete from member_phone where hash = :old and person_id = :person and hash <> :hash")
                .with("old", Objects.requireNonNullElse(old, ""))
                .with("person", shown.person())
                .with("hash", shown.hash())
                .run()
                .chain(() -> database.sql("""
                                update member_phone set demoted_by = null,
                                  verified_at = :now,
                                  proved_by = case when proved_by is null or origin_id = :origin
                                    then cast(:origin as uuid) else proved_by end,
                                  main = not exists (select 1 from member_phone other
                                    where other.person_id = :person and other.main and other.hash <> :hash)
                                where hash = :hash""")
                        .with("now", clock.instant())
                        .with("person", shown.person())
                        .with("origin", shown.origin())
                        .with("hash", shown.hash())
                        .run())
                .chain(() -> claims.settle(shown.person(), shown.hash()));
    }

    /** The number goes from whoever has it to somebody who proved it; both are held by the caller. */
    Uni<Void> give(Shown shown) {
        return main(shown.person())
                .chain(old -> database.sql("delete from member_phone where hash = :hash")
                        .with("hash", shown.hash())
                        .run()
                        .chain(() -> insert(shown, false))
                        .chain(() -> makeMain(shown, old)));
    }

    /** The number stays where it is, shown by somebody who is the same person now. */
    Uni<Void> verified(Shown shown) {
        return database.sql("""
                        update member_phone set verified_at = coalesce(verified_at, :now),
                          proved_by = coalesce(proved_by, :origin)
                        where hash = :hash""")
                .with("now", clock.instant())
                .with("origin", shown.origin())
                .with("hash", shown.hash())
                .run()
                .replaceWithVoid();
    }

    /**
     * Notes a number that a list told of somebody who has no account.
     *
     * @return whose it was already; null where it is the person's now
     */
    public Uni<@Nullable UUID> told(UUID person, PhoneNumber number) {
        String hash = vault.hash(number.e164());
        return vault.seal(person, FIELD, number.e164())
                .chain(bytes -> database.sql("""
                                insert into member_phone (hash, person_id, origin_id, sealed, main, since)
                                values (:hash, :person, :person, :sealed,
                                  not exists (select 1 from member_phone where person_id = :person and main), :now)
                                on conflict (hash) do nothing""")
                        .with("hash", hash)
                        .with("person", person)
                        .with("sealed", bytes)
                        .with("now", clock.instant())
                        .run())
                .chain(made -> made == 1 ? Uni.createFrom().nullItem() : personOf(number))
                .map(holder -> person.equals(holder) ? null : holder);
    }

    /** Who has the number, verified or not. */
    public Uni<@Nullable UUID> personOf(PhoneNumber number) {
        return database.sql("select person_id from member_phone where hash = :hash")
                .with("hash", vault.hash(number.e164()))
                .first(row -> row.uuid(0));
    }

    /** Whether the person has shown a number that is still theirs. */
    public Uni<Boolean> hasVerified(UUID person) {
        return database.sql("select 1 from member_phone where person_id = :person and verified_at is not null")
                .with("person", person)
                .exists();
    }

    /** All numbers in clear that the person has shown: for rules about numbers. Nobody is told them. */
    public Uni<List<PhoneNumber>> verifiedOf(UUID person) {
        return database.sql("""
                        select origin_id, sealed from member_phone where person_id = :person and verified_at is not null
                        order by hash""")
                .with("person", person)
                .list(row -> new Vault.Sealed(row.uuid(0), FIELD, row.bytes(1)))
                .chain(vault::openAll)
                .map(clear -> clear.stream()
                        .filter(Objects::nonNull)
                        .map(PhoneNumber::new)
                        .toList());
    }

    /** The main number in clear: for reveals that leave a record. */
    public Uni<@Nullable PhoneNumber> mainOf(UUID person) {
        return database.sql(
                        "select phone.origin_id, phone.sealed from (select cast(:person as uuid) as person_id) holder"
                                + " join " + MAIN + " on true")
                .with("person", person)
                .first(row -> new Vault.Sealed(row.uuid(0), FIELD, row.bytes(1)))
                .chain(found -> found == null
                        ? Uni.createFrom().nullItem()
                        : vault.open(found.owner(), found.field(), found.bytes())
                                .map(clear -> clear == null ? null : new PhoneNumber(clear)));
    }
}
