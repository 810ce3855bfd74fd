package io.guike.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.guike.platform.Ids;
import io.guike.platform.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The rules of regions, without a database. */
class RegionRulesTest {

    @Test
    void regionCannotMoveBelowItselfOrItsOwnParts() {
        UUID top = Ids.next();
        UUID middle = Ids.next();
        UUID bottom = Ids.next();
        Map<UUID, UUID> parents = new HashMap<>(Map.of(middle, top, bottom, middle));
        parents.put(top, null);
        Region region = new Region(top, "TOP", "顶", null);
        assertCode("store.region-cycle", () -> region.move(top, parents));
        assertCode("store.region-cycle", () -> region.move(bottom, parents));
        Region leaf = new Region(bottom, "B", "底", middle);
        leaf.move(top, parents);
        assertEquals(top, leaf.parentId);
    }

    private static void assertCode(String code, Runnable rule) {
        Problem refused = assertThrows(Problem.class, rule::run);
        assertEquals(code, refused.code().code());
    }
}
