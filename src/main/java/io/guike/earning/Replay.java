package io.guike.earning;

import io.guike.earning.Occasions.Kept;
import io.guike.earnrule.EarnKind;
import io.guike.earnrule.EarnRules;
import io.guike.earnrule.Occasion;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lays other rules over what happened, day by day, and adds up both sides. Caps count what these rules would have given. */
final class Replay {

    private final EarnRules rules;
    private final Map<UUID, Map<EarnKind, Long>> today = new HashMap<>();
    private final Map<EarnKind, KindView> kinds = new EnumMap<>(EarnKind.class);
    private @Nullable LocalDate day;
    private @Nullable Kept last;
    private long more;
    private long less;

    /** One kind: what was given, and what these rules would have given. */
    record KindView(EarnKind kind, long occasions, long givenPoints, long wouldGivePoints) {}

    /**
     * Both sides, added up.
     *
     * @param complete false where there were more occasions than are looked at; then those of the first days
     * @param more and {@code less}: how many occasions would have brought more, or less
     */
    record PastView(
            boolean complete,
            long occasions,
            long givenPoints,
            long wouldGivePoints,
            long more,
            long less,
            List<KindView> kinds) {}

    Replay(EarnRules rules) {
        this.rules = rules;
    }

    @Nullable
    Kept last() {
        return last;
    }

    long occasions() {
        return kinds.values().stream().mapToLong(KindView::occasions).sum();
    }

    /** In the order of days, and of a day in that in which they were noted. */
    void add(Kept kept) {
        Occasion occasion = kept.occasion();
        if (!occasion.day().equals(day)) {
            day = occasion.day();
            today.clear();
        }
        Map<EarnKind, Long> earlier = today.computeIfAbsent(kept.person(), person -> new EnumMap<>(EarnKind.class));
        long would = rules.evaluate(occasion, earlier).points();
        earlier.merge(occasion.kind(), would, Math::addExact);
        count(occasion.kind(), kept.points(), would);
        last = kept;
    }

    private void count(EarnKind kind, long given, long would) {
        KindView before = kinds.getOrDefault(kind, new KindView(kind, 0, 0, 0));
        kinds.put(
                kind,
                new KindView(
                        kind, before.occasions() + 1, before.givenPoints() + given, before.wouldGivePoints() + would));
        more += would > given ? 1 : 0;
        less += would < given ? 1 : 0;
    }

    PastView view(boolean complete) {
        List<KindView> views = Arrays.stream(EarnKind.values())
                .filter(kinds::containsKey)
                .map(kinds::get)
                .toList();
        return new PastView(
                complete,
                occasions(),
                views.stream().mapToLong(KindView::givenPoints).sum(),
                views.stream().mapToLong(KindView::wouldGivePoints).sum(),
                more,
                less,
                views);
    }
}
