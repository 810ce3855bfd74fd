package io.guike.membership;

import io.guike.consent.ConsentProblem;
import io.guike.consent.Consents;
import io.guike.consent.Purpose;
import io.guike.member.Members;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Row;
import io.guike.platform.Sql;
import io.guike.selves.EarlierSelves;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people tell of themselves. A person may have several rows after merges; they are read as one, field by field. */
@ApplicationScoped
public class Profiles {

    /** Under which name the vault seals names, each with its {@code origin_id} as the owner. */
    static final String NAME = "membership.name";

    static final String BIRTHDAY = "membership.birthday";

    /** Of people who were erased: that they had told a birthday. */
    static final String BIRTHDAY_TOLD = "birthday-told";

    /** The order in which the rows of a person in {@code member_profile} count, for statements. */
    public static final String ORDER = " order by demoted_by is not null, put_at desc, origin_id";

    /**
     * For statements that show people: the name that counts as a row {@code profile} of {@code origin_id} and {@code name},
     * of a person who is called {@code holder.person_id}.
     */
    static final String NAMED = """
            lateral (select origin_id, name from member_profile
              where person_id = holder.person_id and name is not null and %s %s limit 1) profile""".formatted(Consents.PROFILE_STANDS, ORDER);

    private static final String WHOLE = """
            name = excluded.name, birthday = excluded.birthday, birth_day = excluded.birth_day,
            birth_changed_at = excluded.birth_changed_at, gender = excluded.gender, area = excluded.area""";

    private static final String ADDED = """
            name = coalesce(excluded.name, p.name), birthday = coalesce(excluded.birthday, p.birthday),
            birth_day = coalesce(excluded.birth_day, p.birth_day),
            birth_changed_at = coalesce(excluded.birth_changed_at, p.birth_changed_at),
            gender = coalesce(excluded.gender, p.gender), area = coalesce(excluded.area, p.area)""";

    private static final DateTimeFormatter BIRTH_DAY = DateTimeFormatter.ofPattern("MM-dd", Locale.ROOT);

    @Inject
    Database database;

    @Inject
    Vault vault;

    @Inject
    Members members;

    @Inject
    Consents consents;

    @Inject
    EarlierSelves earlierSelves;

    @Inject
    Clock clock;

    private record Stored(
            UUID origin,
            byte @Nullable [] name,
            byte @Nullable [] birthday,
            Profile.@Nullable Gender gender,
            @Nullable String area) {

        static Stored of(Row row) {
            String gender = row.textOrNull(3);
            return new Stored(
                    row.uuid(0),
                    row.isNull(1) ? null : row.bytes(1),
                    row.isNull(2) ? null : row.bytes(2),
                    gender == null ? null : Profile.Gender.valueOf(gender),
                    row.textOrNull(4));
        }

        List<Vault.Sealed> sealed() {
            List<Vault.Sealed> sealed = new ArrayList<>();
            if (name != null) {
                sealed.add(new Vault.Sealed(origin, NAME, name));
            }
            if (birthday != null) {
                sealed.add(new Vault.Sealed(origin, BIRTHDAY, birthday));
            }
            return sealed;
        }
    }

    private record Sealed(byte @Nullable [] name, byte @Nullable [] birthday) {}

    /** In clear: for the person, and for reveals that leave a record. */
    public Uni<Profile> of(UUID person) {
        return database.sql("select origin_id, name, birthday, gender, area from member_profile holder"
                        + " where person_id = :person and " + Consents.PROFILE_STANDS + ORDER)
                .with("person", person)
                .list(Stored::of)
                .chain(rows -> vault.openAll(rows.stream()
                                .flatMap(row -> row.sealed().stream())
                                .toList())
                        .map(clear -> joined(rows, clear)));
    }

    private static Profile joined(List<Stored> rows, List<@Nullable String> clear) {
        Profile joined = Profile.EMPTY;
        int at = 0;
        for (Stored row : rows) {
            String name = row.name() == null ? null : clear.get(at++);
            String birthday = row.birthday() == null ? null : clear.get(at++);
            joined = joined.or(
                    new Profile(name, birthday == null ? null : LocalDate.parse(birthday), row.gender(), row.area()));
        }
        return joined;
    }

    /**
     * Replaces the whole profile.
     *
     * @throws io.guike.platform.Problem {@code membership.profile-consent-needed}, {@code consent.guardian-required} for
     *     a birthday of somebody under 14 without a guardian, {@code request.invalid}
     */
    Uni<Profile> put(UUID asked, UUID origin, Profile profile) {
        mustBePossible(profile);
        return database.tx(session -> members.hold(asked)
                .chain(person -> mustBeAllowed(person.id(), profile)
                        .chain(() -> birthdayChanged(person.id(), profile))
                        .call(() -> clear(person.id(), origin, profile))
                        .chain(changed -> save(person.id(), origin, profile, changed, true))
                        .chain(() -> of(person.id()))));
    }

    void mustBePossible(Profile profile) {
        if (!profile.isPossible(Days.today(clock))) {
            throw PlatformProblem.REQUEST_INVALID.because("birthday");
        }
    }

    private Uni<Void> mustBeAllowed(UUID person, Profile profile) {
        return mustBeConsented(person, profile)
                .chain(() -> profile.isChild(Days.today(clock))
                        ? consents.hasGuardian(person)
                        : Uni.createFrom().item(true))
                .invoke(allowed -> {
                    if (!allowed) {
                        throw ConsentProblem.GUARDIAN_REQUIRED.problem();
                    }
                })
                .replaceWithVoid();
    }

