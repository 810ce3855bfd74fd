package io.guike.scancode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScenesTest {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final String FIRST = "1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String SECOND = "b:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    private static final String FIRST_SECRET_AS_TWO = FIRST.replace("1:", "2:");

    private final Scenes scenes = new Scenes(FIRST);

    @Test
    void ownSceneGivesItsNumberBack() {
        LongStream.concat(LongStream.of(0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE), LongStream.generate(Scenes::newKey))
                .limit(200)
                .forEach(key -> assertEquals(key, scenes.key(scenes.scene(key))));
    }

    @Test
    void sceneFitsWeChat() {
        String scene = scenes.scene(Scenes.newKey());
        assertEquals(26, scene.length());
        assertTrue(scene.chars().allMatch(letter -> ALPHABET.indexOf(letter) >= 0));
        assertTrue(scene.startsWith("1"));
    }

    @Test
    void everyOtherCharacterAtEveryPlaceIsNoticed() {
        String scene = scenes.scene(Scenes.newKey());
        for (int at = 0; at < scene.length(); at++) {
            for (char letter : ALPHABET.toCharArray()) {
                String tampered = scene.substring(0, at) + letter + scene.substring(at + 1);
                if (!tampered.equals(scene)) {
                    assertNull(scenes.key(tampered), tampered);
                }
            }
        }
    }

    @Test
    void scenesOfTheOldKeyCountAsLongAsItIsListed() {
        long key = Scenes.newKey();
        Scenes rotated = new Scenes(SECOND + "," + FIRST);
        assertEquals(key, rotated.key(scenes.scene(key)));
        assertTrue(rotated.scene(key).startsWith("b"));
        assertEquals(key, rotated.key(rotated.scene(key)));
        assertNull(new Scenes(SECOND).key(scenes.scene(key)));
    }

    @Test
    void sceneBelongsToTheNameOfItsKeyToo() {
        String scene = scenes.scene(Scenes.newKey());
        Scenes both = new Scenes(FIRST + "," + FIRST_SECRET_AS_TWO);
        assertNull(both.key("2" + scene.substring(1)));
    }

    @Test
    void foreignTextsAreNothing() {
        for (String text :
                List.of("", "1", "hello", "1".repeat(26), "门".repeat(26), "=".repeat(26), "1" + "A".repeat(26))) {
            assertNull(scenes.key(text), text);
        }
    }

    @Test
    void unusableKeysAreRefusedAtTheStart() {
        for (String keys : List.of(
                "", "1", "12:" + FIRST.substring(2), "1:c2hvcnQ=", FIRST + "," + FIRST, "!:" + FIRST.substring(2))) {
            assertThrows(IllegalStateException.class, () -> new Scenes(keys), keys);
        }
    }
}
