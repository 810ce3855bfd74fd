package io.guike.embedded;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The configuration names the embedded parts can answer, and the group that must be configured as a whole. */
enum EmbeddedKey {
    DB_ADDRESS("guike.db.address", Group.POSTGRES),
    DB_USER("guike.db.user", Group.POSTGRES),
    DB_PASSWORD("guike.db.password", Group.POSTGRES),
    REDIS_URL("guike.redis.url", Group.REDIS),
    WECHAT_API_HOST("guike.wechat.api-host", Group.WECHAT_HOSTS),
    WECHAT_MP_HOST("guike.wechat.mp-host", Group.WECHAT_HOSTS),
    WECHAT_OPEN_HOST("guike.wechat.open-host", Group.WECHAT_HOSTS),
    SERVICE_APP_ID("guike.wechat.service.app-id", Group.WECHAT_ACCOUNTS),
    SERVICE_SECRET("guike.wechat.service.secret", Group.WECHAT_ACCOUNTS),
    SERVICE_TOKEN("guike.wechat.service.token", Group.WECHAT_ACCOUNTS),
    SERVICE_AES_KEY("guike.wechat.service.aes-key", Group.WECHAT_ACCOUNTS),
    SERVICE_ORIGINAL_ID("guike.wechat.service.original-id", Group.WECHAT_ACCOUNTS),
    MINI_APP_ID("guike.wechat.mini.app-id", Group.WECHAT_ACCOUNTS),
    MINI_SECRET("guike.wechat.mini.secret", Group.WECHAT_ACCOUNTS),
    MINI_TOKEN("guike.wechat.mini.token", Group.WECHAT_ACCOUNTS),
    MINI_AES_KEY("guike.wechat.mini.aes-key", Group.WECHAT_ACCOUNTS),
    MINI_ORIGINAL_ID("guike.wechat.mini.original-id", Group.WECHAT_ACCOUNTS),
    JWT_SIGN_KEY("guike.jwt.sign-key", Group.JWT_KEYS),
    JWT_VERIFY_KEYS("guike.jwt.verify-keys", Group.JWT_KEYS),
    SCENE_KEYS("guike.scene.keys", Group.SCENE_KEYS),
    VAULT_MASTER_KEYS("guike.vault.master-keys", Group.VAULT_KEYS),
    VAULT_INDEX_KEY("guike.vault.index-key", Group.VAULT_KEYS);

    /** Values that belong together: one of them from outside and another one embedded would contradict each other. */
    enum Group {
        POSTGRES("the embedded PostgreSQL"),
        REDIS("the embedded Redis"),
        WECHAT_HOSTS("the WeChat simulator"),
        WECHAT_ACCOUNTS("the WeChat simulator"),
        JWT_KEYS("the generated signing key"),
        SCENE_KEYS("the generated scene key"),
        VAULT_KEYS("the generated vault key");

        private final String words;

        Group(String words) {
            this.words = words;
        }

        /** What stands in for the group, in the words of a message to the operator. */
        String words() {
            return words;
        }

        /** Hosts may be configured one by one; everything else only as a whole. */
        boolean isWhole() {
            return this != WECHAT_HOSTS;
        }
    }

    private static final Map<String, EmbeddedKey> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(key -> key.configName, Function.identity()));

    private final String configName;
    private final Group group;

    EmbeddedKey(String configName, Group group) {
        this.configName = configName;
        this.group = group;
    }

    static @Nullable EmbeddedKey named(String configName) {
        return BY_NAME.get(configName);
    }

    String configName() {
        return configName;
    }

    Group group() {
        return group;
    }

    /** The environment variable by MicroProfile's rule: every other character an underscore, upper case. */
    String variable() {
        return configName.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
