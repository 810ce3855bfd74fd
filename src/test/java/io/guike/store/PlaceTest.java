package io.guike.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PlaceTest {

    @Test
    void oneDegreeAlongAMeridianIsAHundredElevenKilometres() {
        assertEquals(111_195, new Place(30, 120).metresTo(new Place(31, 120)), 1);
    }

    @Test
    void distanceCrossesThe180thMeridianTheShortWay() {
        assertEquals(22_239, new Place(0, 179.9).metresTo(new Place(0, -179.9)), 1);
    }

    @Test
    void oppositePlacesAreHalfTheEarthApart() {
        assertEquals(Place.FARTHEST_METRES, new Place(12, 34).metresTo(new Place(-12, -146)), 1);
    }

    @Test
    void boxLeavesOutNothingWithinReach() {
        long seed = 20_260_301;
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            Place here = anywhere(random);
            Place there = i % 2 == 0 ? anywhere(random) : near(here, random);
            double reach = here.metresTo(there);
            assertTrue(here.within(reach).contains(there), () -> "seed " + seed + ": " + here + " to " + there);
        }
    }

    @Test
    void smallBoxesAreSmall() {
        Place.Box box = new Place(31, 121).within(5_000);
        assertEquals(1, box.spans().size());
        assertEquals(0.09, box.north() - box.south(), 0.001);
        assertEquals(0.105, box.spans().get(0).east() - box.spans().get(0).west(), 0.001);
    }

    private static Place anywhere(Random random) {
        double latitude = switch (random.nextInt(4)) {
            case 0 -> 90 - random.nextDouble() * 0.01;
            case 1 -> -90 + random.nextDouble() * 0.01;
            default -> random.nextDouble() * 180 - 90;
        };
        double longitude = random.nextInt(4) == 0
                ? (random.nextBoolean() ? 180 : -180) * (1 - random.nextDouble() * 1e-5)
                : random.nextDouble() * 360 - 180;
        return new Place(latitude, longitude);
    }

    private static Place near(Place here, Random random) {
        double latitude = Math.max(-90, Math.min(90, here.latitude() + random.nextGaussian() * 0.01));
        double longitude = here.longitude() + random.nextGaussian() * 0.01;
        return new Place(latitude, longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude);
    }
}
