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

/** Proves postings with their entries and what they take back, a range of ids a statement. */
@ApplicationScoped
class PostingProof {

    private static final int RANGE = 10_000;

    /** As in {@link AccountProof}, each row looks for its own by an index. */
    static final String PROOF = """
            with posting as materialized (
              select id, origin_id, amount, at, reverses_id, reversed, forgiven from points_posting
              where id > :after order by id limit :range),
            proved as (
              select posting.*, entry.amount as entries, concat_ws(' ',
                case when posting.amount <> coalesce(entry.amount, 0) or entry.late
                  or entry.count = 0 and posting.reversed is distinct from posting.forgiven
                  then 'posting-entries' end,
                case when posting.reverses_id is null and posting.forgiven > 0 then 'reversals'
                  when posting.reverses_id is not null and (
                    posting.reversed - posting.forgiven <> abs(posting.amount)
                    or (select sum(r.reversed) from points_posting r where r.reverses_id = posting.reverses_id)
                      > (select abs(o.amount) from points_posting o where o.id = posting.reverses_id))
                  then 'reversals' end) as flaw
              from posting cross join lateral (
                select sum(e.amount) as amount, count(*) as count, bool_or(e.at <> posting.at) as late
                from points_entry e where e.posting_id = posting.id) entry)
            select page.count, page.last, proved.id, proved.origin_id, proved.flaw, proved.amount,
              cast(coalesce(proved.entries, 0) as bigint)
            from (select count(*) as count, (select id from posting order by id desc limit 1) as last from posting) page
              left join proved on proved.flaw <> ''
            order by proved.id""";

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
