package io.guike.roster;

import io.guike.access.Caller;
import io.guike.attribution.ImportedOwners;
import io.guike.member.Members;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.member.OfflinePeople;
import io.guike.membership.Enrolments;
import io.guike.membership.Enrolments.Enrolment;
import io.guike.phone.Phones;
import io.guike.phone.ToldNumbers;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.roster.Layout.Read;
import io.guike.roster.Verdict.Added;
import io.guike.roster.Verdict.Changed;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Carries out what some lines say, in the caller's transaction. */
@ApplicationScoped
class Applying {

    @Inject
    Knowledge knowledge;

    @Inject
    OfflineCards cards;

    @Inject
    Quarantine quarantine;

    @Inject
    OfflinePeople people;

    @Inject
    Members members;

    @Inject
    Merges merges;

    @Inject
    ToldNumbers numbers;

    @Inject
    Enrolments enrolments;

    @Inject
    ImportedOwners owners;

    @Inject
    Vault vault;

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** @param lines how many of the lines were dealt with, counted from the first */
    record Done(
            int lines, long created, long joined, long updated, long unchanged, long levelsKept, long quarantined) {}

    /** A card that is added, with the person made for it. */
    private record Made(Added card, UUID person, Instant since, byte @Nullable [] phone, byte @Nullable [] name) {}

    Uni<Done> apply(RosterRun run, List<Read> reads) {
        return knowledge
                .of(run, reads)
                .map(known -> Verdicts.of(reads, known, vault))
                .call(verdicts -> add(run, verdicts.added()))
                .call(verdicts -> change(run, verdicts.changed()))
                .call(verdicts -> quarantine.add(run, verdicts.refused()))
                .call(verdicts -> settle(run, verdicts.reads()))
                .chain(verdicts -> enrolments.levelsKept(verdicts.levels()).map(verdicts::done));
    }

    private Uni<Void> settle(RosterRun run, List<Read> reads) {
        UUID corrected = run.corrects();
        return corrected == null
                ? Uni.createFrom().voidItem()
                : quarantine.settle(
                        corrected,
                        reads.stream()
                                .map(Read::corrects)
                                .filter(Objects::nonNull)
                                .toList());
    }

    private Uni<Void> add(RosterRun run, List<Added> added) {
        if (added.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Instant> since =
                added.stream().map(one -> since(one.entry().since())).toList();
        return people.make(since)
                .chain(ids -> seal(added, ids)
                        .map(pairs -> IntStream.range(0, added.size())
                                .mapToObj(i -> new Made(
                                        added.get(i), ids.get(i), since.get(i), pairs.get(i)[0], pairs.get(i)[1]))
                                .toList()))
                .chain(made -> enrol(run, made));
    }

    private Instant since(@Nullable LocalDate day) {
        return day == null ? clock.instant() : Days.start(day);
    }

    /** Phone and name of each; null for a phone that has its holder, and for a name that the list does not tell. */
    private Uni<List<byte @Nullable [][]>> seal(List<Added> added, List<UUID> ids) {
        List<Vault.Clear> clear = new ArrayList<>();
        for (int i = 0; i < added.size(); i++) {
            Entry entry = added.get(i).entry();
            if (added.get(i).joins() == null) {
                clear.add(
                        new Vault.Clear(ids.get(i), Phones.FIELD, entry.phone().e164()));
            }
            if (!entry.name().isEmpty()) {
                clear.add(new Vault.Clear(ids.get(i), Enrolments.NAME_FIELD, entry.name()));
            }
        }
        return vault.sealAll(clear).map(closed -> {
            List<byte @Nullable [][]> pairs = new ArrayList<>();
            int at = 0;
            for (Added one : added) {
                byte[] phone = one.joins() == null ? closed.get(at++) : null;
                byte[] name = one.entry().name().isEmpty() ? null : closed.get(at++);
                pairs.add(new byte @Nullable [][] {phone, name});
            }
            return pairs;
        });
    }

    private Uni<Void> enrol(RosterRun run, List<Made> made) {
        return numbers.tell(made.stream()
                        .filter(one -> one.phone() != null)
                        .map(one -> new ToldNumbers.Told(
                                one.person(), one.card().entry().phoneHash(), Objects.requireNonNull(one.phone())))
                        .toList())
                .chain(() ->
                        enrolments.enrol(made.stream().map(Applying::enrolment).toList()))
                .chain(() ->
                        cards.insert(run.id(), made.stream().map(this::card).toList()))
                .chain(() -> tellOwners(
                        run,
                        made.stream()
                                .filter(one -> one.card().store() != null)
                                .map(one -> new ImportedOwners.Told(
                                        one.person(),
                                        one.person(),
                                        Objects.requireNonNull(one.card().store()),
                                        one.card().promoter(),
                                        one.since()))
                                .toList()))
                .chain(() -> Database.each(
                        made.stream().filter(one -> one.card().joins() != null).toList(), this::join));
    }

    private static Enrolment enrolment(Made one) {
        return new Enrolment(
                one.person(),
                one.card().joins(),
                one.card().entry().card(),
                one.card().level(),
                one.since(),
                one.card().store(),
                one.card().promoter(),
                one.name());
    }

    private OfflineCard card(Made one) {
        Entry entry = one.card().entry();
        Long points = entry.points();
        return new OfflineCard(
                entry.card(),
                one.person(),
                one.person(),
                entry.phoneHash(),
                entry.name().isEmpty() ? null : vault.fingerprint(Verdict.NAME, entry.name()),
                one.card().level(),
                points == null ? 0 : points,
                one.card().store(),
                one.card().promoter(),
                entry.since(),
                false);
    }

    private Uni<Void> tellOwners(RosterRun run, List<ImportedOwners.Told> told) {
        return owners.tell(told, run.askedBy(), "老会员名册 " + run.id());
    }

    /** By the same rule as when the member shows the number after the import. */
    private Uni<?> join(Made one) {
        return merges.unlessParted(
                        Objects.requireNonNull(one.card().joins()),
                        one.person(),
                        Merge.Cause.OFFLINE_CARD,
                        Caller.SYSTEM)
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalStateException("a person made just now was parted before"));
    }

