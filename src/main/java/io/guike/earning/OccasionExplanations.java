package io.guike.earning;

import io.guike.earning.Occasions.Known;
import io.guike.earnrule.EarnRules;
import io.guike.earnrule.RuleVersions;
import io.guike.platform.Database;
import io.guike.points.Explanation;
import io.guike.points.Explanation.Named;
import io.guike.points.ExplanationPart;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells the readers of the ledger why an occasion earned what it did. */
@ApplicationScoped
class OccasionExplanations implements ExplanationPart {

    @Inject
    Occasions occasions;

    @Inject
    RuleVersions versions;

    @Override
    public Uni<Map<UUID, Explanation>> explain(Collection<UUID> asked) {
        return occasions
                .known(asked)
                .chain(known -> rules(known).map(rules -> {
                    Map<UUID, Explanation> told = new HashMap<>();
                    known.forEach(one ->
                            told.put(one.id(), explanation(one, Objects.requireNonNull(rules.get(one.version())))));
                    return told;
                }));
    }

    /** By version; those that were published are in memory. */
    private Uni<Map<Integer, EarnRules>> rules(List<Known> known) {
        Map<Integer, EarnRules> rules = new HashMap<>();
        List<Integer> needed = known.stream().map(Known::version).distinct().toList();
        return Database.each(needed, version -> versions.rules(version).invoke(found -> rules.put(version, found)))
                .replaceWith(rules);
    }

    private static Explanation explanation(Known one, EarnRules rules) {
        return new Explanation(
                one.id(),
                one.version(),
                named(one.explanation().ruleIds(), rules::ruleName),
                named(one.explanation().multiplierIds(), rules::multiplierName),
                one.explanation().lines());
    }

    private static List<Named> named(List<String> ids, Function<String, @Nullable String> name) {
        return ids.stream().map(id -> new Named(id, name.apply(id))).toList();
    }
}
