package io.guike.attribution;

import io.guike.attribution.Touch.Verdict;
import io.guike.member.Members;
import io.guike.member.Person;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.scancode.ScanCodes;
import io.guike.scancode.ScannedCode;
import io.guike.staff.Postings;
import io.guike.staff.StaffMembers;
import io.guike.store.Stores;
import io.guike.wechat.Inbound;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns a scan into a touch, once, and lets it decide. */
@ApplicationScoped
class Touches {

    /** WeChat tells whole seconds: whoever took up the post within that second is in office. */
    private static final Duration END_OF_SECOND = Duration.ofMillis(999);

    @Inject
    Database database;

    @Inject
    ScanCodes codes;

    @Inject
    Members members;

    @Inject
    StaffMembers staff;

    @Inject
    Postings postings;

    @Inject
    Stores stores;

    @Inject
    Facts facts;

    @Inject
    Ownerships ownerships;

    @Inject
    MeterRegistry metrics;

    /** Whom a scan counts for, with the names that the greeting tells. */
    record Credit(
            UUID storeId,
            String storeName,
            @Nullable UUID staffId,
            @Nullable String staffName) {}

    /** What came of a scan. */
    record Recorded(
            Touch touch,
            @Nullable ScannedCode code,
            @Nullable Credit credit) {}

    private record Scanned(
            @Nullable ScannedCode code, @Nullable Credit credit, boolean byStaff) {

        Verdict verdict() {
            if (code == null || credit == null) {
                return Verdict.UNKNOWN_CODE;
            }
            if (byStaff) {
                return Verdict.STAFF_SCAN;
            }
            if (!code.active()) {
                return Verdict.RETIRED_CODE;
            }
            return Objects.equals(code.staffId(), credit.staffId()) ? Verdict.COUNTS : Verdict.COUNTS_FOR_STORE;
        }
    }

    /** In the transaction that marks the callback as done. */
    Uni<Recorded> record(Inbound inbound, String scene) {
        return database.tx(session -> look(inbound, scene)
                .chain(scanned -> members.visitor(inbound.appid(), inbound.openid())
                        .chain(person -> add(inbound, scene, scanned, person))));
    }

    private Uni<Scanned> look(Inbound inbound, String scene) {
        return codes.resolve(scene)
                .chain(code -> credit(code, inbound.at())
                        .chain(credit -> staff.staffOf(inbound.appid(), inbound.openid())
                                .map(by -> new Scanned(code, credit, by != null))));
    }

    private Uni<@Nullable Credit> credit(@Nullable ScannedCode code, Instant at) {
        if (code == null) {
            return Uni.createFrom().nullItem();
        }
        return code.staffId() == null ? creditStore(code.storeId()) : creditStaff(code, code.staffId(), at);
    }

    /** A promoter's code follows the promoter; without a post it is the store's. */
    private Uni<@Nullable Credit> creditStaff(ScannedCode code, UUID staffId, Instant at) {
        return postings.postingAt(staffId, at.plus(END_OF_SECOND))
                .chain(posting -> posting.storeId() == null
                        ? creditStore(code.storeId())
                        : Uni.createFrom()
                                .item(new Credit(
                                        posting.storeId(),
                                        String.valueOf(posting.storeName()),
                                        staffId,
                                        posting.staffName())));
    }

    private Uni<@Nullable Credit> creditStore(UUID storeId) {
        return stores.names(List.of(storeId))
                .map(names -> new Credit(storeId, names.getOrDefault(storeId, ""), null, null));
    }

    private Uni<Recorded> add(Inbound inbound, String scene, Scanned scanned, Person person) {
        return ownerships
                .take(person)
                .map(first -> touch(inbound, scene, scanned, person, first))
                .call(facts::append)
                .call(this::decide)
                .invoke(touch -> metrics.counter(
                                "guike.touches",
                                "verdict",
                                touch.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .increment())
                .map(touch -> new Recorded(touch, scanned.code(), scanned.credit()));
    }

    private static Touch touch(Inbound inbound, String scene, Scanned scanned, Person person, boolean first) {
        Credit credit = scanned.credit();
        ScannedCode code = scanned.code();
        return new Touch(
                Ids.next(),
                person.id(),
                person.origin(),
                inbound.id(),
                scene,
                code == null ? null : code.id(),
                code == null ? Touch.UNKNOWN_SOURCE : code.kind().name(),
                credit == null ? null : credit.storeId(),
                credit == null ? null : credit.staffId(),
                scanned.verdict(),
                first,
                inbound.at(),
                inbound.receivedAt());
    }

    private Uni<?> decide(Touch touch) {
        UUID store = touch.storeId();
        if (!touch.verdict().counts() || store == null) {
            return Uni.createFrom().voidItem();
        }
        if (touch.firstOfPerson()) {
            Fact.Scan scan = new Fact.Scan(
                    touch.id(), touch.happenedAt(), touch.receivedAt(), store, touch.staffId(), touch.source());
            return ownerships.decideFirst(touch, scan);
        }
        return ownerships.take(List.of(touch.personId())).chain(kept -> ownerships.decide(kept, Cause.TOUCH));
    }
}
