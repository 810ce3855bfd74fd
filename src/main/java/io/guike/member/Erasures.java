package io.guike.member;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.platform.Database;
import io.guike.vault.Vault;
import io.guike.work.Idempotency;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Taking a person's data away for good (注销). The key of everything sealed is destroyed, the accounts and whatever
 * names them are deleted; what remains is an id that leads nowhere, so that ledgers, counts and reports stay right.
 */
@ApplicationScoped
public class Erasures {

    @Inject
    Database database;

    @Inject
    Traces traces;

    @Inject
    Vault vault;

    @Inject
    Idempotency idempotency;

    @Inject
    @All
    List<ErasePart> parts;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /**
     * @param why {@code asked} by the person, or {@code wechat-account-closed}
     * @throws io.guike.platform.Problem {@code member.unknown}, {@code member.erased}
     */
    public Uni<Void> erase(UUID asked, Caller by, String why) {
        return database.tx(() -> traces.hold(asked)
                .call(found -> erase(found.person(), found.origins()))
                .call(traces::forget)
                .call(found -> erased(found.origins()))
                .chain(found -> audit.record(by, "member.erase", "person:" + found.person(), Map.of("why", why))));
    }

    private Uni<Void> erase(UUID person, Set<UUID> origins) {
        return Database.each(parts, part -> part.erase(person, origins))
                .chain(() -> vault.destroy(origins))
                .chain(() -> idempotency.forget(
                        origins.stream()
                                .map(origin -> Caller.tag(Caller.Kind.SHOPPER, origin))
                                .toList(),
                        origins))
                .chain(() -> withhold(origins));
    }

    private Uni<Void> withhold(Set<UUID> origins) {
        return database.sql("""
                        update person_merge set reason = case when reason is not null then :withheld end,
                          undone_reason = case when undone_reason is not null then :withheld end
                        where survivor_id in (:origins) or loser_id in (:origins)""")
                .with("withheld", ErasePart.WITHHELD)
                .with("origins", List.copyOf(origins))
                .run()
                .chain(() -> audit.withhold(
                        origins.stream().map(origin -> "person:" + origin).toList(), ErasePart.WITHHELD));
    }

    private Uni<Void> erased(Set<UUID> origins) {
        return database.sql("""
                        with unions as (delete from wechat_union where origin_id in (:origins)),
                        accounts as (delete from wechat_identity where origin_id in (:origins))
                        update person set erased_at = :now, turns = turns + 1 where id in (:origins)""")
                .with("origins", List.copyOf(origins))
                .with("now", clock.instant())
                .run()
                .replaceWithVoid();
    }
}