    private Uni<Void> change(RosterRun run, List<Changed> changed) {
        if (changed.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<UUID> owners = changed.stream().map(one -> one.after().person()).toList();
        return mustBeUnclaimed(owners)
                .chain(() -> names(changed))
                .chain(enrolments::change)
                .chain(() -> Database.each(
                        changed.stream()
                                .filter(one -> one.entry().since() != null)
                                .toList(),
                        one -> members.becameMember(
                                one.after().origin(), since(one.after().since()))))
                .chain(() -> cards.update(
                        run.id(), changed.stream().map(Changed::after).toList()))
                .chain(() -> tellOwners(
                        run,
                        changed.stream()
                                .filter(Verdict::movesOwner)
                                .map(one -> new ImportedOwners.Told(
                                        one.after().person(),
                                        one.after().origin(),
                                        Objects.requireNonNull(one.after().store()),
                                        one.after().promoter(),
                                        since(one.after().since())))
                                .toList()));
    }

    /** Whoever bound while their row was waited for is a member now, whom a list does not change. The piece is read anew. */
    private Uni<Void> mustBeUnclaimed(List<UUID> owners) {
        return people.withAccounts(owners)
                .invoke(claimed -> {
                    if (!claimed.isEmpty()) {
                        throw new IllegalStateException("a card was claimed meanwhile");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<List<Enrolment>> names(List<Changed> changed) {
        List<Changed> named =
                changed.stream().filter(one -> !one.entry().name().isEmpty()).toList();
        return vault.sealAll(named.stream()
                        .map(one -> new Vault.Clear(
                                one.after().origin(),
                                Enrolments.NAME_FIELD,
                                one.entry().name()))
                        .toList())
                .map(closed -> changed.stream()
                        .map(one -> {
                            int at = named.indexOf(one);
                            return enrolment(one.after(), at < 0 ? null : closed.get(at));
                        })
                        .toList());
    }

    private static Enrolment enrolment(OfflineCard card, byte @Nullable [] name) {
        LocalDate since = card.since();
        return new Enrolment(
                card.origin(),
                null,
                card.number(),
                card.level(),
                since == null ? null : Days.start(since),
                card.store(),
                card.promoter(),
                name);
    }
}
