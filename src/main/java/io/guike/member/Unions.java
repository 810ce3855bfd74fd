package io.guike.member;

import io.guike.access.Caller;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
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

    /** The living person who has the unionid; held, so that a new account can be given to them. */
    Uni<@Nullable Person> personOf(String unionid) {
        return originOf(unionid)
                .chain(origin -> origin == null ? Uni.createFrom().nullItem() : held(origin));
    }

    /** Whom the origin leads to is asked again once the lock is there: they may have been parted meanwhile. */
    private Uni<Person> held(UUID origin) {
        return people.hold(List.of(origin))
                .map(held -> new Person(held.get(0).id(), origin, held.get(0).number(), false))
                .chain(person -> people.living(origin)
                        .chain(living ->
                                living.equals(person.id()) ? Uni.createFrom().item(person) : held(origin)));
    }

    private Uni<@Nullable UUID> originOf(String unionid) {
        return database.sql("select origin_id from wechat_union where unionid = :unionid")
                .with("unionid", unionid)
                .first(row -> row.uuid(0));
    }

    /** WeChat told the unionid of an account; the caller holds its person. */
    Uni<Person> tell(Person person, Members.Identity account, String unionid) {
        return database.sql("""
                        with told as (
                          update wechat_identity set unionid = :unionid
                          where appid = :appid and openid = :openid and unionid is distinct from :unionid)
                        insert into wechat_union (unionid, origin_id, known_since) values (:unionid, :origin, :now)
                        on conflict (unionid) do nothing""")
                .with("unionid", unionid)
                .with("appid", account.appid())
                .with("openid", account.openid())
                .with("origin", person.origin())
                .with("now", clock.instant())
                .run()
                .chain(first -> first == 1 ? Uni.createFrom().item(person) : join(person, unionid));
    }

    /** Whom head office parted, a unionid does not join again. */
    private Uni<Person> join(Person person, String unionid) {
        return originOf(unionid)
                .chain(origin -> origin == null ? Uni.createFrom().item(person.id()) : people.living(origin))
                .chain(other -> other.equals(person.id())
                        ? Uni.createFrom().item(person)
                        : merges.unlessParted(person.id(), other, Merge.Cause.UNIONID, Caller.SYSTEM)
                                .map(living -> living == null ? person : living.as(person)));
    }
}
