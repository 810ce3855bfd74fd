package io.guike.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDefaultsTest {
    @TempDir
    Path directory;

    @Test
    void configuredValuesAlwaysWinAndNothingIsMade() {
        SmallRyeConfig config = config(Map.of("guike.scene.keys", "7:abc"));

        assertEquals("7:abc", config.getRawValue("guike.scene.keys"));
        assertFalse(Files.exists(directory.resolve("data")));
    }

    @Test
    void anEmptyValueCountsAsNone() {
        SmallRyeConfig config = config(Map.of("guike.scene.keys", ""));

        assertTrue(config.getRawValue("guike.scene.keys").startsWith("1:"));
    }

    @Test
    void valuesReachTheKeysThatAreWrittenWithThem() {
        SmallRyeConfig config = config(Map.of("some.other.name", "<${guike.scene.keys}>"));

        assertEquals(
                "<" + config.getRawValue("guike.scene.keys") + ">",
                config.getConfigValue("some.other.name").getValue());
    }

    @Test
    void theSwitchCountsWhereverItIsWritten() {
        SmallRyeConfig config = config(Map.of("%shop.guike.embedded", "${the.switch}", "the.switch", "off"));

        EmbeddedConfigException refusal =
                assertThrows(EmbeddedConfigException.class, () -> config.getRawValue("guike.db.address"));
        assertTrue(refusal.getMessage().contains("GUIKE_DB_ADDRESS"), refusal.getMessage());
    }

    @Test
    void aValueOfAProfileIsAConfiguredOne() {
        assertEquals(
                "db:5432/shop",
                config(Map.of("%shop.guike.db.address", "db:5432/shop")).getRawValue("guike.db.address"));
    }

    @Test
    void aRealServiceAccountLeadsToTheRealHosts() {
        SmallRyeConfig config = config(Map.of("guike.wechat.service.app-id", "wx1"));

        assertEquals("https://api.weixin.qq.com", config.getRawValue("guike.wechat.api-host"));
        assertThrows(EmbeddedConfigException.class, () -> config.getRawValue("guike.wechat.service.token"));
    }

    @Test
    void namesAreNotListedSoThatNobodyStartsServersByLookingAround() {
        for (String name : config(Map.of()).getPropertyNames()) {
            assertFalse(name.equals("guike.db.address"), name);
        }
    }

    @Test
    void keysAreKeptFromRunToRunAndForTheirOwnerOnly() throws Exception {
        String first = config(Map.of()).getRawValue("guike.scene.keys");
        String second = config(Map.of()).getRawValue("guike.scene.keys");

        assertEquals(first, second);
        assertEquals(32, Base64.getDecoder().decode(first.substring(2)).length);
        Path file = directory.resolve("data/keys/scene.txt");
        assertEquals("[OWNER_READ, OWNER_WRITE]", new TreeSet<>(Files.getPosixFilePermissions(file)).toString());
    }

    @Test
    void theVaultsKeysAreKeptForTheirOwnerOnlyAndDiffer() throws Exception {
        String master = config(Map.of()).getRawValue("guike.vault.master-keys");
        String index = config(Map.of()).getRawValue("guike.vault.index-key");

        assertEquals(master, config(Map.of()).getRawValue("guike.vault.master-keys"));
        assertEquals(index, config(Map.of()).getRawValue("guike.vault.index-key"));
        assertEquals(32, Base64.getDecoder().decode(master.substring(2)).length);
        assertEquals(32, Base64.getDecoder().decode(index).length);
        assertFalse(master.endsWith(index));
        for (String name : new String[] {"vault-master.txt", "vault-index.txt"}) {
            Path file = directory.resolve("data/keys").resolve(name);
            assertEquals("[OWNER_READ, OWNER_WRITE]", new TreeSet<>(Files.getPosixFilePermissions(file)).toString());
        }
    }

    @Test
    void aMasterKeyWithoutIndexKeyIsRefused() {
        SmallRyeConfig config = config(Map.of("guike.vault.master-keys", "1:abc"));

        EmbeddedConfigException refusal =
                assertThrows(EmbeddedConfigException.class, () -> config.getRawValue("guike.vault.index-key"));
        assertTrue(refusal.getMessage().startsWith("GUIKE_VAULT_INDEX_KEY is not set, though GUIKE_VAULT_MASTER_KEYS"));
    }

    private SmallRyeConfig config(Map<String, String> configured) {
        Map<String, String> properties = new HashMap<>(configured);
        properties.put("guike.data.dir", "${base}/data");
        properties.put("base", directory.toString());
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withInterceptors(new EmbeddedDefaults())
                .withProfile("shop")
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build();
    }
}
