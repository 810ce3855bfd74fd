package io.guike.member;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Overtaken;
import io.guike.platform.Problem;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The people the chain knows. All calls join the caller's transaction, and hold the people they return to its end. */
@ApplicationScoped
public class Members {

    private static final int NUMBER_LENGTH = 8;

    @Inject
    Database database;

    @Inject
    People people;

    @Inject
    Unions unions;

    @Inject
    Clock clock;

    /** One account of a person. */
    public record Identity(String appid, String openid) {}

    /**
     * An account as it stands there, with nobody held.
     *
     * @param person the living one
     * @param knownSince when it came to us
     */
    record Account(UUID person, UUID origin, @Nullable String unionid, Instant knownSince) {}

    /** The person behind an openid; at the first contact they become a visitor. */
    public Uni<Person> visitor(String appid, String openid) {
        return database.tx(() -> known(appid, openid)
                .chain(found -> found != null
                        ? Uni.createFrom().item(found)
                        : welcome(appid, openid, null)
                                .chain(made -> made != null
                                        ? Uni.createFrom().item(made)
                                        : known(appid, openid).onItem().ifNull().failWith(Overtaken::new))));
    }

    /**
     * The same, without making anybody known. Whoever is merged, parted or erased while the lock is waited for is looked
     * for again.
     */
    public Uni<@Nullable Person> known(String appid, String openid) {
        return database.sql("""
                        select p.id, i.origin_id, p.number, p.merged_into is not null or p.turns <> seen.turns
                        from wechat_identity i join person p on p.id = i.person_id join person seen on seen.id = p.id
                        where i.appid = :appid and i.openid = :openid for share of p""").with("appid", appid).with("openid", openid).first(row -> {
            if (row.flag(3)) {
                throw new Overtaken();
            }
            return new Person(row.uuid(0), row.uuid(1), row.text(2), false);
        });
    }

    /**
     * As {@link #visitor(String, String)}, with what WeChat tells beside the openid. A unionid that another account
     * already has makes both one person: at the first contact by belonging to that person, later by a merge.
     *
     * @param unionid null where the account is not bound to an Open Platform
     */
    public Uni<Person> visitor(String appid, String openid, @Nullable String unionid) {
        return unionid == null
                ? visitor(appid, openid)
                : database.tx(() -> account(appid, openid)
                        .chain(found -> found != null && unionid.equals(found.unionid())
                                ? known(appid, openid).onItem().ifNull().failWith(Overtaken::new)
                                : joined(new Identity(appid, openid), unionid)));
    }

    Uni<@Nullable Account> account(String appid, String openid) {
        return database.sql("""
                        select person_id, origin_id, unionid, known_since from wechat_identity
                        where appid = :appid and openid = :openid""")
                .with("appid", appid)
                .with("openid", openid)
                .first(row -> new Account(row.uuid(0), row.uuid(1), row.textOrNull(2), row.instant(3)));
    }

    /** Everybody who comes with the unionid comes one after the other, before anybody is held. */
    private Uni<Person> joined(Identity account, String unionid) {
        return unions.take(unionid)
                .chain(origin -> account(account.appid(), account.openid())
                        .chain(found -> found != null
                                ? unions.tell(account, found.origin(), unionid, origin)
                                : origin == null ? first(account, unionid) : attach(account, unionid, origin)));
    }

    private Uni<Person> first(Identity account, String unionid) {
        return welcome(account.appid(), account.openid(), unionid)
                .onItem()
                .ifNull()
                .failWith(Overtaken::new)
                .call(person -> unions.give(unionid, person.origin()));
    }

