package io.guike.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BottlenecksTest {

    private final Bottlenecks bottlenecks = new Bottlenecks(1, 2);
    private final List<String> done = new ArrayList<>();
    private final List<UniEmitter<? super String>> inside = new ArrayList<>();

    private Cancellable come(String key, String who) {
        return bottlenecks
                .pass(key, () -> Uni.createFrom().<String>emitter(inside::add))
                .subscribe()
                .with(item -> done.add(who), refused -> done.add(who + " refused"));
    }

    private void finish(int number) {
        inside.get(number).complete("");
    }

    @Test
    void whoWaitsForOneKeyKeepsNobodyFromAnother() {
        come("hot", "first");
        come("hot", "second");
        come("other", "third");
        assertEquals(2, inside.size());
        finish(1);
        assertEquals(List.of("third"), done);
        finish(0);
        finish(2);
        assertEquals(List.of("third", "first", "second"), done);
    }

    @Test
    void tooManyForOneKeyAreRefusedAndTheOthersAreNot() {
        come("hot", "first");
        come("hot", "second");
        come("hot", "third");
        come("hot", "fourth");
        assertEquals(List.of("fourth refused"), done);
        come("other", "fifth");
        finish(1);
        assertEquals(List.of("fourth refused", "fifth"), done);
    }

    @Test
    void nothingIsKeptOfAKeyThatNobodyIsAt() {
        Cancellable gone = come("hot", "first");
        come("hot", "second");
        assertThrows(
                IllegalStateException.class,
                () -> bottlenecks
                        .<String>pass("broken", () -> Uni.createFrom().failure(new IllegalStateException("broken")))
                        .await()
                        .indefinitely());
        assertEquals(1, bottlenecks.keys());
        gone.cancel();
        finish(1);
        assertEquals(List.of("second"), done);
        assertEquals(0, bottlenecks.keys());
    }
}
