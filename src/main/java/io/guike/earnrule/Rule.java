package io.guike.earnrule;

import io.guike.points.Expiry;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One way of earning.
 *
 * @param id stable, in small letters: what explanations name
 * @param name zh-CN, as it stands in people's statements
 * @param points for the event; of a purchase for every {@code perFen} fen
 * @param perFen of purchases alone
 * @param stores of which it holds; a rule that names some does not hold where no store is known
 * @param products SKU codes, of purchases alone
 * @param pending whether the points wait until the order completes
 */
record Rule(
        String id,
        EarnKind kind,
        String name,
        long points,
        @Nullable Long perFen,
        Selection<UUID> stores,
        Selection<String> products,
        boolean pending,
        Expiry expiry) {

    Rule {
        stores = stores == null ? Selection.all() : stores;
        products = products == null ? Selection.all() : products;
    }

    boolean fits(Occasion occasion) {
        return kind == occasion.kind() && stores.includes(occasion.storeId());
    }

    boolean fits(PaidLine line) {
        return products.includes(line.sku());
    }

    /** Exactly, before multipliers. */
    Fraction points(long fen) {
        return perFen == null
                ? Fraction.of(points, 1)
                : Fraction.of(fen, perFen).times(Fraction.of(points, 1));
    }
}
