package io.guike.claim;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.claim.Sales.Result;
import io.guike.coupon.Way;
import io.guike.platform.Database;
import io.guike.support.Run;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How wishes travel together. */
@QuarkusTest
class LaneTest {

    @Inject
    Database database;

    @Inject
    Vertx vertx;

    private final List<List<Wish>> batches = new CopyOnWriteArrayList<>();

    private Lane<Verdict> lane(int together, int waiting, Function<List<Wish>, Uni<List<Verdict>>> work) {
        return new Lane<>(database, vertx.getOrCreateContext(), new Lane.Limits(together, waiting), wishes -> {
            batches.add(wishes);
            return work.apply(wishes);
        });
    }

    private static Uni<List<Verdict>> had(List<Wish> wishes) {
        return Uni.createFrom()
                .item(wishes.stream()
                        .map(wish -> Verdict.of(Outcome.HAD, wish.id()))
                        .toList());
    }

    private static Wish wish() {
        return Wish.of(UUID.randomUUID(), UUID.randomUUID(), Way.CLAIM, Sales.key(), "test");
    }

    /** Enters all before the first batch, which waits for the first wish alone, is over. */
    private static Uni<List<Result>> all(Lane<Verdict> lane, List<Wish> wishes) {
        return Uni.join()
                .all(wishes.stream()
                        .map(wish -> Result.of(lane.take(wish), Verdict::coupon))
                        .toList())
                .andFailFast();
    }

    private static List<Wish> wishes(int many) {
        return IntStream.range(0, many).mapToObj(i -> wish()).toList();
    }

    @Test
    void whoComesWhileABatchIsUnderWayTravelsWithTheNextInOrder() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        Lane<Verdict> lane = lane(
                4,
                100,
                wishes -> batches.size() == 1
                        ? Uni.createFrom().completionStage(gate).chain(() -> had(wishes))
                        : had(wishes));
        List<Wish> wishes = wishes(10);
        List<Result> results = Run.now(() -> {
            Uni<List<Result>> all = all(lane, wishes);
            vertx.setPeriodic(5, timer -> {
                if (!batches.isEmpty() && lane.waiting() == 10 - batches.get(0).size()) {
                    vertx.cancelTimer(timer);
                    gate.complete(null);
                }
            });
            return all;
        });
        List<Wish> order = new ArrayList<>();
        batches.forEach(order::addAll);
        assertEquals(wishes, order);
        assertTrue(batches.stream().allMatch(batch -> batch.size() <= 4), batches.toString());
        assertEquals(
                wishes.stream().map(Wish::id).toList(),
                results.stream().map(Result::coupon).toList());
    }

    @Test
    void whoFindsTooManyWaitingIsToldSoAtOnce() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        AtomicInteger refused = new AtomicInteger();
        Lane<Verdict> lane =
                lane(1, 3, wishes -> Uni.createFrom().completionStage(gate).chain(() -> had(wishes)));
        List<Result> results = Run.now(() -> Uni.join()
                .all(wishes(20).stream()
                        .map(wish -> Result.of(lane.take(wish), Verdict::coupon).invoke(result -> {
                            // One under way and three who wait; nobody is answered before the others are refused.
                            if ("claim.busy".equals(result.problem()) && refused.incrementAndGet() == 16) {
                                gate.complete(null);
                            }
                        }))
                        .toList())
                .andFailFast());
        long busy = results.stream()
                .filter(result -> "claim.busy".equals(result.problem()))
                .count();
        assertTrue(busy == 16 || busy == 17, results.toString());
        assertEquals(20 - busy, batches.size());
    }

    @Test
    void aWishThatCannotBeWrittenTakesNobodyAlong() {
        List<Wish> wishes = wishes(30);
        UUID bad = wishes.get(17).id();
        Lane<Verdict> lane = lane(
                30,
                100,
                batch -> batch.stream().anyMatch(wish -> wish.id().equals(bad))
                        ? database.sql("select cast('x' as integer)").exists().chain(() -> had(batch))
                        : had(batch));
        List<Result> results = Run.now(() -> all(lane, wishes));
        for (int i = 0; i < 30; i++) {
            Result result = results.get(i);
            assertEquals(i == 17 ? "claim.try-again" : null, result.problem());
            assertEquals(i == 17 ? null : wishes.get(i).id(), result.coupon());
        }
    }

    @Test
    void aWishThatCannotBeDecidedTakesNobodyAlongEither() {
        List<Wish> wishes = wishes(30);
        UUID bad = wishes.get(4).id();
        Lane<Verdict> lane = lane(
                30,
                100,
                batch -> batch.stream().anyMatch(wish -> wish.id().equals(bad))
                        ? Uni.createFrom().failure(new IllegalStateException("words that nobody can read"))
                        : had(batch));
        List<Result> results = Run.now(() -> all(lane, wishes));
        for (int i = 0; i < 30; i++) {
            assertEquals(i == 4 ? "claim.try-again" : null, results.get(i).problem());
        }
    }

    @Test
    void anOutcomeThatIsUnknownIsToldToAllAndTheLaneGoesOn() {
        Lane<Verdict> lane = lane(
                30,
                100,
                batch -> batches.size() == 1 ? Uni.createFrom().failure(new java.io.IOException("gone")) : had(batch));
        Result first = Run.now(() -> Result.of(lane.take(wish()), Verdict::coupon));
        assertEquals("claim.try-again", first.problem());
        assertNull(Run.now(() -> Result.of(lane.take(wish()), Verdict::coupon)).problem());
        await().atMost(30, SECONDS).until(lane::isIdle);
    }

    @Test
    void eachHearsOnTheirOwnContextAndTheBatchRunsOnNobodys() {
        List<Context> working = new CopyOnWriteArrayList<>();
        List<Boolean> requests = new CopyOnWriteArrayList<>();
        Lane<Verdict> lane = lane(30, 100, batch -> {
            working.add(Vertx.currentContext());
            requests.add(Arc.container().requestContext().isActive());
            return had(batch);
        });
        for (int i = 0; i < 3; i++) {
            Run.now(() -> {
                Context mine = Vertx.currentContext();
                return lane.take(wish()).invoke(verdict -> {
                    assertSame(mine, Vertx.currentContext());
                    assertTrue(working.stream().noneMatch(other -> other == mine));
                });
            });
        }
        assertEquals(3, working.stream().distinct().count());
        assertEquals(List.of(false, false, false), requests);
    }
}
