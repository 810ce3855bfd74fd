package io.guike.points;

import java.time.LocalDate;
import java.util.List;

/**
 * What somebody has at this moment; what is due to lapse counts as lapsed.
 *
 * @param balance negative where they owe more than they have
 * @param available what can be spent: never below zero, without what is held and what is owed
 * @param held set aside by open holds
 * @param debt owed, for earnings that were taken back after they were spent
 * @param pending promised and not in the balance
 * @param lapsing the next dates on which something lapses, soonest first, at most three
 */
public record BalanceView(long balance, long available, long held, long debt, long pending, List<Lapsing> lapsing) {

    /** @param lastDay on which they can still be used */
    public record Lapsing(LocalDate lastDay, long points) {}
}