    Uni<Void> mustBeConsented(UUID person, Profile profile) {
        return profile.isEmpty()
                ? Uni.createFrom().voidItem()
                : consents.allows(person, Purpose.PROFILE)
                        .invoke(allowed -> {
                            if (!allowed) {
                                throw MembershipProblem.PROFILE_CONSENT_NEEDED.problem();
                            }
                        })
                        .replaceWithVoid();
    }

    /** Notes the name that an old list tells of somebody; the caller holds the person. */
    public Uni<Void> told(UUID person, String name) {
        return add(person, person, new Profile(name, null, null, null));
    }

    /** Adds what is given to what is known; the caller holds the person. */
    Uni<Void> add(UUID person, UUID origin, Profile profile) {
        if (profile.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Uni<@Nullable Instant> changed =
                profile.birthday() == null ? Uni.createFrom().nullItem() : birthdayChanged(person, profile);
        return changed.chain(at -> save(person, origin, profile, at, false));
    }

    /**
     * When the person last told another birthday than before, or took it away; null where they never did. Whoever takes it
     * away and tells one again tells another, and so does whoever was erased and comes back.
     */
    private Uni<@Nullable Instant> birthdayChanged(UUID person, Profile profile) {
        return database.sql("select max(birth_changed_at), (select birth_day from member_profile"
                        + " where person_id = :person and birth_day is not null" + ORDER + " limit 1)"
                        + " from member_profile where person_id = :person")
                .with("person", person)
                .one(row -> new Told(row.instantOrNull(0), row.textOrNull(1), false))
                .chain(told -> told.isFirst() && profile.birthday() != null
                        ? toldBefore(person).map(before -> new Told(null, null, before))
                        : Uni.createFrom().item(told))
                .map(told -> told.isAnother(birthDay(profile)) ? clock.instant() : told.changed());
    }

    /** What is known of a person's birthday. */
    private record Told(@Nullable Instant changed, @Nullable String birthDay, boolean before) {

        boolean isFirst() {
            return birthDay == null && changed == null;
        }

        boolean isAnother(@Nullable String tells) {
            return (!isFirst() || before) && !Objects.equals(birthDay, tells);
        }
    }

    private Uni<Boolean> toldBefore(UUID person) {
        return earlierSelves
                .of(List.of(person), List.of(BIRTHDAY_TOLD))
                .map(earlier -> earlier.has(person, BIRTHDAY_TOLD));
    }

    private static @Nullable String birthDay(Profile profile) {
        LocalDate birthday = profile.birthday();
        return birthday == null ? null : birthday.format(BIRTH_DAY);
    }

    /** What is left out now must not come back from another row. */
    private Uni<Void> clear(UUID person, UUID origin, Profile profile) {
        return database.sql("""
                        update member_profile set name = case when :name then name end,
                          birthday = case when :birthday then birthday end,
                          birth_day = case when :birthday then birth_day end,
                          gender = case when :gender then gender end,
                          area = case when :area then area end
                        where person_id = :person and origin_id <> :origin""")
                .with("name", profile.name() != null)
                .with("birthday", profile.birthday() != null)
                .with("gender", profile.gender() != null)
                .with("area", profile.area() != null)
                .with("person", person)
                .with("origin", origin)
                .run()
                .replaceWithVoid();
    }

    /**
     * @param changed when the birthday was last changed
     * @param whole whether nothing of the row before may remain
     */
    private Uni<Void> save(UUID person, UUID origin, Profile profile, @Nullable Instant changed, boolean whole) {
        return seal(origin, profile)
                .chain(bytes -> written(person, origin, profile, whole)
                        .with("changed", changed)
                        .with("name", bytes.name())
                        .with("birthday", bytes.birthday())
                        .run())
                .replaceWithVoid();
    }

    private Sql written(UUID person, UUID origin, Profile profile, boolean whole) {
        String kept = whole ? WHOLE : ADDED;
        return database.sql("""
                        insert into member_profile as p
                          (origin_id, person_id, name, birthday, birth_day, birth_changed_at, gender, area, put_at)
                        values (:origin, :person, :name, :birthday, :birthDay, :changed, :gender, :area, :now)
                        on conflict (origin_id) do update set demoted_by = null, put_at = excluded.put_at,\s""" + kept)
                .with("origin", origin)
                .with("person", person)
                .with("birthDay", birthDay(profile))
                .with(
                        "gender",
                        profile.gender() == null ? null : profile.gender().name())
                .with("area", profile.area())
                .with("now", clock.instant());
    }

    private Uni<Sealed> seal(UUID origin, Profile profile) {
        List<Vault.Clear> clear = new ArrayList<>();
        if (profile.name() != null) {
            clear.add(new Vault.Clear(origin, NAME, profile.name().strip()));
        }
        if (profile.birthday() != null) {
            clear.add(new Vault.Clear(origin, BIRTHDAY, profile.birthday().toString()));
        }
        return vault.sealAll(clear)
                .map(bytes -> new Sealed(
                        profile.name() == null ? null : bytes.get(0),
                        profile.birthday() == null ? null : bytes.get(bytes.size() - 1)));
    }
}