    /**
     * Two first events at once: the identity's key lets one of them make the person, and the other waits for it.
     *
     * @return null for the other
     */
    private Uni<@Nullable Person> welcome(String appid, String openid, @Nullable String unionid) {
        UUID id = Ids.next();
        String number = Ids.readable(NUMBER_LENGTH);
        return database.sql("""
                        with identity as (
                          insert into wechat_identity
                            (appid, openid, unionid, person_id, origin_id, following, known_since)
                          values (:appid, :openid, :unionid, :person, :person, false, :now)
                          on conflict (appid, openid) do nothing returning person_id)
                        insert into person (id, number, known_since) select person_id, :number, :now from identity""")
                .with("appid", appid)
                .with("openid", openid)
                .with("unionid", unionid)
                .with("person", id)
                .with("number", number)
                .with("now", clock.instant())
                .run()
                .map(made -> made == 1 ? new Person(id, id, number, true) : null);
    }

    /** Another account of somebody known; its origin is that of the unionid, so that a merge's undo finds it. */
    private Uni<Person> attach(Identity account, String unionid, UUID origin) {
        return people.hold(List.of(origin))
                .map(held -> held.get(0))
                .call(owner -> database.sql("""
                                insert into wechat_identity
                                  (appid, openid, unionid, person_id, origin_id, following, known_since)
                                values (:appid, :openid, :unionid, :person, :origin, false, :now)
                                on conflict (appid, openid) do nothing""")
                        .with("appid", account.appid())
                        .with("openid", account.openid())
                        .with("unionid", unionid)
                        .with("person", owner.id())
                        .with("origin", origin)
                        .with("now", clock.instant())
                        .run()
                        .invoke(made -> {
                            if (made == 0) {
                                throw new Overtaken();
                            }
                        }))
                .map(owner -> new Person(owner.id(), origin, owner.number(), false));
    }

    /** What WeChat tells of an account that is known; of one that was erased meanwhile nothing is kept. */
    Uni<Void> told(String appid, String openid, String unionid) {
        return database.tx(() -> account(appid, openid)
                .chain(found -> found == null || unionid.equals(found.unionid())
                        ? Uni.createFrom().voidItem()
                        : unions.take(unionid)
                                .chain(origin ->
                                        unions.tell(new Identity(appid, openid), found.origin(), unionid, origin))
                                .replaceWithVoid()));
    }

    /** The living person that somebody is now, held to the end of the transaction against every other change. */
    public Uni<Person> hold(UUID person) {
        return people.hold(List.of(person)).map(held -> {
            People.Held one = held.get(0);
            return new Person(one.id(), person, one.number(), false);
        });
    }

    /**
     * As {@link #hold(UUID)}, together with somebody else whose rows may have to change for it; they may be erased by now.
     */
    public Uni<Person> holdWith(UUID person, UUID other) {
        return people.hold(List.of(person, other))
                .replaceWithVoid()
                .onFailure(Members::isErased)
                .recoverWithNull()
                .chain(() -> hold(person));
    }

    /**
     * As {@link #hold(UUID)} for several: a transaction that needs two people must ask for both at once.
     *
     * @return the living, fewer where some of them are one
     */
    public Uni<Set<UUID>> holdAll(Collection<UUID> origins) {
        return people.hold(origins)
                .map(held -> held.stream().map(People.Held::id).collect(Collectors.toSet()));
    }

    /** Makes somebody known who has no account yet: a card of the old offline list. */
    public Uni<Person> makeOffline(Instant knownSince) {
        UUID id = Ids.next();
        String number = Ids.readable(NUMBER_LENGTH);
        return database.sql("insert into person (id, number, known_since) values (:id, :number, :since)")
                .with("id", id)
                .with("number", number)
                .with("since", knownSince)
                .run()
                .map(made -> new Person(id, id, number, true));
    }

    /**
     * From now on a member; who is one already keeps the earlier time.
     *
     * @param origin to whom the membership belongs, so that it goes with them when a merge is undone
     */
    public Uni<Void> becameMember(UUID origin, Instant since) {
        return database.sql("""
                        update person set member_since = least(member_since, :since) where id = :origin""")
                .with("since", since)
                .with("origin", origin)
                .run()
                .replaceWithVoid();
    }

