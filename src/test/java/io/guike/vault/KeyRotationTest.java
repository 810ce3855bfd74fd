package io.guike.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.support.Run;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas with master keys of their own on the common database; their rows go away with each test. */
@QuarkusTest
class KeyRotationTest {

    private static final String FIELD = "test.name";

    @Inject
    Database database;

    @ConfigProperty(name = "guike.vault.master-keys")
    String configuredKeys;

    @Inject
    IndexKey index;

    @Inject
    Clock clock;

    @Inject
    ObjectMapper json;

    private String oldId;
    private String newId;
    private String oldKey;
    private String newKey;

    /** One replica's view. */
    private final class Replica {

        private final MasterKeys masters;
        private final PersonKeys keys;
        private final Vault vault;
        private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        private final KeyRotation rotation;

        Replica(String... entries) {
            masters = new MasterKeys(String.join(",", entries));
            keys = new PersonKeys(database, masters, clock, json);
            vault = new Vault(keys, index);
            rotation = new KeyRotation(keys, masters, metrics);
        }

        double left() {
            return metrics.get(KeyRotation.METRIC).gauge().value();
        }

        void rotate() {
            Run.now(rotation::rotate);
        }

        List<Vault.Sealed> seal(List<UUID> owners) {
            List<byte[]> bytes = Run.now(() -> vault.sealAll(owners.stream()
                    .map(owner -> new Vault.Clear(owner, FIELD, owner.toString()))
                    .toList()));
            return IntStream.range(0, owners.size())
                    .mapToObj(i -> new Vault.Sealed(owners.get(i), FIELD, bytes.get(i)))
                    .toList();
        }

        List<String> open(List<Vault.Sealed> sealed) {
            return Run.now(() -> vault.openAll(sealed));
        }

        KeyCheck check() {
            return new KeyCheck(database, masters, index);
        }
    }

    @BeforeEach
    void makeKeys() {
        oldId = "old-" + Ids.readable(8);
        newId = "new-" + Ids.readable(8);
        oldKey = oldId + ":" + ConfiguredKeysTest.key();
        newKey = newId + ":" + ConfiguredKeysTest.key();
    }

    @AfterEach
    void forget() {
        for (String id : List.of(oldId, newId)) {
            Run.now(() -> database.sql("delete from person_key where master_key = :id")
                    .with("id", id)
                    .run());
            Run.now(() -> database.sql("delete from vault_check where name = :name")
                    .with("name", "master:" + id)
                    .run());
        }
    }

    private static List<UUID> owners(int many) {
        return IntStream.range(0, many).mapToObj(i -> Ids.next()).toList();
    }

    private static List<String> texts(List<UUID> owners) {
        return owners.stream().map(UUID::toString).toList();
    }

    private long hanging(String master) {
        return Run.now(() -> database.sql("select count(*) from person_key where master_key = :id")
                .with("id", master)
                .one(row -> row.number(0)));
    }

    @Test
    void afterRotationTheOldMasterKeyCanGo() {
        List<UUID> owners = owners(KeyRotation.PIECE * 2 + 37);
        List<Vault.Sealed> sealed = new Replica(oldKey).seal(owners);
        Replica both = new Replica(newKey, oldKey);
        assertEquals(texts(owners), both.open(sealed));

        both.rotate();

        assertEquals(0, both.left());
        assertEquals(0, hanging(oldId));
        assertEquals(owners.size(), hanging(newId));
        assertEquals(texts(owners), new Replica(newKey).open(sealed));
        assertThrows(SealBroken.class, () -> new Replica(oldKey).open(sealed));
    }

    @Test
    void severalReplicasRotateWhilePeopleAreServed() {
        List<UUID> owners = owners(1300);
        List<Vault.Sealed> sealed = new Replica(oldKey).seal(owners);
        UUID erased = owners.get(7);

        Run.together(6, i -> {
            Replica replica = new Replica(newKey, oldKey);
            switch (i) {
                case 0 -> assertEquals(texts(owners.subList(100, 900)), replica.open(sealed.subList(100, 900)));
                case 1 -> Run.now(() -> replica.vault.destroy(List.of(erased)));
                default -> replica.rotate();
            }
            return true;
        });
        new Replica(newKey, oldKey).rotate();

        assertEquals(0, hanging(oldId));
        Replica after = new Replica(newKey);
        assertNull(after.open(List.of(sealed.get(7))).get(0));
        assertEquals(texts(owners.subList(8, 1300)), after.open(sealed.subList(8, 1300)));
    }

    @Test
    void newKeysHangOnTheFirstMasterKey() {
        new Replica(newKey, oldKey).seal(owners(3));

        assertEquals(3, hanging(newId));
    }

    @Test
    void aKeyThatCannotBeUnwrappedIsCountedAndHoldsNobodyUp() {
        List<UUID> owners = owners(4);
        new Replica(oldKey).seal(owners);
        Run.now(() -> database.sql(
                        "update person_key set wrapped = decode('01', 'hex') || wrapped where person_id = :id")
                .with("id", owners.get(1))
                .run());
        Replica both = new Replica(newKey, oldKey);

        both.rotate();

        assertEquals(1, both.left());
        assertEquals(3, hanging(newId));
    }

    @Test
    void aStartWithoutAMasterKeyInUseIsRefused() {
        new Replica(oldKey).seal(owners(1));

        String refusal = refusal(new Replica(newKey, configuredKeys).check());

        assertTrue(refusal.startsWith("GUIKE_VAULT_MASTER_KEYS lacks " + oldId + ","), refusal);
    }

    @Test
    void aStartWithAnotherKeyUnderAKnownIdIsRefused() {
        assertNull(Run.now(new Replica(configuredKeys, oldKey).check()::check));

        String refusal = refusal(new Replica(configuredKeys, oldId + ":" + ConfiguredKeysTest.key()).check());

        assertTrue(refusal.startsWith("GUIKE_VAULT_MASTER_KEYS: key " + oldId), refusal);
    }

    @Test
    void aStartWithAnotherIndexKeyIsRefused() {
        String refusal =
                refusal(new KeyCheck(database, new MasterKeys(oldKey), new IndexKey(ConfiguredKeysTest.key())));

        assertTrue(refusal.startsWith("GUIKE_VAULT_INDEX_KEY is not the key"), refusal);
    }

    @Test
    void theConfiguredKeysPassTheirCheckAgain() {
        assertNull(Run.now(new Replica(configuredKeys).check()::check));
    }

    private static String refusal(KeyCheck check) {
        return assertThrows(IllegalStateException.class, () -> Run.now(check::check))
                .getMessage();
    }
}
