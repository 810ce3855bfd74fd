package io.guike.staff;

import io.guike.access.Caller;
import io.guike.access.CallerDirectory;
import io.guike.access.Role;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.session.Audience;
import io.guike.session.Sessions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Staff as callers, with the assignments of this moment; one query. */
@ApplicationScoped
class StaffCallers implements CallerDirectory {

    private static final String CALLER = """
            select staff.name, staff.hq, staff.must_change_password,
                   coalesce(string_agg(held.store_id || '/' || held.role, ','), ''), alive.scope
            from session alive
            join staff on staff.id = alive.subject_id
            left join assignment held on held.staff_id = staff.id
                 and held.starts_at <= :now and (held.ends_at is null or held.ends_at > :now)
            where staff.left_at is null and """ + " " + Sessions.ALIVE + " group by staff.id, alive.id";

    @Inject
    Sessions sessions;

    @Inject
    Database database;

    @Inject
    Clock clock;

    @Override
    public String audience() {
        return Audience.STAFF.claim();
    }

    @Override
    public Uni<@Nullable Caller> find(UUID id, UUID session) {
        return sessions.alive(database.sql(CALLER), Audience.STAFF, id, session)
                .with("now", clock.instant())
                .first(row -> caller(id, row));
    }

    /** A session may be good for one role only, whatever else the person is. */
    private static Caller caller(UUID id, Row row) {
        Map<UUID, Set<Role>> stores = stores(row.text(3));
        String scope = row.textOrNull(4);
        if (scope == null) {
            return new Caller(Caller.Kind.STAFF, id, row.text(0), stores, row.flag(1), row.flag(2));
        }
        stores.values().forEach(roles -> roles.retainAll(Set.of(Role.valueOf(scope))));
        stores.values().removeIf(Set::isEmpty);
        return new Caller(Caller.Kind.STAFF, id, row.text(0), stores, false, row.flag(2));
    }

    /** @param held {@code <store>/<role>}, separated by commas */
    private static Map<UUID, Set<Role>> stores(String held) {
        Map<UUID, Set<Role>> stores = new HashMap<>();
        for (String one : held.isEmpty() ? new String[0] : held.split(",")) {
            int slash = one.indexOf('/');
            stores.computeIfAbsent(UUID.fromString(one.substring(0, slash)), store -> EnumSet.noneOf(Role.class))
                    .add(Role.valueOf(one.substring(slash + 1)));
        }
        return stores;
    }
}
