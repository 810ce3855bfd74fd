package io.guike.consent;

import io.guike.consent.ConsentRows.Word;
import io.guike.member.Members;
import io.guike.member.Person;
import io.guike.platform.Database;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people agreed to, purpose by purpose, and what they took back. Calls join the caller's transaction; those that
 * write hold the person to its end.
 */
@ApplicationScoped
public class Consents {

    /**
     * For statements that show what a person told of themselves, {@code holder.person_id}: false once their last word on
     * it was a withdrawal, also one that came by a merge. What a list told nobody was asked about.
     */
    public static final String PROFILE_STANDS = """
            coalesce((select said.given from consent said
              where said.person_id = holder.person_id and said.purpose = 'PROFILE' order by said.number desc limit 1), true)""";

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    ConsentRows rows;

    @Inject
    Guardians guardians;

    @Inject
    @All
    List<WithdrawalPart> parts;

    @Inject
    @All
    List<GuardianRule> rules;

    /**
     * A consent as it comes in.
     *
     * @param purpose the name of a {@link Purpose}
     * @param textVersion of the text that was shown
     */
    public record Given(
            @NotBlank @Size(max = 40) String purpose,
            @Min(1) int textVersion) {

        public static Given to(Purpose purpose, int textVersion) {
            return new Given(purpose.name(), textVersion);
        }
    }

    /** A parent or other guardian who consents for a child; never shown by {@link #toString}. */
    public record Guardian(
            @NotBlank @Size(max = 60) String name,
            @NotBlank @Size(max = 30) String phone) {

        @Override
        public String toString() {
            return "Guardian[]";
        }
    }

    /**
     * One purpose, for the person.
     *
     * @param given whether the consent stands
     * @param textVersion that was agreed to, or withdrawn; null where nothing was ever said
     * @param currentVersion of the text in force: where it is higher, people may be asked again
     */
    public record ConsentView(
            Purpose purpose,
            boolean required,
            boolean given,
            @Nullable Integer textVersion,
            @Nullable Instant at,
            int currentVersion) {}

    /** As the other, in the request that makes somebody a member. */
    public Uni<Void> give(UUID person, UUID origin, List<Given> given, @Nullable Guardian guardian) {
        return give(person, origin, given, guardian, Source.BINDING);
    }

    /**
     * Writes down what somebody agrees to. What they had agreed to already, with the same text and guardian, changes
     * nothing, also where the text was replaced since.
     *
     * @param person alive or merged into somebody since
     * @param origin to whom the consent comes: the origin of the account it came through
     * @param guardian needed where a {@link GuardianRule} says so; whoever knows a birthday first must ask for it
     * @throws io.guike.platform.Problem {@code consent.purpose-unknown}, {@code consent.text-outdated}, {@code
     *     consent.required-missing} where membership is neither agreed to nor among what is given, {@code
     *     consent.guardian-required}, {@code vault.phone-invalid}, {@code member.unknown}, {@code member.erased}
     */
    public Uni<Void> give(UUID person, UUID origin, List<Given> given, @Nullable Guardian guardian, Source source) {
        return database.tx(() -> members.hold(person)
                .chain(held -> noted(held, origin, guardian)
                        .chain(noted -> give(new Word(held.id(), origin, true, source, noted), given))));
    }

    private Uni<@Nullable UUID> noted(Person held, UUID origin, @Nullable Guardian guardian) {
        return guardian == null
                ? Uni.createFrom().nullItem()
                : guardians.note(held.id(), origin, guardian).map(id -> id);
    }

    private Uni<Void> give(Word word, List<Given> given) {
        return rows.standings(word.person()).chain(standings -> {
            Map<Purpose, Integer> versions = news(standings, given, word.guardianId());
            return versions.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : guarded(word).chain(() -> rows.append(word, versions));
        });
    }

