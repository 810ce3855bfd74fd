package io.guike.earnrule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes more of what a rule gives. All of its conditions must hold; an empty one always does.
 *
 * @param percent of what the rule gives, above 100
 * @param combine what becomes of others that fit as well
 * @param kinds of which it holds; empty for purchases
 * @param levels codes of the levels that have it
 * @param products SKU codes; the lines of others are left as they are
 * @param daysOfMonth 1 to 31; one that a month has not does not come in it
 * @param from and {@code until}: the first and the last day, Asia/Shanghai
 */
record Multiplier(
        String id,
        String name,
        int percent,
        Combine combine,
        Set<EarnKind> kinds,
        Set<String> levels,
        Selection<UUID> stores,
        Selection<String> products,
        Set<DayOfWeek> weekdays,
        Set<Integer> daysOfMonth,
        @Nullable Around birthday,
        @Nullable LocalDate from,
        @Nullable LocalDate until) {

    enum Combine {
        /** Its surplus is added to that of all others that add. */
        ADD,
        /** Stands alone: counts instead of all others where it gives more than they do together. */
        ALONE
    }

    /** Days before and after the birthday, which itself always counts. */
    record Around(int before, int after) {

        boolean includes(int days) {
            return -before <= days && days <= after;
        }
    }

    Multiplier {
        kinds = kinds == null || kinds.isEmpty() ? Set.of(EarnKind.PURCHASE) : Selection.inOrder(kinds);
        levels = Selection.inOrder(levels);
        stores = stores == null ? Selection.all() : stores;
        products = products == null ? Selection.all() : products;
        weekdays = Selection.inOrder(weekdays);
        daysOfMonth = Selection.inOrder(daysOfMonth);
    }

    int surplus() {
        return percent - 100;
    }

    Multiplier onAnyBirthday() {
        return new Multiplier(
                id, name, percent, combine, kinds, levels, stores, products, weekdays, daysOfMonth, null, from, until);
    }

    boolean fits(Occasion occasion) {
        return kinds.contains(occasion.kind())
                && (levels.isEmpty() || levels.contains(occasion.level()))
                && stores.includes(occasion.storeId())
                && isOn(occasion.day())
                && isNearBirthday(occasion.birthdayDays());
    }

    boolean fits(PaidLine line) {
        return products.includes(line.sku());
    }

    private boolean isOn(LocalDate day) {
        return (weekdays.isEmpty() || weekdays.contains(day.getDayOfWeek()))
                && (daysOfMonth.isEmpty() || daysOfMonth.contains(day.getDayOfMonth()))
                && (from == null || !day.isBefore(from))
                && (until == null || !day.isAfter(until));
    }

    private boolean isNearBirthday(@Nullable Integer days) {
        return birthday == null || days != null && birthday.includes(days);
    }
}
