package io.guike.consent;

import io.guike.consent.Consents.Guardian;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Row;
import io.guike.vault.PhoneNumber;
import io.guike.vault.Vault;
import io.guike.vault.Vault.Sealed;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who consented for a child, sealed with the child's key. */
@ApplicationScoped
class Guardians {

    private static final String NAME = "consent.guardian-name";
    private static final String PHONE = "consent.guardian-phone";

    @Inject
    Database database;

    @Inject
    Vault vault;

    @Inject
    Clock clock;

    private record Stored(UUID id, UUID origin, byte[] name, byte[] phone, Instant at) {

        static Stored of(Row row) {
            return new Stored(row.uuid(0), row.uuid(1), row.bytes(2), row.bytes(3), row.instant(4));
        }
    }

    /** As the child itself may read it; name and phone are null once the key they were sealed with is gone. */
    record GuardianView(
            UUID id, @Nullable String name, @Nullable String phone, Instant since) {

        @Override
        public String toString() {
            return "GuardianView[" + id + "]";
        }
    }

    /**
     * Writes the guardian down, once.
     *
     * @throws io.guike.platform.Problem {@code vault.phone-invalid}
     */
    Uni<UUID> note(UUID person, UUID origin, Guardian guardian) {
        String name = guardian.name().strip();
        String phone = PhoneNumber.read(guardian.phone()).e164();
        return of(person)
                .chain(known -> known.stream()
                        .filter(one -> name.equals(one.name()) && phone.equals(one.phone()))
                        .findFirst()
                        .map(one -> Uni.createFrom().item(one.id()))
                        .orElseGet(() -> add(person, origin, name, phone)));
    }

    private Uni<UUID> add(UUID person, UUID origin, String name, String phone) {
        UUID id = Ids.next();
        return vault.sealAll(List.of(new Vault.Clear(origin, NAME, name), new Vault.Clear(origin, PHONE, phone)))
                .chain(bytes -> database.sql("""
                                insert into consent_guardian (id, person_id, origin_id, name, phone, at)
                                values (:id, :person, :origin, :name, :phone, :now)""")
                        .with("id", id)
                        .with("person", person)
                        .with("origin", origin)
                        .with("name", bytes.get(0))
                        .with("phone", bytes.get(1))
                        .with("now", clock.instant())
                        .run())
                .replaceWith(id);
    }

    /** Newest first. */
    Uni<List<GuardianView>> of(UUID person) {
        return database.sql("""
                        select id, origin_id, name, phone, at from consent_guardian
                        where person_id = :person and name is not null order by at desc, id desc""").with("person", person).list(Stored::of).chain(this::open);
    }

    private Uni<List<GuardianView>> open(List<Stored> stored) {
        List<Sealed> sealed = new ArrayList<>();
        stored.forEach(one -> {
            sealed.add(new Sealed(one.origin(), NAME, one.name()));
            sealed.add(new Sealed(one.origin(), PHONE, one.phone()));
        });
        return vault.openAll(sealed).map(clear -> {
            List<GuardianView> views = new ArrayList<>();
            for (int i = 0; i < stored.size(); i++) {
                Stored one = stored.get(i);
                views.add(new GuardianView(one.id(), clear.get(2 * i), clear.get(2 * i + 1), one.at()));
            }
            return views;
        });
    }
}
