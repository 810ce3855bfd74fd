package io.guike.phone;

import io.guike.access.AuditLog;
import io.guike.member.Belongings;
import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.member.Merge;
import io.guike.member.MergePart;
import io.guike.member.RevokePart;
import io.guike.platform.Database;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What becomes of numbers and claims when people are merged, parted or erased, and what a person may know of them. */
@ApplicationScoped
class PhoneData implements MergePart, ErasePart, RevokePart, ExportPart {

    @Inject
    Database database;

    @Inject
    Vault vault;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /** @param verifiedAt null for a number that an old list told */
    record NumberView(
            @Nullable String phone,
            boolean main,
            Instant since,
            @Nullable Instant verifiedAt) {}

    private record Kept(
            Vault.Sealed sealed,
            boolean main,
            Instant since,
            @Nullable Instant verifiedAt) {

        NumberView with(@Nullable String phone) {
            return new NumberView(phone, main, since, verifiedAt);
        }
    }

    @Override
    public List<Belongings> belongings() {
        return List.of(
                Belongings.in("phone_claim", "claimant_id", "claimant_origin"),
                Belongings.in("phone_claim", "holder_id", "holder_origin"));
    }

    @Override
    public Uni<Void> merged(Merge merge) {
        return database.sql("""
                        with survivors as (select 1 from member_phone where person_id = :survivor and main)
                        update member_phone set person_id = :survivor,
                          main = main and not exists (select 1 from survivors),
                          demoted_by = case when main and exists (select 1 from survivors)
                            then cast(:merge as uuid) else demoted_by end
                        where person_id = :loser""")
                .with("survivor", merge.survivor())
                .with("loser", merge.loser())
                .with("merge", merge.id())
                .run()
                .chain(() -> settleOwn(merge));
    }

    /** Nobody claims a number from themselves. */
    private Uni<Void> settleOwn(Merge merge) {
        return database.sql("""
                        update phone_claim set state = 'SETTLED', decided_at = :now, decided_by = 'system',
                          settled_by = :merge
                        where claimant_id = :person and holder_id = :person and state = 'OPEN'""")
                .with("now", clock.instant())
                .with("merge", merge.id())
                .with("person", merge.survivor())
                .run()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> parted(Merge merge) {
        List<UUID> origins = List.copyOf(merge.origins());
        return database.sql("update member_phone set person_id = :loser where origin_id in (:origins)")
                .with("loser", merge.loser())
                .with("origins", origins)
                .run()
                .chain(() -> database.sql("""
                                update member_phone set demoted_by = null,
                                  main = not exists (
                                    select 1 from member_phone other where other.person_id = :loser and other.main)
                                where person_id = :loser and demoted_by = :merge""")
                        .with("loser", merge.loser())
                        .with("merge", merge.id())
                        .run())
                .chain(() -> takeBackProofs(origins))
                .chain(() -> openAgain(origins));
    }

    /** What one of the two showed says nothing of a number that is the other's now. */
    private Uni<Void> takeBackProofs(List<UUID> origins) {
        return database.sql("""
                        update member_phone set verified_at = null, proved_by = null
                        where proved_by <> origin_id and (origin_id in (:origins) or proved_by in (:origins))
                          and (origin_id in (:origins)) <> (proved_by in (:origins))""").with("origins", origins).run().replaceWithVoid();
    }

    /** Whose number it is was answered by the merge alone, unless the claimant has it in any case. */
    private Uni<Void> openAgain(List<UUID> origins) {
        return database.sql("""
                        update phone_claim c set state = 'OPEN', decided_at = null, decided_by = null, reason = null,
                          settled_by = null
                        where c.settled_by is not null and c.claimant_id is distinct from c.holder_id
                          and (c.claimant_origin in (:origins) or c.holder_origin in (:origins))
                          and not exists (
                            select 1 from member_phone mine where mine.hash = c.hash and mine.person_id = c.claimant_id)
                          and not exists (
                            select 1 from phone_claim other where other.state = 'OPEN' and other.hash = c.hash
                              and other.claimant_origin = c.claimant_origin)""").with("origins", origins).run().replaceWithVoid();
    }

    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return withhold(person)
                .chain(() -> database.sql("""
                                with claims as (delete from phone_claim where claimant_id = :person),
                                held as (
                                  update phone_claim set holder_id = null, holder_origin = null,
                                    reason = case when reason is not null then :withheld end
                                  where holder_id = :person and claimant_id <> :person),
                                proofs as (delete from phone_proof where origin_id in (:origins))
                                delete from member_phone where person_id = :person""")
                        .with("person", person)
                        .with("withheld", WITHHELD)
                        .with("origins", List.copyOf(origins))
                        .run())
                .replaceWithVoid();
    }

    /** What staff wrote when they decided about the person, on either side. */
    private Uni<Void> withhold(UUID person) {
        return database.sql("select id from phone_claim where claimant_id = :person or holder_id = :person")
                .with("person", person)
                .list(row -> PhoneClaims.subject(row.uuid(0)))
                .chain(subjects -> audit.withhold(subjects, WITHHELD));
    }

    /** The member stays, and is no longer found by phone; a number that was shown again since stays too. */
    @Override
    public Uni<Void> revoke(UUID person, Set<Revoked> what, Instant before) {
        return what.contains(Revoked.PHONE)
                ? database.sql("""
                                with recursive part as (
                                  select cast(:person as uuid) as id
                                  union all
                                  select p.id from person p join part on p.merged_into = part.id),
                                claims as (delete from phone_claim where claimant_id = :person and opened_at < :before),
                                proofs as (
                                  delete from phone_proof
                                  where origin_id in (select id from part) and proved_at < :before)
                                delete from member_phone
                                where person_id = :person and coalesce(verified_at, since) < :before""")
                        .with("person", person)
                        .with("before", before)
                        .run()
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    @Override
    public String section() {
        return "phones";
    }

    @Override
    public Uni<List<NumberView>> export(UUID person) {
        return database.sql("""
                        select origin_id, sealed, main, since, verified_at from member_phone where person_id = :person
                        order by main desc, since, hash""")
                .with("person", person)
                .list(row -> new Kept(
                        new Vault.Sealed(row.uuid(0), Phones.FIELD, row.bytes(1)),
                        row.flag(2),
                        row.instant(3),
                        row.instantOrNull(4)))
                .chain(kept -> vault.openAll(kept.stream().map(Kept::sealed).toList())
                        .map(clear -> IntStream.range(0, kept.size())
                                .mapToObj(i -> kept.get(i).with(clear.get(i)))
                                .toList()));
    }
}
