package io.guike.points;

import io.guike.platform.Days;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * What somebody has at this moment; what is due to lapse counts as lapsed, and what a hold freed at its end has paid what
 * was owed.
 *
 * @param balance negative where they owe more than they have
 * @param available what can be spent: never below zero, without what is held and what is owed
 * @param held set aside by open holds
 * @param debt owed, for earnings that were taken back after they were spent
 * @param pending promised and not in the balance
 * @param lapsing the next dates on which something lapses, soonest first, at most three
 */
public record BalanceView(long balance, long available, long held, long debt, long pending, List<Lapsing> lapsing) {

    static final int MOST_LAPSING = 3;

    /** @param lastDay on which they can still be used */
    public record Lapsing(LocalDate lastDay, long points) {

        /** @param end the first midnight at which they are over */
        static Lapsing before(Instant end, long points) {
            return new Lapsing(Days.of(end.minusSeconds(1)), points);
        }
    }
}
