package io.guike.member;

import io.guike.access.Caller;
import io.guike.member.People.Held;
import io.guike.platform.Database;
import io.guike.platform.Overtaken;
import io.guike.platform.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Unionids: what makes several accounts one WeChat user's, at once or late. */
@ApplicationScoped
class Unions {

    @Inject
    Database database;

    @Inject
    People people;

    @Inject
    Merges merges;

    @Inject
    Clock clock;

    /**
     * Locks a unionid, also one that nobody has told before: before anybody is held.
     *
     * @return to whom it leads; null for a new one, which has to be {@link #give given} to somebody before the commit
     */
    Uni<@Nullable UUID> take(String unionid) {
        return database.sql("""
                        insert into wechat_union (unionid, known_since) values (:unionid, :now)
                        on conflict (unionid) do update set known_since = wechat_union.known_since
                        returning origin_id""")
                .with("unionid", unionid)
                .with("now", clock.instant())
                .first(row -> row.uuidOrNull(0));
    }

    /** Of people, to be locked with {@link #lock} before them. */
    Uni<Set<String>> of(Set<UUID> origins) {
        return database.sql("select unionid from wechat_union where origin_id in (:origins)")
                .with("origins", List.copyOf(origins))
                .list(row -> row.text(0))
                .map(Set::copyOf);
    }

    Uni<Void> lock(Set<String> unionids) {
        return database.sql("select 1 from wechat_union where unionid in (:unionids) order by unionid for update")
                .with("unionids", List.copyOf(unionids))
                .exists()
                .replaceWithVoid();
    }

    Uni<Void> give(String unionid, UUID origin) {
        return database.sql("update wechat_union set origin_id = :origin where unionid = :unionid")
                .with("origin", origin)
                .with("unionid", unionid)
                .run()
                .replaceWithVoid();
    }

    /**
     * WeChat told the unionid of an account that is known.
     *
     * @param origin the account's
     * @param other to whom the unionid leads, which the caller took; null for a new one
     */
    Uni<Person> tell(Members.Identity account, UUID origin, String unionid, @Nullable UUID other) {
        return hold(other == null ? Set.of(origin) : Set.copyOf(List.of(origin, other)))
                .chain(held -> note(account, origin, unionid)
                        .chain(() -> other == null
                                ? give(unionid, origin)
                                : Uni.createFrom().voidItem())
                        .chain(() -> people.living(origin))
                        .chain(living -> join(held, living, origin)));
    }

    /** The account was read before: whoever has been erased since has none any more. */
    private Uni<List<Held>> hold(Collection<UUID> both) {
        return people.hold(both)
                .onFailure(failure -> failure instanceof Problem problem && problem.code() == MemberProblem.ERASED)
                .transform(erased -> new Overtaken());
    }

    private Uni<Void> note(Members.Identity account, UUID origin, String unionid) {
        return database.sql("""
                        update wechat_identity set unionid = :unionid
                        where appid = :appid and openid = :openid and origin_id = :origin""")
                .with("unionid", unionid)
                .with("appid", account.appid())
                .with("openid", account.openid())
                .with("origin", origin)
                .run()
                .invoke(noted -> {
                    if (noted == 0) {
                        throw new Overtaken();
                    }
                })
                .replaceWithVoid();
    }

    /** Whom head office parted, a unionid does not join again. */
    private Uni<Person> join(List<Held> held, UUID living, UUID origin) {
        Held own =
                held.stream().filter(one -> one.id().equals(living)).findFirst().orElseThrow();
        Person person = new Person(own.id(), origin, own.number(), false);
        return held.stream()
                .filter(one -> !one.equals(own))
                .findFirst()
                .map(other -> merges.unlessParted(own.id(), other.id(), Merge.Cause.UNIONID, Caller.SYSTEM)
                        .map(merged -> merged == null ? person : merged.as(person)))
                .orElseGet(() -> Uni.createFrom().item(person));
    }
}
