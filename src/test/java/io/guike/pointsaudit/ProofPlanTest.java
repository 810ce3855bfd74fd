package io.guike.pointsaudit;

import io.guike.platform.Database;
import io.guike.points.Expiry;
import io.guike.points.Purses;
import io.guike.support.Plans;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The proof stays as fast as the accounts are few that one statement takes, however many there are. */
@QuarkusTest
class ProofPlanTest {

    @Inject
    Purses purses;

    @Inject
    Database database;

    private void usesIndex(String statement, String table, String index) {
        Plans.usesIndex(
                database, statement, sql -> sql.with("after", new UUID(0, 0)).with("range", 1), table, index);
    }

    @Test
    void aRangeOfAccountsReadsNoTableAsAWhole() {
        purses.earn(purses.person(), 100, Expiry.NEVER);
        usesIndex(AccountProof.PROOF, "points_account", "points_account_pkey");
        usesIndex(AccountProof.PROOF, "points_entry", "points_entry_");
        usesIndex(AccountProof.PROOF, "points_lot", "points_lot_origin");
        usesIndex(AccountProof.PROOF, "points_lot_move", "points_lot_move_lot");
        usesIndex(AccountProof.PROOF, "points_hold", "points_hold_origin");
        usesIndex(AccountProof.PROOF, "points_hold_lot", "points_hold_lot_lot");
        usesIndex(AccountProof.PROOF, "points_pending", "points_pending_origin");
    }

    @Test
    void aRangeOfPostingsReadsNoTableAsAWhole() {
        purses.earn(purses.person(), 100, Expiry.NEVER);
        usesIndex(PostingProof.PROOF, "points_posting", "points_posting_pkey");
        usesIndex(PostingProof.PROOF, "points_posting", "points_posting_reverses");
        usesIndex(PostingProof.PROOF, "points_entry", "points_entry_posting");
    }
}
