package io.guike.attribution;

import io.guike.attribution.Ownerships.Kept;
import io.guike.attribution.Touch.Verdict;
import io.guike.member.Members;
import io.guike.member.Person;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.scancode.CodeScans;
import io.guike.scancode.CodeScans.CodeScan;
import io.guike.scancode.ScannedCode;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns a scan into a touch, once, and lets it decide. */
@ApplicationScoped
class Touches {

    /**
     * WeChat tells whole seconds: whoever took up the post within that second is in office, and a code retired within
     * it is retired. To the last microsecond, which is what the database keeps.
     */
    private static final Duration END_OF_SECOND = Duration.ofNanos(999_999_000);

    @Inject
    Database database;

    @Inject
    CodeScans scans;

    @Inject
    Members members;

    @Inject
    Facts facts;

    @Inject
    Ownerships ownerships;

    @Inject
    MeterRegistry metrics;

    /** What came of a scan; without {@code scan} the code is not ours. */
    record Recorded(Touch touch, @Nullable CodeScan scan) {}

    /** In the transaction that marks the callback as done, or that opens the session. */
    Uni<Recorded> record(Arrival arrival) {
        return database.tx(() -> scans.find(
                        arrival.scene(),
                        arrival.appid(),
                        arrival.openid(),
                        arrival.at().plus(END_OF_SECOND))
                .chain(scan -> byStaff(arrival.person(), scan))
                .chain(scan -> add(arrival, scan)));
    }

    /** Staff may have linked another account of theirs than the one they scanned with. */
    private Uni<@Nullable CodeScan> byStaff(Person person, @Nullable CodeScan scan) {
        return scan == null || scan.byStaff() || person.isNew()
                ? Uni.createFrom().item(scan)
                : members.staffOf(person.id()).map(staff -> staff == null ? scan : scan.ofStaff());
    }

    private Uni<Recorded> add(Arrival arrival, @Nullable CodeScan scan) {
        Person person = arrival.person();
        return (person.isNew() ? Uni.createFrom().<@Nullable Kept>nullItem() : ownerships.take(person.id()))
                .chain(kept -> kept == null
                        ? first(touch(arrival, scan, true), person)
                        : again(touch(arrival, scan, false), kept))
                .invoke(touch -> count(touch.verdict()))
                .map(touch -> new Recorded(touch, scan));
    }

    private void count(Verdict verdict) {
        metrics.counter(
                        "guike.touches",
                        "verdict",
                        verdict.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .increment();
    }

    /** Somebody else may have made the person's row meanwhile; then it was not the first touch. */
    private Uni<Touch> first(Touch touch, Person person) {
        return ownerships
                .begin(person, touch.fact())
                .chain(made -> made
                        ? facts.append(touch).replaceWith(touch)
                        : ownerships
                                .take(person.id())
                                .chain(kept -> again(touch.notFirst(), Objects.requireNonNull(kept))));
    }

    private Uni<Touch> again(Touch touch, Kept kept) {
        Uni<?> added =
                touch.fact() == null ? facts.append(touch) : ownerships.decide(kept, facts.append(touch), Cause.TOUCH);
        return added.replaceWith(touch);
    }

    private static Touch touch(Arrival arrival, @Nullable CodeScan scan, boolean first) {
        ScannedCode code = scan == null ? null : scan.code();
        return new Touch(
                Ids.next(),
                arrival.person().id(),
                arrival.person().origin(),
                arrival.id(),
                arrival.scene(),
                code == null ? null : code.id(),
                code == null ? Touch.UNKNOWN_SOURCE : code.kind().name(),
                scan == null ? null : scan.storeId(),
                scan == null ? null : scan.staffId(),
                verdict(scan, arrival.at().plus(END_OF_SECOND)),
                first,
                arrival.at(),
                arrival.receivedAt());
    }

    private static Verdict verdict(@Nullable CodeScan scan, Instant at) {
        if (scan == null) {
            return Verdict.UNKNOWN_CODE;
        }
        if (scan.byStaff()) {
            return Verdict.STAFF_SCAN;
        }
        if (!scan.code().isActiveAt(at)) {
            return Verdict.RETIRED_CODE;
        }
        return Objects.equals(scan.code().staffId(), scan.staffId()) ? Verdict.COUNTS : Verdict.COUNTS_FOR_STORE;
    }
}
