package io.guike.pointsaudit;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.pointsaudit.Proofs.Mismatch;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Proves postings by the database's {@code points_posting_proof}, a range of ids a statement. */
@ApplicationScoped
class PostingProof {

    private static final int RANGE = 10_000;

    /** A row at least, also where all of the range is right. */
    static final String PROOF = """
            with proved as materialized (select * from points_posting_proof(:after, :range))
            select page.count, page.last, proved.posting_id, proved.origin_id, proved.flaws, proved.amount, proved.entries
            from (select count(*) as count,
                (select posting_id from proved order by posting_id desc limit 1) as last from proved) page
              left join proved on proved.flaws <> ''
            order by proved.posting_id""";

    @Inject
    Database database;

    /** @param flawed null where all of the page is right */
    private record Page(
            long rows, @Nullable UUID last, @Nullable Mismatch flawed) {

        static Page of(Row row) {
            return new Page(row.number(0), row.uuidOrNull(1), row.isNull(2) ? null : flawed(row));
        }

        private static Mismatch flawed(Row row) {
            return new Mismatch(row.uuid(3), row.uuid(2), row.text(4), row.number(5), row.number(6), 0, 0, 0, 0);
        }
    }

    Uni<Void> prove(Sums sums) {
        Ranges ranges = new Ranges(RANGE);
        return ranges.each(() -> database.sql(PROOF)
                .with("after", ranges.last())
                .with("range", ranges.size())
                .list(Page::of)
                .map(pages -> passed(pages, ranges, sums)));
    }

    private static boolean passed(List<Page> pages, Ranges ranges, Sums sums) {
        for (Page page : pages) {
            Mismatch flawed = page.flawed();
            if (flawed != null) {
                sums.judge(flawed);
            }
        }
        return ranges.passed(pages.get(0).last(), pages.get(0).rows());
    }
}
