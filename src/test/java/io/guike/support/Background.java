package io.guike.support;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** A call that goes on while the test does something else. */
public final class Background<T> {

    private final FutureTask<T> call;

    private Background(FutureTask<T> call) {
        this.call = call;
    }

    public static <T> Background<T> of(Supplier<T> work) {
        FutureTask<T> call = new FutureTask<>(work::get);
        new Thread(call, "background").start();
        return new Background<>(call);
    }

    /** Waits for what it came to. */
    public T get() {
        try {
            return call.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
