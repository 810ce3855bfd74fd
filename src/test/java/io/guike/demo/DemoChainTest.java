package io.guike.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Role;
import io.guike.demo.DemoPlan.DemoStore;
import io.guike.staff.Postings;
import io.guike.staff.StaffMembers;
import io.guike.store.StoreView;
import io.guike.store.Stores;
import io.guike.support.Chain;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DemoChainTest {

    @Inject
    DemoChain demo;

    @Inject
    Stores stores;

    @Inject
    StaffMembers members;

    @Inject
    Postings postings;

    @Inject
    Clock clock;

    @Test
    void twoStartsLayOneChain() {
        boolean thereAlready = !Chain.await(this::free);
        long laid = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> Chain.await(() -> demo.layWhere(this::free))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .filter(done -> done)
                .count();
        assertEquals(thereAlready ? 0 : 1, laid);
        assertEquals(40, Chain.await(() -> members.idsOf(DemoPlan.numbers())).size());
        DemoPlan.CITIES.stream().flatMap(city -> city.stores().stream()).forEach(this::isLaid);
    }

    @Test
    void chainThatHasStoresIsLeftAlone() {
        Chain.await(() -> demo.layWhere(this::free));
        assertFalse(Chain.await(() -> demo.layWhere(stores::none)));
    }

    @Test
    void namesAndCodesAreAllDifferent() {
        List<DemoStore> all =
                DemoPlan.CITIES.stream().flatMap(city -> city.stores().stream()).toList();
        List<String> people =
                all.stream().flatMap(store -> store.staff().stream()).toList();
        assertEquals(12, all.size());
        assertEquals(39, new HashSet<>(people).size());
        assertEquals(40, new HashSet<>(DemoPlan.numbers()).size());
    }

    private void isLaid(DemoStore plan) {
        StoreView store = Chain.await(() -> stores.byCode(plan.code()));
        assertNotNull(store, plan.code());
        assertEquals(7, store.hours().weekly().size());
        assertEquals(
                plan.staff().size() - 1,
                Chain.await(() -> postings.promotersOf(List.of(store.id()), clock.instant()))
                        .size());
        Postings.Posting manager = Chain.await(() ->
                members.byNumber(plan.number(0)).chain(person -> postings.postingAt(person.id(), clock.instant())));
        assertTrue(store.id().equals(manager.storeId()) && manager.role() == Role.STORE_MANAGER);
    }

    private Uni<Boolean> free() {
        return stores.byCode("SH001").map(store -> store == null);
    }
}