    private static Map<Purpose, Integer> news(
            Map<Purpose, Standing> standings, List<Given> given, @Nullable UUID guardianId) {
        Map<Purpose, Integer> news = new EnumMap<>(Purpose.class);
        for (Given one : given) {
            Standing standing = Objects.requireNonNull(standings.get(Purpose.read(one.purpose())));
            if (!isKnown(standing, one.textVersion(), guardianId)) {
                mustBeCurrent(standing, one.textVersion());
                news.put(standing.purpose(), one.textVersion());
            }
        }
        boolean complete = Arrays.stream(Purpose.values())
                .filter(Purpose::required)
                .allMatch(purpose -> news.containsKey(purpose)
                        || Objects.requireNonNull(standings.get(purpose)).given());
        if (!complete) {
            throw ConsentProblem.REQUIRED_MISSING.problem();
        }
        return news;
    }

    private static boolean isKnown(Standing standing, int version, @Nullable UUID guardianId) {
        return standing.isGiven(version) && (guardianId == null || guardianId.equals(standing.guardianId()));
    }

    private static void mustBeCurrent(Standing standing, int version) {
        if (version != standing.currentVersion()) {
            throw ConsentProblem.TEXT_OUTDATED.because(
                    standing.purpose() + " is at version " + standing.currentVersion());
        }
    }

    private Uni<Void> guarded(Word word) {
        return word.guardianId() != null
                ? Uni.createFrom().voidItem()
                : Multi.createFrom()
                        .iterable(rules)
                        .onItem()
                        .transformToUniAndConcatenate(rule -> rule.needsGuardian(word.person()))
                        .invoke(needed -> {
                            if (needed) {
                                throw ConsentProblem.GUARDIAN_REQUIRED.problem();
                            }
                        })
                        .collect()
                        .last()
                        .replaceWithVoid();
    }

    /**
     * Whether the person's data may be handled for the purpose now.
     *
     * @param person the living person
     */
    public Uni<Boolean> allows(UUID person, Purpose purpose) {
        return rows.isGiven(person, purpose);
    }

    /** Whether a guardian stands behind the person's consent to membership. */
    public Uni<Boolean> hasGuardian(UUID person) {
        return rows.standings(person)
                .map(standings -> Objects.requireNonNull(standings.get(Purpose.MEMBERSHIP)))
                .map(membership -> membership.given() && membership.guardianId() != null);
    }

    /** As the other, on the person's own pages. */
    public Uni<Void> withdraw(UUID person, Purpose purpose) {
        return withdraw(person, purpose, Source.OWN_PAGE);
    }

    /**
     * Takes a consent back, with effect at once: whatever hangs on it ends in this transaction. Where nobody was ever asked,
     * as of what a list told, it is the first word. Nothing happens after a withdrawal.
     *
     * @param person through whom it comes, the origin of the account: alive or merged into somebody since
     * @throws io.guike.platform.Problem {@code consent.membership-needed} for a required purpose: that one is withdrawn
     *     by erasing the person; {@code member.unknown}, {@code member.erased}
     */
    public Uni<Void> withdraw(UUID person, Purpose purpose, Source source) {
        if (purpose.required()) {
            throw ConsentProblem.MEMBERSHIP_NEEDED.problem();
        }
        return database.tx(() -> members.hold(person)
                .chain(held -> rows.standings(held.id())
                        .map(standings -> Objects.requireNonNull(standings.get(purpose)))
                        .chain(standing -> withdraw(held, standing, source))));
    }

    private Uni<Void> withdraw(Person held, Standing standing, Source source) {
        Integer version = standing.textVersion();
        if (!standing.given() && version != null) {
            return Uni.createFrom().voidItem();
        }
        Word word = new Word(held.id(), held.origin(), false, source, null);
        return rows.append(word, Map.of(standing.purpose(), version == null ? standing.currentVersion() : version))
                .chain(() -> Database.each(parts, part -> part.withdrawn(held.id(), standing.purpose())));
    }

    /** Every purpose, in the order of {@link Purpose}. */
    public Uni<List<ConsentView>> of(UUID person) {
        return rows.standings(person)
                .map(standings ->
                        standings.values().stream().map(Consents::view).toList());
    }

    private static ConsentView view(Standing standing) {
        return new ConsentView(
                standing.purpose(),
                standing.purpose().required(),
                standing.given(),
                standing.textVersion(),
                standing.at(),
                standing.currentVersion());
    }
}
