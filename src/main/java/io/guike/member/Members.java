package io.guike.member;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The people the chain knows. */
@ApplicationScoped
public class Members {

    private static final int NUMBER_LENGTH = 8;

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** The person behind an openid; at the first contact they become a visitor. */
    public Uni<Person> visitor(String appid, String openid) {
        return find(appid, openid)
                .chain(known -> known != null ? Uni.createFrom().item(known) : welcome(appid, openid));
    }

    private Uni<@Nullable Person> find(String appid, String openid) {
        return database.sql("""
                        select p.id, p.number from wechat_identity i join person p on p.id = i.person_id
                        where i.appid = :appid and i.openid = :openid""")
                .with("appid", appid)
                .with("openid", openid)
                .first(row -> new Person(row.uuid(0), row.text(1), false));
    }

    /** Two first events at once: the identity's key lets one of them make the person, and the other waits for it. */
    private Uni<Person> welcome(String appid, String openid) {
        UUID id = Ids.next();
        String number = Ids.readable(NUMBER_LENGTH);
        return database.sql("""
                        with identity as (
                          insert into wechat_identity (appid, openid, person_id, following, known_since)
                          values (:appid, :openid, :person, false, :now)
                          on conflict (appid, openid) do nothing returning person_id)
                        insert into person (id, number, known_since) select person_id, :number, :now from identity""")
                .with("appid", appid)
                .with("openid", openid)
                .with("person", id)
                .with("number", number)
                .with("now", clock.instant())
                .run()
                .chain(made -> made == 1
                        ? Uni.createFrom().item(new Person(id, number, true))
                        : find(appid, openid).onItem().ifNull().failWith(IllegalStateException::new));
    }

    /** Notes that a person follows the service account, or no longer does. */
    Uni<Void> following(UUID personId, String appid, boolean following, Instant at) {
        return database.sql("""
                        update wechat_identity set following = :following, following_since = :at
                        where person_id = :person and appid = :appid
                          and (following_since is null or following_since <= :at)""")
                .with("following", following)
                .with("at", at)
                .with("person", personId)
                .with("appid", appid)
                .run()
                .replaceWithVoid();
    }

    Uni<Void> unionidKnown(FanArrived fan, String unionid) {
        return database.sql("update wechat_identity set unionid = :unionid where appid = :appid and openid = :openid")
                .with("unionid", unionid)
                .with("appid", fan.appid())
                .with("openid", fan.openid())
                .run()
                .replaceWithVoid();
    }

    /** For lists: everybody asked for who exists, by id. */
    public Uni<Map<UUID, PersonView>> views(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return database.sql("""
                        select p.id, p.number, p.known_since, bool_or(i.following)
                        from person p join wechat_identity i on i.person_id = p.id
                        where p.id = any(cast(string_to_array(:ids, ',') as uuid[]))
                        group by p.id, p.number, p.known_since""")
                .with("ids", ids.stream().map(UUID::toString).collect(Collectors.joining(",")))
                .list(Members::view)
                .map(views -> views.stream().collect(Collectors.toMap(PersonView::id, view -> view)));
    }

    private static PersonView view(Row row) {
        return new PersonView(row.uuid(0), row.text(1), row.instant(2), row.flag(3));
    }
}
