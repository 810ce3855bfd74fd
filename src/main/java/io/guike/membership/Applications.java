package io.guike.membership;

import io.guike.consent.ConsentProblem;
import io.guike.consent.Consents;
import io.guike.consent.Consents.ConsentView;
import io.guike.consent.Consents.Given;
import io.guike.consent.Purpose;
import io.guike.platform.Days;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/**
 * Looks at an application before anything is paid for. The transaction asks {@link Consents} once more, whose word
 * counts.
 */
@ApplicationScoped
class Applications {

    @Inject
    Consents consents;

    @Inject
    Profiles profiles;

    @Inject
    Clock clock;

    /**
     * @throws io.guike.platform.Problem {@code consent.required-missing}, {@code consent.text-outdated}, {@code
     *     consent.purpose-unknown}, {@code consent.guardian-required}, {@code membership.profile-consent-needed}, {@code
     *     request.invalid}
     */
    Uni<Void> check(UUID person, Application application) {
        profiles.mustBePossible(application.told());
        if (application.told().isChild(Days.today(clock)) && application.guardian() == null) {
            throw ConsentProblem.GUARDIAN_REQUIRED.problem();
        }
        return consents.of(person)
                .invoke(standing -> check(standing, application))
                .replaceWithVoid();
    }

    private static void check(List<ConsentView> standing, Application application) {
        application.consents().forEach(given -> mustBeInForce(standing, given));
        boolean complete = standing.stream().allMatch(one -> !one.required() || stands(one, application));
        if (!complete) {
            throw ConsentProblem.REQUIRED_MISSING.problem();
        }
        boolean profile =
                standing.stream().anyMatch(one -> one.purpose() == Purpose.PROFILE && stands(one, application));
        if (!profile && !application.told().isEmpty()) {
            throw MembershipProblem.PROFILE_CONSENT_NEEDED.problem();
        }
    }

    private static boolean stands(ConsentView one, Application application) {
        return one.given() || application.gives(one.purpose().name());
    }

    private static void mustBeInForce(List<ConsentView> standing, Given given) {
        Purpose purpose = Purpose.read(given.purpose());
        standing.stream()
                .filter(one -> one.purpose() == purpose && one.currentVersion() != given.textVersion())
                .filter(one ->
                        !one.given() || !Integer.valueOf(given.textVersion()).equals(one.textVersion()))
                .findFirst()
                .ifPresent(one -> {
                    throw ConsentProblem.TEXT_OUTDATED.because(purpose + " is at version " + one.currentVersion());
                });
    }
}
