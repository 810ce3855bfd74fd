package io.guike.phone;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.attribution.Owners;
import io.guike.member.Members;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.phone.ClaimViews.StaffClaimView;
import io.guike.phone.Phones.Holder;
import io.guike.phone.Phones.Shown;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Overtaken;
import io.guike.platform.Row;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Numbers that two people want: claims, and what staff decide about them. */
@ApplicationScoped
class PhoneClaims {

    private static final Duration DECIDED_KEPT = Duration.ofDays(90);

    /** A claim that nobody decided lapses; the number may then be shown again. */
    private static final Duration LONGEST = Duration.ofDays(180);

    private static final int NUMBER_LENGTH = 8;

    /** In place of a reason whose claim is gone. */
    private static final String FORGOTTEN = "（已过保存期）";

    /** For that long a refusal answers for every further try with the same number. */
    private static final Duration REFUSAL_STANDS = Duration.ofDays(30);

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    Merges merges;

    @Inject
    Owners owners;

    @Inject
    Phones phones;

    @Inject
    ClaimViews views;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    enum Decision {
        /** Claimant and holder are one person. */
        MERGE("MERGED"),
        /** The number is the claimant's; the holder stays without it. */
        MOVE("MOVED"),
        /** It stays where it is. */
        REFUSE("REFUSED");

        private final String state;

        Decision(String state) {
            this.state = state;
        }
    }

    /** @param store the one whose manager decides; null for head office */
    record Ruling(
            UUID claim,
            Decision decision,
            String reason,
            @Nullable UUID store) {}

    private record Claim(
            UUID id,
            String state,
            Shown shown,
            @Nullable UUID holder,
            @Nullable UUID claimantStore,
            @Nullable UUID holderStore) {

        boolean isOf(@Nullable UUID store) {
            return store == null || store.equals(claimantStore) || store.equals(holderStore);
        }
    }

    /** @return the number of the claim: a new one, or the one that is open or was refused lately */
    Uni<String> open(Shown shown, Holder holder) {
        return standing(shown)
                .chain(number -> number != null
                        ? Uni.createFrom().item(number)
                        : owners.of(shown.person())
                                .chain(claimants -> owners.of(holder.person())
                                        .chain(holders ->
                                                insert(shown, holder, claimants.storeId(), holders.storeId()))));
    }

    private Uni<@Nullable String> standing(Shown shown) {
        return database.sql("""
                        select number from phone_claim where claimant_id = :person and hash = :hash
                          and (state = 'OPEN' or state = 'REFUSED' and decided_at > :since)
                        order by opened_at desc limit 1""")
                .with("person", shown.person())
                .with("hash", shown.hash())
                .with("since", clock.instant().minus(REFUSAL_STANDS))
                .first(row -> row.text(0));
    }

    private Uni<String> insert(Shown shown, Holder holder, @Nullable UUID claimantStore, @Nullable UUID holderStore) {
        String number = Ids.readable(NUMBER_LENGTH);
        return database.sql("""
                        insert into phone_claim (id, number, hash, claimant_id, claimant_origin, claimant_store, sealed,
                          holder_id, holder_origin, holder_store, state, opened_at)
                        values (:id, :number, :hash, :claimant, :origin, :claimantStore, :sealed,
                          :holder, :holderOrigin, :holderStore, 'OPEN', :now)""")
                .with("id", Ids.next())
                .with("number", number)
                .with("hash", shown.hash())
                .with("claimant", shown.person())
                .with("origin", shown.origin())
                .with("claimantStore", claimantStore)
                .with("sealed", shown.sealed())
                .with("holder", holder.person())
                .with("holderOrigin", holder.origin())
                .with("holderStore", holderStore)
                .with("now", clock.instant())
                .run()
                .replaceWith(number);
    }

    /** The number is the person's now, however it came to that. */
    Uni<Void> settle(UUID person, String hash) {
        return database.sql("""
                        update phone_claim set state = 'SETTLED', decided_at = :now, decided_by = 'system'
                        where claimant_id = :person and hash = :hash and state = 'OPEN'""")
                .with("now", clock.instant())
                .with("person", person)
                .with("hash", hash)
                .run()
                .replaceWithVoid();
    }

