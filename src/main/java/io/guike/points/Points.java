package io.guike.points;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The front door of the ledger. All calls join the caller's transaction; the person is held first. */
@ApplicationScoped
public class Points {

    /** The same reason and source again: answers the first posting and posts nothing. */
    public Uni<PostingView> earn(Earning earning) {
        throw new UnsupportedOperationException();
    }

    /** Promises points; the same reason and source again answers the first promise. */
    public Uni<PendingView> pend(Earning earning) {
        throw new UnsupportedOperationException();
    }

    /** @throws io.guike.platform.Problem {@code points.pending-unknown}, {@code points.pending-ended} where void */
    public Uni<PostingView> activate(String reason, String source) {
        throw new UnsupportedOperationException();
    }

    /** @param part how many of them; null for all */
    public Uni<PendingView> voidPending(String reason, String source, @Nullable Long part) {
        throw new UnsupportedOperationException();
    }

    /** @throws io.guike.platform.Problem {@code points.insufficient}, {@code points.source-reused} */
    public Uni<PostingView> spend(Spending spending) {
        throw new UnsupportedOperationException();
    }

    /** @throws io.guike.platform.Problem {@code points.posting-unknown}, {@code points.too-much-back} */
    public Uni<PostingView> giveBack(
            String reason, String spentSource, String refundSource, long points, String actor) {
        throw new UnsupportedOperationException();
    }

    /** @throws io.guike.platform.Problem {@code points.posting-unknown}, {@code points.too-much-back} */
    public Uni<PostingView> clawBack(
            String reason, String earnedSource, String refundSource, long points, String actor) {
        throw new UnsupportedOperationException();
    }

    /** @param person the living person */
    public Uni<BalanceView> balance(UUID person) {
        throw new UnsupportedOperationException();
    }
}
