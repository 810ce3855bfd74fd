package io.guike.benchmark;

import io.guike.benchmark.Job.Outcome;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Callers that ask side by side, each again as soon as it has its answer: what is measured is how much the other side
 * takes, with never more than so many questions open. Everything runs on one event loop.
 */
final class ClosedLoop {

    enum Answer {
        GOOD,
        LATER,
        BAD
    }

    /** Asks the question of that number; numbers never repeat. A failed future is a bad answer. */
    interface Question {
        Future<Answer> ask(long number);
    }

    private final Job job;
    private final Question question;
    private final Promise<Outcome> done = Promise.promise();
    private final Map<Answer, Long> counts = new EnumMap<>(Answer.class);

    private long[] nanos = new long[1 << 16];
    private int measured;
    private long asked;
    private int running;
    private long from;
    private long until;
    private String complaint = "";

    ClosedLoop(Job job, Question question) {
        this.job = job;
        this.question = question;
    }

    Future<Outcome> run(Context context) {
        context.runOnContext(ignored -> {
            from = System.nanoTime() + nanos(job.warmUp());
            until = from + nanos(job.seconds());
            running = job.callers();
            for (int i = 0; i < job.callers(); i++) {
                next();
            }
        });
        return done.future();
    }

    private void next() {
        long begun = System.nanoTime();
        if (begun < until) {
            question.ask(asked++).onComplete(answer -> {
                note(begun, answer);
                next();
            });
        } else if (--running == 0) {
            done.complete(outcome());
        }
    }

    private void note(long begun, AsyncResult<Answer> result) {
        Answer answer = result.succeeded() ? result.result() : Answer.BAD;
        counts.merge(answer, 1L, Long::sum);
        if (result.failed() && complaint.isEmpty()) {
            complaint = String.valueOf(result.cause());
        }
        long ended = System.nanoTime();
        if (answer == Answer.GOOD && ended >= from && ended <= until) {
            if (measured == nanos.length) {
                nanos = Arrays.copyOf(nanos, measured * 2);
            }
            nanos[measured++] = ended - begun;
        }
    }

    private Outcome outcome() {
        long[] sorted = Arrays.copyOf(nanos, measured);
        Arrays.sort(sorted);
        return new Outcome(
                asked,
                counts.getOrDefault(Answer.GOOD, 0L),
                counts.getOrDefault(Answer.LATER, 0L),
                counts.getOrDefault(Answer.BAD, 0L),
                complaint,
                measured / job.seconds(),
                millis(sorted, 0.50),
                millis(sorted, 0.99));
    }

    private static double millis(long[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, rank)] / 1e6;
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }
}
