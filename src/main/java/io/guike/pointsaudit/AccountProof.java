package io.guike.pointsaudit;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.pointsaudit.Proofs.Mismatch;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Proves accounts by the database's {@code points_account_proof}, a range of origins a statement. Whatever stands under an
 * origin without an account is in the range as well.
 */
@ApplicationScoped
class AccountProof {

    /** Few enough that a statement usually ends long before it is cut. */
    private static final int RANGE = 2_000;

    static final String PROOF = """
            select origin_id, flaws, balance, entries, lots, debt, held, set_aside, entry_count, is_account
            from points_account_proof(:after, :range) order by origin_id""";

    @Inject
    Database database;

    /** An origin with all that is said of it elsewhere. */
    private record Proved(Mismatch numbers, long count, boolean account) {

        static Proved of(Row row) {
            Mismatch numbers = new Mismatch(
                    row.uuid(0),
                    null,
                    row.text(1),
                    row.number(2),
                    row.number(3),
                    row.number(4),
                    row.number(5),
                    row.number(6),
                    row.number(7));
            return new Proved(numbers, row.number(8), row.flag(9));
        }
    }

    Uni<Void> prove(Sums sums) {
        Ranges ranges = new Ranges(RANGE);
        return ranges.each(() -> database.sql(PROOF)
                .with("after", ranges.last())
                .with("range", ranges.size())
                .list(Proved::of)
                .map(rows -> passed(rows, ranges, sums)));
    }

    private static boolean passed(List<Proved> rows, Ranges ranges, Sums sums) {
        rows.forEach(row -> sums.judge(row.numbers()));
        List<Proved> accounts = rows.stream().filter(Proved::account).toList();
        accounts.forEach(row -> sums.addAccount(row.numbers(), row.count()));
        return ranges.passed(
                accounts.isEmpty()
                        ? null
                        : accounts.get(accounts.size() - 1).numbers().accountId(),
                accounts.size());
    }
}
