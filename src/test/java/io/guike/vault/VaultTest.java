package io.guike.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Problem;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class VaultTest {

    private static final String NAME = "test.name";

    @Inject
    Vault vault;

    @Inject
    Database database;

    private byte[] seal(UUID owner, String text) {
        return Run.now(() -> vault.seal(owner, NAME, text));
    }

    private String open(UUID owner, String field, byte[] sealed) {
        return Run.now(() -> vault.open(owner, field, sealed));
    }

    private void destroy(UUID... owners) {
        Run.now(() -> vault.destroy(List.of(owners)));
    }

    private long rows(UUID owner) {
        return Run.now(() -> database.sql("select count(*) from person_key where person_id = :id")
                .with("id", owner)
                .one(row -> row.number(0)));
    }

    @Test
    void whatWasSealedOpensAndIsNeverTheSameTwice() {
        UUID owner = Ids.next();
        byte[] first = seal(owner, "王小明 🦊");
        byte[] second = seal(owner, "王小明 🦊");

        assertEquals("王小明 🦊", open(owner, NAME, first));
        assertEquals("王小明 🦊", open(owner, NAME, second));
        assertFalse(Arrays.equals(first, second));
        assertFalse(new String(first, StandardCharsets.UTF_8).contains("王"));
        assertEquals("", open(owner, NAME, seal(owner, "")));
    }

    @Test
    void anyAlteredByteIsAnError() {
        UUID owner = Ids.next();
        byte[] sealed = seal(owner, "abc");
        for (int i = 0; i < sealed.length; i++) {
            byte[] altered = sealed.clone();
            altered[i] ^= 1;
            assertThrows(SealBroken.class, () -> open(owner, NAME, altered), "byte " + i);
        }
        assertThrows(SealBroken.class, () -> open(owner, NAME, Arrays.copyOf(sealed, sealed.length - 1)));
        assertThrows(SealBroken.class, () -> open(owner, NAME, new byte[0]));
    }

    @Test
    void anotherOwnerOrFieldIsAnError() {
        UUID owner = Ids.next();
        UUID other = Ids.next();
        byte[] sealed = seal(owner, "abc");
        assertThrows(SealBroken.class, () -> open(other, NAME, sealed), "an owner without a key");
        seal(other, "xyz");

        assertThrows(SealBroken.class, () -> open(other, NAME, sealed));
        assertThrows(SealBroken.class, () -> open(owner, "test.phone", sealed));
    }

    @Test
    void aKeyMovedToAnotherOwnersRowOpensNothing() {
        UUID owner = Ids.next();
        UUID thief = Ids.next();
        byte[] sealed = seal(owner, "abc");
        seal(thief, "xyz");
        Run.now(() ->
                database.sql("""
                        update person_key set wrapped = (select wrapped from person_key where person_id = :owner)
                        where person_id = :thief""").with("owner", owner).with("thief", thief).run());

        assertThrows(SealBroken.class, () -> open(thief, NAME, sealed));
    }

    @Test
    void twoHundredFirstUsesAtOnceMakeOneKey() {
        UUID owner = Ids.next();
        List<byte[]> sealed = Run.together(200, i -> seal(owner, "text " + i));

        assertEquals(1, rows(owner));
        List<Vault.Sealed> all = sealed.stream()
                .map(bytes -> new Vault.Sealed(owner, NAME, bytes))
                .toList();
        assertEquals(IntStream.range(0, 200).mapToObj(i -> "text " + i).toList(), Run.now(() -> vault.openAll(all)));
    }

    @Test
    void batchesOverTheSameOwnersInAnyOrderDoNotHoldEachOtherUp() {
        List<UUID> owners = IntStream.range(0, 60).mapToObj(i -> Ids.next()).toList();
        List<List<byte[]>> sealed = Run.together(12, i -> {
            List<UUID> order = new ArrayList<>(owners);
            Collections.shuffle(order, new java.util.Random(i));
            List<Vault.Clear> clear = order.stream()
                    .map(owner -> new Vault.Clear(owner, NAME, owner.toString()))
                    .toList();
            List<byte[]> bytes = Run.now(() -> vault.sealAll(clear));
            List<Vault.Sealed> back = IntStream.range(0, order.size())
                    .mapToObj(n -> new Vault.Sealed(order.get(n), NAME, bytes.get(n)))
                    .toList();
            assertEquals(order.stream().map(UUID::toString).toList(), Run.now(() -> vault.openAll(back)));
            return bytes;
        });
        assertEquals(12, sealed.size());
        owners.forEach(owner -> assertEquals(1, rows(owner)));
    }

    @Test
    void aKeyIsMadeInTheTransactionOfItsCaller() {
        UUID owner = Ids.next();
        assertThrows(
                IllegalStateException.class,
                () -> Run.now(() -> database.tx(session -> vault.seal(owner, NAME, "abc")
                        .chain(() -> Uni.createFrom().failure(new IllegalStateException("rolled back"))))));

        assertEquals(0, rows(owner));
        assertEquals("abc", open(owner, NAME, seal(owner, "abc")));
    }

    @Test
    void anEmptyBatchAsksNobody() {
        assertEquals(List.of(), Run.now(() -> vault.sealAll(List.of())));
        assertEquals(List.of(), Run.now(() -> vault.openAll(List.of())));
        assertNull(Run.now(() -> vault.destroy(List.of())));
    }

    @Test
    void onceTheKeyIsDestroyedNothingOpensAndNothingIsSealed() {
        UUID gone = Ids.next();
        UUID stays = Ids.next();
        byte[] sealed = seal(gone, "abc");
        byte[] other = seal(stays, "xyz");
        destroy(gone);

        assertNull(open(gone, NAME, sealed));
        assertEquals(
                Arrays.asList(null, "xyz"),
                Run.now(() -> vault.openAll(
                        List.of(new Vault.Sealed(gone, NAME, sealed), new Vault.Sealed(stays, NAME, other)))));
        assertEquals(
                "vault.erased",
                assertThrows(Problem.class, () -> seal(gone, "again")).code().code());
        boolean gutted = Run.now(() -> database.sql("""
                        select wrapped is null and master_key is null and destroyed_at is not null
                        from person_key where person_id = :id""").with("id", gone).one(row -> row.flag(0)));
        assertTrue(gutted);
    }

    @Test
    void whoNeverHadAKeyGetsNoneOnceDestroyed() {
        UUID gone = Ids.next();
        destroy(gone, gone);
        destroy(gone);

        assertThrows(Problem.class, () -> seal(gone, "abc"));
        assertEquals(1, rows(gone));
    }

    @Test
    void destroyingInARolledBackTransactionDestroysNothing() {
        UUID owner = Ids.next();
        byte[] sealed = seal(owner, "abc");
        assertThrows(
                IllegalStateException.class,
                () -> Run.now(() -> database.tx(session -> vault.destroy(Set.of(owner))
                        .chain(() -> Uni.createFrom().failure(new IllegalStateException("rolled back"))))));

        assertEquals("abc", open(owner, NAME, sealed));
    }

    @Test
    void sealingAndDestroyingAtOnceLeavesNothingReadable() {
        UUID owner = Ids.next();
        List<byte[]> some = Run.together(24, i -> {
            if (i % 6 == 5) {
                destroy(owner);
                return new byte[0];
            }
            try {
                return seal(owner, "text " + i);
            } catch (Problem erased) {
                return new byte[0];
            }
        });

        some.stream().filter(bytes -> bytes.length > 0).forEach(bytes -> assertNull(open(owner, NAME, bytes)));
    }

    @Test
    void aHashIsTheSameForEveryWayToWriteTheNumberAndOtherwiseDiffers() {
        String one = vault.hash(PhoneNumber.read("138 0013 8000").e164());

        assertEquals(one, vault.hash("+8613800138000"));
        assertTrue(one.matches("[0-9a-f]{64}"), one);
        assertNotEquals(one, vault.hash("+8613800138001"));
        assertThrows(IllegalArgumentException.class, () -> vault.hash("13800138000"));
    }

    @Test
    void noKeyStandsInTheDatabaseInClear() {
        UUID owner = Ids.next();
        byte[] sealed = seal(owner, "abc");
        byte[] wrapped = Run.now(() -> database.sql("select wrapped from person_key where person_id = :id")
                .with("id", owner)
                .one(row -> row.bytes(0)));

        assertEquals(1 + 12 + 32 + 16, wrapped.length);
        for (int i = 0; i + 32 <= wrapped.length; i++) {
            var slice = AesGcm.key(Arrays.copyOfRange(wrapped, i, i + 32));
            assertThrows(SealBroken.class, () -> AesGcm.open(slice, sealed, new byte[0]));
        }
    }

    @Test
    void noncesDoNotRepeat() {
        UUID owner = Ids.next();
        List<Vault.Clear> all = IntStream.range(0, 2000)
                .mapToObj(i -> new Vault.Clear(owner, NAME, "x"))
                .toList();
        Set<String> nonces = new HashSet<>();
        Run.now(() -> vault.sealAll(all))
                .forEach(bytes -> nonces.add(java.util.HexFormat.of().formatHex(bytes, 1, 13)));

        assertEquals(2000, nonces.size());
        assertArrayEquals(new byte[] {1}, Arrays.copyOf(seal(owner, "x"), 1));
    }
}
