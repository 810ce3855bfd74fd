package io.guike.claim;

import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What was granted for claims that are sent again, looked up for many at once. */
@ApplicationScoped
class EarlierClaims {

    /**
     * One by one and by index. The key begins with the origin, so that whoever the origin belongs to now finds their own
     * coupon and nobody else's.
     */
    private static final String EARLIER = """
            select asked.place, c.id
            from unnest(cast(:origins as uuid[]), cast(:templates as uuid[]), cast(:keys as text[])) with ordinality
              as asked(origin, template, key, place)
            cross join lateral (
              select id from coupon c
              where c.origin_id = asked.origin and c.template_id = asked.template and c.way = 'CLAIM'
                and c.way_key = asked.key limit 1) c""";

    @Inject
    Database database;

    /**
     * The coupons under the wishes' keys, in the order of the wishes; empty where nothing was granted. Locks nothing, and so
     * tells also those whose person is changed at this moment.
     */
    Uni<List<Optional<UUID>>> of(List<Wish> wishes) {
        return database.sql(EARLIER)
                .with("origins", column(wishes, Wish::origin))
                .with("templates", column(wishes, Wish::template))
                .with("keys", column(wishes, Wish::wayKey))
                .list(row -> Map.entry(row.integer(0) - 1, row.uuid(1)))
                .map(found -> inOrder(wishes.size(), found));
    }

    private static List<Optional<UUID>> inOrder(int wishes, List<Map.Entry<Integer, UUID>> found) {
        List<Optional<UUID>> coupons = new ArrayList<>(Collections.nCopies(wishes, Optional.empty()));
        found.forEach(one -> coupons.set(one.getKey(), Optional.of(one.getValue())));
        return coupons;
    }

    private static <T> List<T> column(List<Wish> wishes, Function<Wish, T> value) {
        return wishes.stream().map(value).toList();
    }
}
