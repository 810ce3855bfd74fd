package io.guike.membership;

import io.guike.phone.Phones;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.vault.Masked;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whom staff have before them, members and visitors alike: enough to call them by, and no more. */
@ApplicationScoped
public class MaskedPeople {

    private static final String SELECT = """
            select holder.number, phone.origin_id, phone.sealed, profile.origin_id, profile.name
            from (select id as person_id, number from person where id = :person and erased_at is null) holder
              left join %s on true
              left join %s on true""".formatted(Phones.MAIN, Profiles.NAMED);

    @Inject
    Database database;

    @Inject
    Vault vault;

    /**
     * @param number empty for somebody who was erased meanwhile
     * @param name masked; null where nobody told one, or the person took it back
     * @param phone masked
     */
    public record MaskedPerson(
            String number, @Nullable String name, @Nullable String phone) {

        private static final MaskedPerson NOBODY = new MaskedPerson("", null, null);
    }

    private record Found(String number, Vault.@Nullable Sealed phone, Vault.@Nullable Sealed name) {

        static Found of(Row row) {
            return new Found(
                    row.text(0),
                    row.isNull(1) ? null : new Vault.Sealed(row.uuid(1), Phones.FIELD, row.bytes(2)),
                    row.isNull(3) ? null : new Vault.Sealed(row.uuid(3), Profiles.NAME, row.bytes(4)));
        }

        List<Vault.Sealed> sealed() {
            List<Vault.Sealed> sealed = new ArrayList<>();
            if (name != null) {
                sealed.add(name);
            }
            if (phone != null) {
                sealed.add(phone);
            }
            return sealed;
        }

        MaskedPerson masked(List<@Nullable String> clear) {
            String told = name == null ? null : clear.get(0);
            String shown = phone == null ? null : clear.get(clear.size() - 1);
            return new MaskedPerson(
                    number, told == null ? null : Masked.name(told), shown == null ? null : Masked.phone(shown));
        }
    }

    /** @param person the living person */
    public Uni<MaskedPerson> of(UUID person) {
        return database.sql(SELECT)
                .with("person", person)
                .first(Found::of)
                .chain(found -> found == null
                        ? Uni.createFrom().item(MaskedPerson.NOBODY)
                        : vault.openAll(found.sealed()).map(found::masked));
    }
}
