package io.guike.embedded;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandInRulesTest {

    @ParameterizedTest
    @EnumSource(EmbeddedKey.class)
    void withNothingConfiguredEverythingIsEmbedded(EmbeddedKey key) {
        StandInRules rules = new StandInRules(Map.<String, String>of()::get, null);

        assertDoesNotThrow(() -> rules.allow(key));
        assertNull(rules.realHost(key));
    }

    @ParameterizedTest
    @EnumSource(EmbeddedKey.class)
    void switchedOffEveryMissingValueIsAnErrorThatNamesItsVariable(EmbeddedKey key) {
        StandInRules rules = new StandInRules(Map.<String, String>of()::get, "off");
        EmbeddedConfigException refusal = assertThrows(EmbeddedConfigException.class, () -> rules.allow(key));

        assertTrue(refusal.getMessage().startsWith(key.variable() + " is not set, and the "), refusal.getMessage());
        assertTrue(refusal.getMessage().endsWith(" is switched off (guike.embedded=off)"), refusal.getMessage());
    }

    @Test
    void theMessageOfTheDatabaseAddressReadsAsDocumented() {
        StandInRules rules = new StandInRules(Map.<String, String>of()::get, "off");

        assertEquals(
                "GUIKE_DB_ADDRESS is not set, and the embedded PostgreSQL is switched off (guike.embedded=off)",
                assertThrows(EmbeddedConfigException.class, () -> rules.allow(EmbeddedKey.DB_ADDRESS))
                        .getMessage());
    }

    @Test
    void switchedOffTheListOfMissingVariablesIsCompleteAndLeavesOutTheHosts() {
        StandInRules rules = new StandInRules(Map.of("guike.redis.url", "redis://r")::get, "off");

        assertTrue(rules.missing().contains("GUIKE_DB_ADDRESS"));
        assertTrue(rules.missing().contains("GUIKE_WECHAT_SERVICE_AES_KEY"));
        assertFalse(rules.missing().contains("GUIKE_REDIS_URL"));
        assertFalse(rules.missing().contains("GUIKE_WECHAT_API_HOST"));
        assertEquals(EmbeddedKey.values().length - 4, rules.missing().size());
    }

    @Test
    void aRealServiceAccountTalksToWeChatItself() {
        StandInRules rules = new StandInRules(Map.of("guike.wechat.service.app-id", "wx1")::get, null);

        assertEquals("https://api.weixin.qq.com", rules.realHost(EmbeddedKey.WECHAT_API_HOST));
        assertEquals("https://mp.weixin.qq.com", rules.realHost(EmbeddedKey.WECHAT_MP_HOST));
        assertEquals("https://open.weixin.qq.com", rules.realHost(EmbeddedKey.WECHAT_OPEN_HOST));
    }

    @ParameterizedTest
    @EnumSource(
            value = EmbeddedKey.class,
            names = {"SERVICE_SECRET", "SERVICE_TOKEN", "SERVICE_AES_KEY", "MINI_APP_ID", "MINI_SECRET"})
    void aRealServiceAccountIsNeverCompletedByTheSimulator(EmbeddedKey key) {
        StandInRules rules = new StandInRules(Map.of("guike.wechat.service.app-id", "wx1")::get, "on");
        EmbeddedConfigException refusal = assertThrows(EmbeddedConfigException.class, () -> rules.allow(key));

        assertTrue(refusal.getMessage().startsWith(key.variable() + " is not set"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("GUIKE_WECHAT_SERVICE_APP_ID"), refusal.getMessage());
    }

    @Test
    void aRealMiniProgramWithoutServiceAccountIsRefusedToo() {
        StandInRules rules = new StandInRules(Map.of("guike.wechat.mini.secret", "s")::get, null);

        assertThrows(EmbeddedConfigException.class, () -> rules.allow(EmbeddedKey.SERVICE_APP_ID));
    }

    @Test
    void aDatabaseUserWithoutAddressIsAForgottenAddress() {
        StandInRules rules = new StandInRules(Map.of("guike.db.user", "shop")::get, null);

        assertThrows(EmbeddedConfigException.class, () -> rules.allow(EmbeddedKey.DB_ADDRESS));
        assertDoesNotThrow(() -> rules.allow(EmbeddedKey.REDIS_URL));
    }

    @Test
    void oneHostMayBeConfiguredAndTheOthersSimulated() {
        StandInRules rules = new StandInRules(Map.of("guike.wechat.api-host", "http://127.0.0.1:1")::get, null);

        assertDoesNotThrow(() -> rules.allow(EmbeddedKey.WECHAT_MP_HOST));
        assertDoesNotThrow(() -> rules.allow(EmbeddedKey.SERVICE_APP_ID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "OFF", " off ", "false", "no", "0"})
    void offIsUnderstoodInEveryUsualSpelling(String value) {
        assertTrue(new StandInRules(Map.<String, String>of()::get, value).isOff());
    }

    @Test
    void aMisspeltSwitchIsRefusedInsteadOfStartingServers() {
        assertThrows(EmbeddedConfigException.class, () -> new StandInRules(Map.<String, String>of()::get, "offf"));
    }
}
