package io.guike.cardcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Problem;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.vault.Vault;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas with a clock of their own. What must not reach the other tests is rolled back. */
@QuarkusTest
class CardKeyRotationTest {

    @Inject
    Database database;

    @Inject
    Vault vault;

    @Inject
    Clock clock;

    @Inject
    CardKeys served;

    private final MovableClock time = new MovableClock();

    /** One replica's view. */
    private final class Replica {

        private final CardKeys keys = new CardKeys(database, vault, time);
        private final CardCodes codes = new CardCodes(database, keys, time);
        private final CardKeyRotation rotation = new CardKeyRotation(database, keys, time);

        /** Runs the job at the end of each time, one after the other. */
        Uni<List<CardKey>> live(Duration... times) {
            return Database.each(List.of(times), later -> {
                        time.move(later);
                        return rotation.rotate();
                    })
                    .chain(keys::read);
        }

        Uni<Integer> signing() {
            return keys.read().chain(keys::signer).map(CardKeys.Signer::number);
        }
    }

    @BeforeEach
    void startNow() {
        time.move(Duration.between(time.instant(), clock.instant()));
    }

    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Begins with no key at all. */
    private <T> T apart(Function<Replica, Uni<T>> story) {
        Replica replica = new Replica();
        var result = new java.util.concurrent.atomic.AtomicReference<T>();
        assertThrows(
                RolledBack.class,
                () -> Run.now(() -> database.tx(session -> database.sql("delete from card_key")
                        .run()
                        .chain(() -> story.apply(replica))
                        .invoke(result::set)
                        .chain(() -> Uni.createFrom().failure(new RolledBack())))));
        return result.get();
    }

    @Test
    void theFirstKeySignsAtOnce() {
        List<CardKey> keys = apart(replica -> replica.live(Duration.ZERO, Duration.ZERO, Duration.ofDays(10)));
        assertEquals(List.of(1), keys.stream().map(CardKey::number).toList());
        assertNotNull(keys.get(0).sealed());
    }

    @Test
    void aNewKeyIsPublishedTwoDaysBeforeItSignsEveryThirtyDays() {
        record Seen(List<CardKey> keys, int before, int after) {}
        Seen seen = apart(replica -> replica.live(Duration.ZERO, Duration.ofDays(27), Duration.ofHours(25))
                .chain(keys -> replica.signing().chain(before -> {
                    time.move(Duration.ofDays(2));
                    return replica.signing().map(after -> new Seen(keys, before, after));
                })));
        assertEquals(List.of(1, 2), seen.keys().stream().map(CardKey::number).toList());
        assertEquals(seen.keys().get(1).signsFrom(), seen.keys().get(0).signsUntil());
        assertEquals(1, seen.before());
        assertEquals(2, seen.after());
    }

    @Test
    void aCodeOfTheOldKeyStaysReadableAndItsPrivateHalfIsDestroyedADayLater() {
        record Seen(UUID read, List<CardKey> soon, List<CardKey> later) {}
        UUID person = Ids.next();
        Seen seen = apart(replica -> replica.live(
                        Duration.ZERO, Duration.ofDays(28), Duration.ofDays(2).minusSeconds(60))
                .chain(() -> replica.codes.make(person))
                .chain(code -> replica.live(Duration.ofSeconds(90))
                        .chain(soon -> replica.codes
                                .read(code.code())
                                .chain(read -> replica.live(Duration.ofDays(2))
                                        .map(later -> new Seen(read.origin(), soon, later))))));
        assertEquals(person, seen.read());
        assertNotNull(seen.soon().get(0).sealed());
        assertNull(seen.later().get(0).sealed());
        assertNotNull(seen.later().get(1).sealed());
    }

    @Test
    void aReplicaThatLaggedBehindStillVerifiesWhatOthersSign() {
        Boolean fresh = apart(replica -> {
            Replica other = new Replica();
            UUID person = Ids.next();
            return replica.live(Duration.ZERO)
                    .chain(other.keys::all)
                    .chain(() -> replica.live(Duration.ofDays(28)))
                    .invoke(() -> time.move(Duration.ofDays(2)))
                    .chain(() -> replica.codes.make(person))
                    .chain(code -> other.codes.read(code.code()))
                    .map(read -> read.origin().equals(person));
        });
        assertTrue(fresh);
    }

    @Test
    void aLongPauseOfTheJobLeavesAKeyThatSigns() {
        record Seen(int during, List<CardKey> keys) {}
        Seen seen = apart(replica -> replica.live(Duration.ZERO)
                .invoke(() -> time.move(Duration.ofDays(100)))
                .chain(replica::signing)
                .chain(during -> replica.live(Duration.ZERO).map(keys -> new Seen(during, keys))));
        assertEquals(1, seen.during());
        assertEquals(2, seen.keys().size());
        assertTrue(seen.keys().get(1).signsFrom().isAfter(time.instant().plus(Duration.ofHours(47))));
    }

    @Test
    void aKeyThatWasStolenAfterItsTimeMakesNoCodes() {
        Object refused = apart(replica -> replica.live(Duration.ZERO)
                .chain(replica.keys::signer)
                .chain(stolen -> replica.live(Duration.ofDays(28))
                        .invoke(() -> time.move(Duration.ofDays(3)))
                        .chain(replica.keys::read)
                        .map(keys -> CardCode.of(Ids.next(), stolen.number(), time.instant())
                                .signed(stolen.key())))
                .chain(code -> replica.codes.read(code))
                .map(read -> (Object) read)
                .onFailure(Problem.class)
                .recoverWithItem(problem -> ((Problem) problem).code()));
        assertEquals(CardCodeProblem.INVALID, refused);
    }

    @Test
    void replicasThatStartAtOnceMakeOneKey() {
        List<CardKey> before = Run.now(served::read);
        assertFalse(before.isEmpty());
        Run.together(20, i -> {
            Replica replica = new Replica();
            Run.now(replica.rotation::rotate);
            return i;
        });
        List<CardKey> after = Run.now(served::read);
        assertEquals(
                after.stream().map(CardKey::number).distinct().count(),
                after.stream().map(CardKey::number).count());
        assertTrue(after.size() <= before.size() + 1, "at most one was due");
    }
}
