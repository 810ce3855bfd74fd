package io.guike.staff;

import io.guike.access.Caller;
import io.guike.access.CallerDirectory;
import io.guike.access.Role;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Staff as callers, with the assignments of this moment; one query. */
@ApplicationScoped
class StaffCallers implements CallerDirectory {

    @Inject
    Database database;

    @Inject
    Clock clock;

    @Override
    public String audience() {
        return StaffSessions.AUDIENCE;
    }

    @Override
    public Uni<@Nullable Caller> find(UUID id, UUID session) {
        Instant now = clock.instant();
        return database.sql("""
                        select staff.name, staff.hq, staff.must_change_password,
                               coalesce(string_agg(held.store_id || '/' || held.role, ','), '')
                        from staff_session alive
                        join staff on staff.id = alive.staff_id
                        left join assignment held on held.staff_id = staff.id
                             and held.starts_at <= :now and (held.ends_at is null or held.ends_at > :now)
                        where alive.id = :session and staff.id = :id and staff.left_at is null
                          and alive.ended_at is null and alive.used_at > :idle and alive.started_at > :oldest
                        group by staff.id""")
                .with("now", now)
                .with("session", session)
                .with("id", id)
                .with("idle", now.minus(StaffSession.LONGEST_IDLE))
                .with("oldest", now.minus(StaffSession.LONGEST))
                .first(row -> caller(id, row));
    }

    private static Caller caller(UUID id, Row row) {
        return new Caller(Caller.Kind.STAFF, id, row.text(0), stores(row.text(3)), row.flag(1), row.flag(2));
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
