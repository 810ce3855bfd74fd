package io.guike.earning;

import io.guike.earning.Occasions.Facts;
import io.guike.earning.Occasions.Kept;
import io.guike.earning.Occasions.Situation;
import io.guike.earnrule.EarnKind;
import io.guike.earnrule.Occasion;
import io.guike.member.Members;
import io.guike.member.Person;
import io.guike.membership.MembershipProblem;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Members look in once a day (签到). */
@ApplicationScoped
class CheckIns {

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    Occasions occasions;

    @Inject
    EarlierEarnings earlierEarnings;

    @Inject
    Earnings earnings;

    @Inject
    Clock clock;

    /** @param first whether this very call checked in */
    record CheckInView(LocalDate day, boolean first, long points, List<String> explanation) {}

    /**
     * Checks in for today: the first time on a day counts, by whichever of a person's accounts, also before they were erased
     * and came back.
     *
     * @param origin {@code Caller.origin()}
     * @throws io.guike.platform.Problem {@code membership.needed}
     */
    Uni<CheckInView> checkIn(UUID origin, String actor) {
        return database.tx(() -> members.hold(origin)
                .call(person -> occasions.situation(person.id()).invoke(CheckIns::mustBeMember))
                .chain(person -> checkIn(person, clock.instant(), actor)));
    }

    private static void mustBeMember(Situation situation) {
        if (situation.level() == null) {
            throw MembershipProblem.NEEDED.problem();
        }
    }

    private Uni<CheckInView> checkIn(Person person, Instant now, String actor) {
        LocalDate day = Days.of(now);
        String source = person.origin() + ":" + day;
        return occasions
                .between(person.id(), EarnKind.CHECK_IN, day, day)
                .chain(known -> known != null
                        ? Uni.createFrom().item(checkedIn(day, false, known))
                        : earlierEarnings
                                .on(person.id(), day)
                                .chain(before -> before.containsKey(EarnKind.CHECK_IN)
                                        ? Uni.createFrom().item(new CheckInView(day, false, 0, List.of("今天已签到，不重复积分")))
                                        : first(Earnings.facts(person, source, null, null, actor), now)));
    }

    private Uni<CheckInView> first(Facts facts, Instant now) {
        return earnings.once(facts, new Occasion(EarnKind.CHECK_IN, now, null, null, null, List.of()))
                .map(made -> checkedIn(Days.of(now), true, made));
    }

    private static CheckInView checkedIn(LocalDate day, boolean first, Kept kept) {
        return new CheckInView(day, first, kept.points(), kept.explanation().lines());
    }
}
