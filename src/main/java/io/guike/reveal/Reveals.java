package io.guike.reveal;

import io.guike.access.Caller;
import io.guike.access.RateLimits;
import io.guike.attribution.Owners;
import io.guike.member.Belongings;
import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.member.Members;
import io.guike.member.MergePart;
import io.guike.member.Person;
import io.guike.membership.MembershipProblem;
import io.guike.membership.Memberships;
import io.guike.membership.Profile;
import io.guike.membership.Profiles;
import io.guike.phone.Phones;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.guike.vault.PhoneNumber;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows personal data in clear, and remembers to whom. */
@ApplicationScoped
class Reveals implements MergePart, ErasePart, ExportPart {

    private static final RateLimits.Limit PER_STAFF = new RateLimits.Limit("reveal-staff", 30, Duration.ofHours(1));

    @Inject
    Members members;

    @Inject
    Memberships memberships;

    @Inject
    Phones phones;

    @Inject
    Profiles profiles;

    @Inject
    Owners owners;

    @Inject
    RateLimits limits;

    @Inject
    Database database;

    @Inject
    Clock clock;

    enum Field {
        PHONE,
        NAME,
        BIRTHDAY
    }

    /** @param store whose manager asks; null for head office */
    record Request(
            UUID person,
            Set<Field> fields,
            String reason,
            @Nullable UUID store) {}

    /** In clear; null for what was not asked for, or is not known. Never shown by {@link #toString}. */
    record ClearView(
            @Nullable String phone,
            @Nullable String name,
            @Nullable LocalDate birthday) {

        static ClearView of(Set<Field> fields, @Nullable PhoneNumber phone, Profile profile) {
            return new ClearView(
                    phone == null || !fields.contains(Field.PHONE) ? null : phone.e164(),
                    fields.contains(Field.NAME) ? profile.name() : null,
                    fields.contains(Field.BIRTHDAY) ? profile.birthday() : null);
        }

        @Override
        public String toString() {
            return "ClearView[]";
        }
    }

    record RevealView(
            UUID id,
            Instant at,
            String actor,
            String actorName,
            @Nullable UUID storeId,
            UUID personId,
            String personNumber,
            List<Field> fields,
            String reason) {}

    /** What the person is told: no names of staff. */
    record OwnRevealView(Instant at, List<Field> fields, String reason) {}

    /**
     * @throws io.guike.platform.Problem {@code membership.unknown}, also for a customer of another store; {@code
     *     member.unknown}, {@code member.erased}, {@code request.too-many}
     */
    Uni<ClearView> reveal(Request request, Caller by) {
        return limits.count(PER_STAFF, by.tag())
                .chain(() -> database.tx(session -> members.hold(request.person())
                        .call(person -> mustBeTheirs(person, request))
                        .call(person -> record(person, request, by))
                        .chain(person -> clear(person.id(), request.fields()))));
    }

    private Uni<Void> mustBeTheirs(Person person, Request request) {
        return memberships
                .isMember(person.id())
                .chain(member -> isTheirs(person, request.store()).map(theirs -> member && theirs))
                .invoke(allowed -> {
                    if (!allowed) {
                        throw MembershipProblem.UNKNOWN.problem();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Boolean> isTheirs(Person person, @Nullable UUID store) {
        return store == null
                ? Uni.createFrom().item(true)
                : owners.of(person.id()).map(owner -> store.equals(owner.storeId()));
    }

    private Uni<Integer> record(Person person, Request request, Caller by) {
        return database.sql("""
                        insert into reveal (id, person_id, origin_id, fields, reason, actor, actor_name, store_id, at)
                        values (:id, :person, :person, :fields, :reason, :actor, :name, :store, :now)""")
                .with("id", Ids.next())
                .with("person", person.id())
                .with(
                        "fields",
                        request.fields().stream().sorted().map(Field::name).collect(Collectors.joining(",")))
                .with("reason", request.reason())
                .with("actor", by.tag())
                .with("name", by.name())
                .with("store", request.store())
                .with("now", clock.instant())
                .run();
    }

    private Uni<ClearView> clear(UUID person, Set<Field> fields) {
        return phones.mainOf(person)
                .chain(phone -> profiles.of(person).map(profile -> ClearView.of(fields, phone, profile)));
    }

    /** Newest first. */
    Uni<Page<RevealView>> list(@Nullable UUID person, @Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql("""
                        select r.id, r.at, r.actor, r.actor_name, r.store_id, r.person_id, p.number, r.fields, r.reason
                        from reveal r join person p on p.id = r.person_id
                        where (r.at, r.id) < (:at, :id)
                          and (cast(:person as uuid) is null or r.person_id = cast(:person as uuid))
                        order by r.at desc, r.id desc limit :size""")
                .with("at", from.time())
                .with("id", from.id())
                .with("person", person)
                .with("size", size + 1)
                .list(Reveals::view)
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.at(), row.id())));
    }

    private static RevealView view(Row row) {
        return new RevealView(
                row.uuid(0),
                row.instant(1),
                row.text(2),
                row.text(3),
                row.uuidOrNull(4),
                row.uuid(5),
                row.text(6),
                fields(row.text(7)),
                row.text(8));
    }

    private static List<Field> fields(String column) {
        Set<Field> fields = EnumSet.noneOf(Field.class);
        Arrays.stream(column.split(",", -1)).map(Field::valueOf).forEach(fields::add);
        return List.copyOf(fields);
    }

    @Override
    public List<Belongings> belongings() {
        return List.of(Belongings.in("reveal"));
    }

    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return database.sql("update reveal set reason = :withheld where person_id = :person")
                .with("withheld", WITHHELD)
                .with("person", person)
                .run()
                .replaceWithVoid();
    }

    @Override
    public String section() {
        return "reveals";
    }

    @Override
    public Uni<List<OwnRevealView>> export(UUID person) {
        return database.sql("select at, fields, reason from reveal where person_id = :person order by at, id")
                .with("person", person)
                .list(row -> new OwnRevealView(row.instant(0), fields(row.text(1)), row.text(2)));
    }
}
