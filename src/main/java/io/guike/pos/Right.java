package io.guike.pos;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What a till system or back office may do. */
public enum Right {
    /** Find a member by card code, phone or card number. */
    MEMBER_LOOKUP,
    /** Use a card code for value: once used it is worth nothing at any other till. */
    CARD_USE,
    /** Quote, reserve and redeem coupons of the member whose card code it read. */
    COUPONS,
    /** Set points aside, spend them and give them back. */
    POINTS;

    /** Rights that a later version gave are passed over. */
    static Set<Right> read(String column) {
        Set<String> names = Set.copyOf(Arrays.asList(column.split(",", -1)));
        Set<Right> rights = EnumSet.noneOf(Right.class);
        Arrays.stream(values()).filter(right -> names.contains(right.name())).forEach(rights::add);
        return rights;
    }

    static String column(Collection<Right> rights) {
        return rights.stream().distinct().sorted().map(Right::name).collect(Collectors.joining(","));
    }
}
