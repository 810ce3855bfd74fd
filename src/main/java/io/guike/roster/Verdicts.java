package io.guike.roster;

import io.guike.membership.Enrolments.ToldLevel;
import io.guike.roster.Applying.Done;
import io.guike.roster.Layout.Read;
import io.guike.roster.Verdict.Added;
import io.guike.roster.Verdict.Changed;
import io.guike.roster.Verdict.Refused;
import io.guike.roster.Verdict.Unchanged;
import io.guike.vault.Vault;
import java.util.ArrayList;
import java.util.List;

/**
 * What some lines come to, by kind.
 *
 * @param reads those that are decided
 * @param levels that lines tell of cards that were there before
 */
record Verdicts(
        List<Read> reads, List<Added> added, List<Changed> changed, List<Refused> refused, List<ToldLevel> levels) {

    /** Joining a card is a merge of two people, which locks one who may be shopping: few at a time. */
    static final int MOST_JOINED = 40;

    /** Of the first lines, up to the last one that may be joined. */
    static Verdicts of(List<Read> reads, Known known, Vault vault) {
        Verdicts verdicts = new Verdicts(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Read read : reads) {
            if (verdicts.joined() == MOST_JOINED) {
                break;
            }
            verdicts.reads.add(read);
            verdicts.take(Verdict.of(read, known, vault));
        }
        return verdicts;
    }

    private void take(Verdict verdict) {
        if (verdict instanceof Added one) {
            added.add(one);
        } else if (verdict instanceof Changed one) {
            changed.add(one);
            take(one.entry(), one.after());
        } else if (verdict instanceof Unchanged one) {
            take(one.entry(), one.card());
        } else if (verdict instanceof Refused one) {
            refused.add(one);
        }
    }

    /** An empty cell tells nothing. */
    private void take(Entry entry, OfflineCard card) {
        String level = card.level();
        if (!entry.level().isEmpty() && level != null) {
            levels.add(new ToldLevel(card.origin(), level));
        }
    }

    private long joined() {
        return added.stream().filter(one -> one.joins() != null).count();
    }

    Done done(long levelsKept) {
        long joined = joined();
        return new Done(
                reads.size(),
                added.size() - joined,
                joined,
                changed.size(),
                reads.size() - added.size() - changed.size() - refused.size(),
                levelsKept,
                refused.size());
    }
}
