package io.guike.coupon;

import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What the coupons of a template take off all together, and may take off (预算). What it took off is always {@code
 * coupon_stock.used_fen} and the sum of its rows in {@code coupon_spent}. With a budget the first one counts, and whoever
 * uses a coupon queues for its row. Without one nobody waits for anybody, because each adds to a row that nobody else has in
 * hand. A name that all of them share, and that who changes the budget holds alone, keeps the one from becoming the other
 * while somebody is at it. All calls are made within a transaction.
 */
@ApplicationScoped
public class Budgets {

    @Inject
    Database database;

    /** Of a template that has one, in fen. */
    public record Budget(long budgetFen, long usedFen) {

        public boolean bears(long costFen) {
            return usedFen + costFen <= budgetFen;
        }
    }

    private static final String SPEND = """
            with cost as (
              select template, fen from unnest(cast(:templates as uuid[]), cast(:fen as bigint[])) as cost (template, fen)
              where fen <> 0),
            capped as (
              update coupon_stock s set used_fen = s.used_fen + cost.fen from cost
              where s.template_id = cost.template and s.budget_fen is not null),
            free as materialized (
              select cost.template, cost.fen, mine.id
              from cost join coupon_stock s on s.template_id = cost.template and s.budget_fen is null
                left join lateral (
                  select id from coupon_spent where template_id = cost.template limit 1 for update skip locked) mine on true),
            added as (
              update coupon_spent s set fen = s.fen + free.fen from free where s.id = free.id)
            insert into coupon_spent (template_id, fen) select template, fen from free where id is null""";

    /**
     * Holds those that there are to the end of the transaction, in the order of the templates. Before the coupons, and of
     * all templates that the transaction is about at once.
     *
     * @return by template; without those that have none
     */
    public Uni<Map<UUID, Budget>> hold(Collection<UUID> templates) {
        if (templates.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return database.together(
                        database.share(templates.stream().map(Budgets::name).toList()),
                        database.sql("""
                                select template_id, budget_fen, used_fen from coupon_stock
                                where template_id in (:templates) and budget_fen is not null
                                order by template_id for update""")
                                .with("templates", List.copyOf(templates))
                                .list(row -> Map.entry(row.uuid(0), new Budget(row.number(1), row.number(2)))))
                .map(all -> all.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static String name(UUID template) {
        return "coupon-budget:" + template;
    }

    /** @param fen by template, of those that are held; less than none for what comes back */
    public Uni<Void> spend(Map<UUID, Long> fen) {
        List<UUID> templates = List.copyOf(fen.keySet());
        return templates.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.sql(SPEND)
                        .with("templates", templates)
                        .with("fen", templates.stream().map(fen::get).toList())
                        .run()
                        .replaceWithVoid();
    }

    /**
     * Waits for all who use coupons of the template, and keeps others from it to the end of the transaction. Before the row
     * of {@code coupon_stock}.
     */
    public Uni<Void> alone(UUID template) {
        return database.lock(name(template));
    }
}
