package io.guike.attribution;

import io.guike.staff.StaffMembers;
import io.guike.store.Stores;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names of stores and salespeople that a list shows, with one look-up each. */
@ApplicationScoped
class Names {

    @Inject
    Stores stores;

    @Inject
    StaffMembers staff;

    record Known(Map<UUID, String> stores, Map<UUID, String> staff) {

        @Nullable
        String store(@Nullable UUID id) {
            return id == null ? null : stores.get(id);
        }

        @Nullable
        String staff(@Nullable UUID id) {
            return id == null ? null : staff.get(id);
        }
    }

    <T> Uni<Known> of(
            Collection<T> rows,
            Function<T, Stream<@Nullable UUID>> storeIds,
            Function<T, Stream<@Nullable UUID>> staffIds) {
        return stores.names(distinct(rows, storeIds))
                .chain(storeNames ->
                        staff.names(distinct(rows, staffIds)).map(people -> new Known(storeNames, plain(people))));
    }

    private static <T> Collection<UUID> distinct(Collection<T> rows, Function<T, Stream<@Nullable UUID>> ids) {
        return rows.stream().flatMap(ids).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    private static Map<UUID, String> plain(Map<UUID, StaffMembers.StaffName> people) {
        return people.values().stream()
                .collect(Collectors.toMap(StaffMembers.StaffName::id, StaffMembers.StaffName::name));
    }
}
