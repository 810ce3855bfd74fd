package io.guike.pointsaudit;

import io.guike.pointsaudit.Proofs.Mismatch;
import io.guike.pointsaudit.Proofs.ProofView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a proof has come to so far. */
final class Sums {

    private static final int MOST_TOLD = 100;

    private long accounts;
    private long entries;
    private long balance;
    private long lots;
    private long debt;
    private long held;
    private long unproved;
    private final List<Mismatch> mismatches = new ArrayList<>();

    void addAccount(Mismatch numbers, long count) {
        accounts++;
        entries += count;
        balance += numbers.balance();
        lots += numbers.lots();
        debt += numbers.debt();
        held += numbers.held();
    }

    /** Where there is a flaw. */
    void judge(Mismatch numbers) {
        if (numbers.flaw().isEmpty()) {
            return;
        }
        unproved++;
        if (mismatches.size() < MOST_TOLD) {
            mismatches.add(numbers);
        }
    }

    ProofView view(Instant at) {
        return new ProofView(at, accounts, entries, balance, lots, debt, held, unproved, List.copyOf(mismatches));
    }
}
