package io.guike.attribution;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whose customer a person is, for the capabilities above. */
@ApplicationScoped
public class Owners {

    @Inject
    Database database;

    @Inject
    Names names;

    @Inject
    Facts facts;

    @Inject
    Ownerships ownerships;

    /** @param staffId null where the store as a whole is the owner; all are null where nobody is */
    public record OwnerView(
            @Nullable UUID storeId,
            @Nullable String storeName,
            @Nullable UUID staffId,
            @Nullable String staffName) {

        static final OwnerView NOBODY = new OwnerView(null, null, null, null);
    }

    /** The owner of this moment. */
    public Uni<OwnerView> of(UUID person) {
        return database.sql("select store_id, staff_id from ownership where person_id = :person")
                .with("person", person)
                .first(row -> new OwnerView(row.uuidOrNull(0), null, row.uuidOrNull(1), null))
                .chain(owner -> owner == null || owner.storeId() == null
                        ? Uni.createFrom().item(OwnerView.NOBODY)
                        : names.of(List.of(owner), one -> Stream.of(one.storeId()), one -> Stream.of(one.staffId()))
                                .map(known -> new OwnerView(
                                        owner.storeId(),
                                        known.store(owner.storeId()),
                                        owner.staffId(),
                                        known.staff(owner.staffId()))));
    }

    /**
     * Notes the owner that an old list tells: a fact among the others, which the policy weighs by its time.
     *
     * @param since when the person became that store's customer
     * @param actor whose import it was
     */
    public Uni<Void> imported(
            UUID person, UUID store, @Nullable UUID staff, Instant since, String actor, String reason) {
        Cause cause = new Cause(Cause.Kind.IMPORT, actor, reason);
        Fact.Ruling told = new Fact.Ruling(Ids.next(), since, Fact.Kind.IMPORT, store, staff);
        return database.tx(() -> ownerships
                .make(person)
                .chain(() -> ownerships.take(List.of(person)))
                .chain(kept -> facts.append(person, told, cause).chain(() -> ownerships.decide(kept, cause)))
                .replaceWithVoid());
    }
}