    /**
     * @throws io.guike.platform.Problem {@code phone.claim-unknown}, also for a claim of other stores; {@code
     *     phone.claim-decided}; {@code phone.holder-changed} where nobody is left to merge with
     */
    Uni<StaffClaimView> decide(Ruling ruling, Caller by) {
        return database.tx(session -> find(ruling, "")
                .chain(this::holdBoth)
                .chain(held -> find(ruling, " for update").invoke(claim -> {
                    if (!held.containsAll(both(claim))) {
                        throw new Overtaken();
                    }
                    if (!claim.state().equals("OPEN")) {
                        throw PhoneProblem.CLAIM_DECIDED.problem();
                    }
                }))
                .chain(claim -> carryOut(claim, ruling, by).chain(() -> close(ruling, by)))
                .chain(() -> audit.record(
                        by,
                        "phone.claim-" + ruling.decision().name().toLowerCase(Locale.ROOT),
                        subject(ruling.claim()),
                        Map.of("reason", ruling.reason())))
                .chain(() -> views.one(ruling.claim())));
    }

    private Uni<Claim> find(Ruling ruling, String lock) {
        return database.sql("""
                        select id, state, claimant_id, claimant_origin, hash, sealed, holder_id, claimant_store, holder_store
                        from phone_claim where id = :id""" + lock)
                .with("id", ruling.claim())
                .first(PhoneClaims::claim)
                .map(claim -> {
                    if (claim == null || !claim.isOf(ruling.store())) {
                        throw PhoneProblem.CLAIM_UNKNOWN.problem();
                    }
                    return claim;
                });
    }

    private static Claim claim(Row row) {
        return new Claim(
                row.uuid(0),
                row.text(1),
                new Shown(row.uuid(2), row.uuid(3), row.text(4), row.bytes(5), Set.of()),
                row.uuidOrNull(6),
                row.uuidOrNull(7),
                row.uuidOrNull(8));
    }

    private Uni<Set<UUID>> holdBoth(Claim claim) {
        return members.holdAll(both(claim));
    }

    private static Set<UUID> both(Claim claim) {
        return Stream.of(claim.shown().person(), claim.holder())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private Uni<Void> carryOut(Claim claim, Ruling ruling, Caller by) {
        return switch (ruling.decision()) {
            case MERGE -> merge(claim, ruling, by);
            case MOVE -> mustBeTheirs(claim).chain(() -> phones.give(claim.shown()));
            case REFUSE -> Uni.createFrom().voidItem();
        };
    }

    /** Somebody who is not on the claim may have shown the number since: it is not taken from them. */
    private Uni<Void> mustBeTheirs(Claim claim) {
        return phones.holder(claim.shown().hash())
                .invoke(holder -> {
                    if (holder != null
                            && !holder.person().equals(claim.holder())
                            && !holder.person().equals(claim.shown().person())) {
                        throw PhoneProblem.HOLDER_CHANGED.problem();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> merge(Claim claim, Ruling ruling, Caller by) {
        return phones.holder(claim.shown().hash())
                .invoke(holder -> {
                    if (holder == null || !holder.person().equals(claim.holder())) {
                        throw PhoneProblem.HOLDER_CHANGED.problem();
                    }
                })
                .chain(holder -> merges.merge(
                        claim.shown().person(),
                        Objects.requireNonNull(claim.holder()),
                        Merge.Cause.PHONE_CLAIM,
                        by,
                        ruling.reason()))
                .chain(() -> phones.verified(claim.shown()));
    }

    /** What the audit log calls a claim. */
    static String subject(UUID claim) {
        return "phone-claim:" + claim;
    }

    /**
     * A number is not kept for the sake of a quarrel that is over, or that nobody takes up. With the claim goes what staff
     * wrote about it: afterwards nothing would lead from the person to that sentence.
     */
    @Scheduled(every = "1h", delayed = "4m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        return database.tx(() -> database.sql("""
                        delete from phone_claim where id in (
                          select id from phone_claim where decided_at < :decided or opened_at < :opened limit 1000)
                        returning id""")
                .with("decided", clock.instant().minus(DECIDED_KEPT))
                .with("opened", clock.instant().minus(LONGEST))
                .list(row -> subject(row.uuid(0)))
                .chain(subjects -> audit.withhold(subjects, FORGOTTEN)));
    }

    private Uni<Integer> close(Ruling ruling, Caller by) {
        return database.sql("""
                        update phone_claim set state = :state, decided_at = :now, decided_by = :by, reason = :reason
                        where id = :id""")
                .with("state", ruling.decision().state)
                .with("now", clock.instant())
                .with("by", by.tag())
                .with("reason", ruling.reason())
                .with("id", ruling.claim())
                .run();
    }
}
