package io.guike.selves;

import io.guike.platform.Database;
import io.guike.vault.Vault;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What people had before they were erased and came back. Calls join the caller's transaction. */
@ApplicationScoped
public class EarlierSelves {

    /**
     * Apart from the hashes by which people are found: nobody can lay one beside the other. The name is that of the marks
     * that coupons made alone; another would forget those.
     */
    private static final String PURPOSE = "claim.before";

    private static final int PAGE = 500;
    private static final int PIECE = 5_000;

    @Inject
    Database database;

    @Inject
    Vault vault;

    @Inject
    @All
    List<MarkPart> parts;

    @Inject
    Clock clock;

    private record Name(UUID person, String mark) {}

    private record Known(String subject, String mark, long number) {}

    /** Before the accounts and numbers of the person go, by which they would be known again. */
    Uni<Void> remember(UUID person) {
        List<Mark> had = new ArrayList<>();
        return Database.each(parts, part -> part.marks(person).invoke(had::addAll))
                .chain(() -> had.isEmpty() ? Uni.createFrom().item(List.<Name>of()) : names(List.of(person)))
                .chain(names -> names.isEmpty() ? Uni.createFrom().item(0) : insert(lasting(had), names))
                .replaceWithVoid();
    }

    private List<Mark> lasting(List<Mark> had) {
        Instant now = clock.instant();
        return had.stream()
                .filter(mark -> mark.until() == null || mark.until().isAfter(now))
                .toList();
    }

    /** What they were told of an earlier self is in what they have no more: it adds up. */
    private Uni<Integer> insert(List<Mark> had, List<Name> names) {
        return had.isEmpty()
                ? Uni.createFrom().item(0)
                : database.sql("""
                                insert into self_before as b (subject, mark, number, until)
                                select s.subject, m.mark, s.number, cast(nullif(s.until, '') as timestamptz)
                                from unnest(cast(:subjects as text[]), cast(:numbers as bigint[]), cast(:ends as text[]))
                                    as s(subject, number, until)
                                  cross join unnest(cast(:marks as text[])) as m(mark)
                                order by s.subject, m.mark
                                on conflict (subject, mark) do update set number = b.number + excluded.number,
                                  until = greatest(b.until, excluded.until)""")
                        .with("subjects", had.stream().map(Mark::subject).toList())
                        .with("numbers", had.stream().map(Mark::number).toList())
                        .with(
                                "ends",
                                had.stream().map(mark -> end(mark.until())).toList())
                        .with("marks", names.stream().map(Name::mark).distinct().toList())
                        .run();
    }

    private static String end(@Nullable Instant until) {
        return until == null ? "" : until.toString();
    }

    /** One look as a rule: hardly anything was ever had by somebody who was erased. */
    public Uni<Earlier> of(Collection<UUID> people, Collection<String> subjects) {
        return people.isEmpty() || subjects.isEmpty()
                ? Uni.createFrom().item(Earlier.NOTHING)
                : marked(subjects)
                        .chain(marked ->
                                marked.isEmpty() ? Uni.createFrom().item(Earlier.NOTHING) : known(people, marked));
    }

    private Uni<List<String>> marked(Collection<String> subjects) {
        return database.sql("""
                        select s.subject from unnest(cast(:subjects as text[])) as s(subject)
                        where exists (select 1 from self_before b where b.subject = s.subject)""").with("subjects", List.copyOf(subjects)).list(row -> row.text(0));
    }

    private Uni<Earlier> known(Collection<UUID> people, List<String> subjects) {
        return names(people)
                .chain(names -> names.isEmpty()
                        ? Uni.createFrom().item(Earlier.NOTHING)
                        : known(subjects, names).map(known -> earlier(names, known)));
    }

    private Uni<List<Known>> known(List<String> subjects, List<Name> names) {
        return database.sql("""
                        select subject, mark, number from self_before
                        where subject = any(cast(:subjects as text[])) and mark = any(cast(:marks as text[]))
                          and (until is null or until > :now)""")
                .with("subjects", subjects)
                .with("marks", names.stream().map(Name::mark).distinct().toList())
                .with("now", clock.instant())
                .list(row -> new Known(row.text(0), row.text(1), row.number(2)));
    }

    private static Earlier earlier(List<Name> names, List<Known> known) {
        Map<UUID, Map<String, Long>> numbers = new HashMap<>();
        for (Name name : names) {
            known.stream()
                    .filter(one -> one.mark().equals(name.mark()))
                    .forEach(one -> numbers.computeIfAbsent(name.person(), person -> new HashMap<>())
                            .merge(one.subject(), one.number(), Math::max));
        }
        return new Earlier(numbers);
    }

    private Uni<List<Name>> names(Collection<UUID> people) {
        return database.sql("""
                        select person_id, appid || ' ' || openid from wechat_identity where person_id in (:people)
                        union all
                        select person_id, hash from member_phone where person_id in (:people) and verified_at is not null""")
                .with("people", List.copyOf(Set.copyOf(people)))
                .list(row -> new Name(row.uuid(0), vault.fingerprint(PURPOSE, row.text(1))));
    }

    /** Nothing is kept of anybody that no limit asks for any more. */
    @Scheduled(every = "1h", delayed = "2m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        AtomicReference<String> after = new AtomicReference<>("");
        return forgetEnded()
                .chain(() -> Database.whileMore(() -> subjects(Objects.requireNonNull(after.get()))
                        .call(this::forgetOver)
                        .invoke(page -> after.set(page.isEmpty() ? "" : page.get(page.size() - 1)))
                        .map(page -> page.size() == PAGE)));
    }

    private Uni<Void> forgetEnded() {
        return Database.whileMore(() -> database.sql("""
                        delete from self_before where (subject, mark) in (
                          select subject, mark from self_before where until <= :now limit :piece)""")
                .with("now", clock.instant())
                .with("piece", PIECE)
                .run()
                .map(gone -> gone > 0));
    }

    private Uni<List<String>> subjects(String after) {
        return database.sql("""
                        select distinct subject from self_before where until is null and subject > :after
                        order by subject limit :page""").with("after", after).with("page", PAGE).list(row -> row.text(0));
    }

    private Uni<Void> forgetOver(List<String> subjects) {
        return subjects.isEmpty()
                ? Uni.createFrom().voidItem()
                : Database.each(parts, part -> part.over(subjects).chain(this::forgetAll));
    }

    private Uni<Void> forgetAll(List<String> subjects) {
        return subjects.isEmpty()
                ? Uni.createFrom().voidItem()
                : Database.whileMore(() -> database.sql("""
                                delete from self_before where (subject, mark) in (
                                  select subject, mark from self_before
                                  where subject = any(cast(:subjects as text[])) limit :piece)""")
                        .with("subjects", subjects)
                        .with("piece", PIECE)
                        .run()
                        .map(gone -> gone > 0));
    }
}