    public Uni<List<Identity>> identities(UUID person) {
        return database.sql("select appid, openid from wechat_identity where person_id = :person")
                .with("person", person)
                .list(row -> new Identity(row.text(0), row.text(1)));
    }

    /** The member of staff who this person is, by any of their accounts; null for everybody else. */
    public Uni<@Nullable UUID> staffOf(UUID person) {
        return database.sql("""
                        select linked.staff_id from wechat_identity i
                        join staff_wechat linked on linked.appid = i.appid and linked.openid = i.openid
                        where i.person_id = :person order by linked.linked_at limit 1""").with("person", person).first(row -> row.uuid(0));
    }

    /** Whether a person is that member of staff, by any of their accounts. */
    public Uni<Boolean> isBehind(UUID person, UUID staff) {
        return database.sql("""
                        select 1 from wechat_identity i
                        join staff_wechat linked on linked.appid = i.appid and linked.openid = i.openid
                        where i.person_id = :person and linked.staff_id = :staff""").with("person", person).with("staff", staff).exists();
    }

    /**
     * As {@link #hold}, for what has to end also when its owner was erased.
     *
     * @return whether they are still there
     */
    public Uni<Boolean> holdIfThere(UUID person) {
        return hold(person).replaceWith(true).onFailure(Members::isErased).recoverWithItem(false);
    }

    private static boolean isErased(Throwable failure) {
        return failure instanceof Problem problem && problem.code() == MemberProblem.ERASED;
    }

    /** Who somebody is after all merges, without holding them: themselves where there was none. */
    public Uni<UUID> living(UUID person) {
        return people.living(person);
    }

    /**
     * The openid of a person in one account; of several, through merges, the one that came with the origin.
     *
     * @param origin of the session at hand
     */
    public Uni<@Nullable String> account(UUID person, UUID origin, String appid) {
        return database.sql("""
                        select openid from wechat_identity where person_id = :person and appid = :appid
                        order by origin_id <> :origin, known_since, openid limit 1""")
                .with("person", person)
                .with("appid", appid)
                .with("origin", origin)
                .first(row -> row.text(0));
    }

    /**
     * The member of staff whose WeChat this account is: by itself, or by another account of the same WeChat user. Not by
     * a merge, which only says that two are one customer.
     */
    public Uni<@Nullable UUID> staffBehind(String appid, String openid) {
        return database.sql("""
                        select linked.staff_id from wechat_identity mine
                        join wechat_identity i on i.person_id = mine.person_id
                          and (i.unionid = mine.unionid or i.appid = mine.appid and i.openid = mine.openid)
                        join staff_wechat linked on linked.appid = i.appid and linked.openid = i.openid
                        where mine.appid = :appid and mine.openid = :openid order by linked.linked_at limit 1""").with("appid", appid).with("openid", openid).first(row -> row.uuid(0));
    }

    /** Notes that a person follows the service account, or no longer does. */
    Uni<Void> following(String appid, String openid, boolean following, Instant at) {
        return database.sql("""
                        update wechat_identity set following = :following, following_since = :at
                        where appid = :appid and openid = :openid
                          and (following_since is null or following_since <= :at)""")
                .with("following", following)
                .with("at", at)
                .with("appid", appid)
                .with("openid", openid)
                .run()
                .replaceWithVoid();
    }

    /** For lists: everybody asked for who exists, by id. */
    public Uni<Map<UUID, PersonView>> views(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return database.sql("""
                        select p.id, p.number, p.known_since, coalesce(bool_or(i.following), false)
                        from person p left join wechat_identity i on i.person_id = p.id
                        where p.id in (:ids) group by p.id, p.number, p.known_since""")
                .with("ids", List.copyOf(ids))
                .list(Members::view)
                .map(views -> views.stream().collect(Collectors.toMap(PersonView::id, view -> view)));
    }

    private static PersonView view(Row row) {
        return new PersonView(row.uuid(0), row.text(1), row.instant(2), row.flag(3));
    }
}
