package io.guike.scancode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DrawnPicturesTest {

    private final DrawnPictures pictures = DrawnPictures.holding(100);
    private final List<String> drawn = new ArrayList<>();

    @Test
    void aPictureIsDrawnOnce() {
        ask("a", 10);
        ask("a", 10);
        assertEquals(List.of("a"), drawn);
    }

    @Test
    void theOneThatWasNotAskedForTheLongestGoesFirst() {
        ask("a", 40);
        ask("b", 40);
        ask("a", 40);
        ask("c", 40);
        ask("a", 40);
        ask("b", 40);
        assertEquals(List.of("a", "b", "c", "b"), drawn);
    }

    @Test
    void oneThatIsTooLargeIsNotKept() {
        ask("a", 101);
        ask("a", 101);
        ask("b", 100);
        ask("b", 100);
        assertEquals(List.of("a", "a", "b"), drawn);
    }

    @Test
    void aFailureIsNotKept() {
        Uni<byte[]> failing =
                pictures.get("a", () -> Uni.createFrom().failure(new IllegalStateException("asked to fail")));
        assertThrows(IllegalStateException.class, () -> failing.await().indefinitely());
        ask("a", 10);
        assertEquals(List.of("a"), drawn);
    }

    private void ask(String key, int size) {
        byte[] picture = pictures.get(
                        key,
                        () -> Uni.createFrom().item(() -> {
                            drawn.add(key);
                            return new byte[size];
                        }))
                .await()
                .indefinitely();
        assertEquals(size, picture.length);
    }
}
