package io.guike.claim;

import io.guike.claim.Decision.Before;
import io.guike.platform.Database;
import io.guike.vault.Vault;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Whoever is erased and comes back is somebody new, and would have every limit anew: claim, use, erase, and again until
 * the stock is gone. So it is remembered of accounts and numbers how much of a template they had, as keyed hashes that
 * serve nothing else and go when the template ends. Calls join the caller's transaction.
 */
@ApplicationScoped
class EarlierSelves {

    /** Apart from the hashes by which people are found: nobody can lay one beside the other. */
    private static final String PURPOSE = "claim.before";

    @Inject
    Database database;

    @Inject
    Vault vault;

    private record Mark(UUID person, String text) {}

    private record Known(UUID template, String mark, int coupons) {}

    /** Before their accounts and numbers go. */
    Uni<Void> remember(UUID person) {
        return marks(List.of(person))
                .map(marks -> marks.stream().map(Mark::text).toList())
                .chain(marks -> marks.isEmpty() ? Uni.createFrom().item(0) : remember(person, marks))
                .replaceWithVoid();
    }

    /** What they were told of an earlier self of theirs is in their coupons no more: it adds up. */
    private Uni<Integer> remember(UUID person, List<String> marks) {
        return database.sql("""
                        insert into claim_before as b (template_id, mark, coupons)
                        select c.template_id, m.mark, count(*)
                        from coupon c join coupon_stock s on s.template_id = c.template_id and s.state <> 'ENDED'
                          cross join unnest(cast(:marks as text[])) as m(mark)
                        where c.person_id = :person group by c.template_id, m.mark order by c.template_id, m.mark
                        on conflict (template_id, mark) do update set coupons = b.coupons + excluded.coupons""").with("marks", marks).with("person", person).run();
    }

    /** An account and a number of one self were marked together, so the larger counts. */
    Uni<List<Before>> of(Collection<UUID> people, Collection<UUID> templates) {
        return people.isEmpty() || templates.isEmpty()
                ? Uni.createFrom().item(List.of())
                : marks(people).chain(marks -> known(marks, templates).map(known -> match(marks, known)));
    }

    private Uni<List<Known>> known(List<Mark> marks, Collection<UUID> templates) {
        return database.sql("""
                        select template_id, mark, coupons from claim_before
                        where template_id in (:templates) and mark = any(cast(:marks as text[]))""")
                .with("templates", List.copyOf(templates))
                .with("marks", marks.stream().map(Mark::text).toList())
                .list(row -> new Known(row.uuid(0), row.text(1), row.integer(2)));
    }

    private static List<Before> match(List<Mark> marks, List<Known> known) {
        return known.stream()
                .flatMap(one -> marks.stream()
                        .filter(mark -> mark.text().equals(one.mark()))
                        .map(mark -> new Before(mark.person(), one.template(), one.coupons())))
                .toList();
    }

    private Uni<List<Mark>> marks(Collection<UUID> people) {
        return database.sql("""
                        select person_id, appid || ' ' || openid from wechat_identity where person_id in (:people)
                        union all
                        select person_id, hash from member_phone where person_id in (:people) and verified_at is not null""")
                .with("people", List.copyOf(people))
                .list(row -> new Mark(row.uuid(0), vault.fingerprint(PURPOSE, row.text(1))));
    }

    @Scheduled(every = "1h", delayed = "2m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetEnded() {
        return Database.whileMore(() -> database.sql("""
                        delete from claim_before where (template_id, mark) in (
                          select b.template_id, b.mark from claim_before b
                            join coupon_stock s on s.template_id = b.template_id
                          where s.state = 'ENDED' limit 5000)""").run().map(gone -> gone > 0));
    }
}
