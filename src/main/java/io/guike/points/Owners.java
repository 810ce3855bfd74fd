package io.guike.points;

import io.guike.member.Members;
import io.guike.member.OfflinePeople;
import io.guike.platform.Database;
import io.guike.platform.Overtaken;
import io.guike.platform.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;

/** Whose accounts those of some origins are by now, after merges and their undoing. Calls join the caller's transaction. */
@ApplicationScoped
class Owners {

    static final String LIVING = """
            with recursive up as (
              select id, merged_into from person where id = :origin
              union all
              select p.id, p.merged_into from person p join up on p.id = up.merged_into),
            living as (select id from up where merged_into is null)
            """;

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    OfflinePeople people;

    /**
     * Holds whose accounts these are by now, and for whom a posting is, all at once.
     *
     * @throws Overtaken where somebody was merged, parted or erased meanwhile
     */
    Uni<List<UUID>> hold(List<UUID> origins, UUID main) {
        return owners(origins, main)
                .call(owners -> held(owners, main)
                        .chain(same ->
                                same ? owners(origins, main) : Uni.createFrom().item(List.<UUID>of()))
                        .invoke(again -> {
                            if (!again.equals(owners)) {
                                throw new Overtaken();
                            }
                        }));
    }

    /** Who erased themselves is left out, but for whom the posting is: nobody waits for them, nothing goes back to them. */
    private Uni<List<UUID>> owners(List<UUID> origins, UUID main) {
        return database.sql(LIVING + """
                        select id from living union
                        select a.person_id from points_account a join person p on p.id = a.person_id
                        where a.origin_id in (:origins) and p.erased_at is null order by 1""")
                .with("origin", main)
                .with("origins", origins)
                .list(row -> row.uuid(0));
    }

    /** @return false where somebody was merged meanwhile, or another than the main person erased */
    private Uni<Boolean> held(List<UUID> owners, UUID main) {
        return people.hold(owners)
                .onFailure(Problem.class)
                .recoverWithUni(refused -> members.hold(main).replaceWith(false));
    }
}
