package io.guike.embedded;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** When an embedded part may stand in for a missing value, and when the missing value is an error instead. */
final class StandInRules {
    /** What somebody configured under a name. */
    interface Lookup {
        @Nullable
        String value(String name);
    }

    private final Lookup configured;
    private final boolean off;

    /**
     * @param switchValue value of {@code guike.embedded}; without it the embedded parts are on
     * @throws EmbeddedConfigException when it is neither on nor off: a misspelt "off" must not start a database
     */
    StandInRules(Lookup configured, @Nullable String switchValue) {
        this.configured = configured;
        this.off = readsOff(switchValue);
    }

    /** The address of WeChat itself, where the simulator must not be used; null for every other question. */
    @Nullable
    String realHost(EmbeddedKey key) {
        if (!off && !isSet(EmbeddedKey.SERVICE_APP_ID)) {
            return null;
        }
        return switch (key) {
            case WECHAT_API_HOST -> "https://api.weixin.qq.com";
            case WECHAT_MP_HOST -> "https://mp.weixin.qq.com";
            case WECHAT_OPEN_HOST -> "https://open.weixin.qq.com";
            default -> null;
        };
    }

    /** @throws EmbeddedConfigException when this missing value must be configured; the message names its variable */
    void allow(EmbeddedKey key) {
        if (off) {
            throw new EmbeddedConfigException("%s is not set, and %s is switched off (guike.embedded=off)"
                    .formatted(key.variable(), key.group().words()));
        }
        String sibling = configuredSibling(key);
        if (sibling != null) {
            throw new EmbeddedConfigException("%s is not set, though %s is: %s stands in for all of them or for none."
                    .formatted(key.variable(), sibling, key.group().words()));
        }
    }

    private @Nullable String configuredSibling(EmbeddedKey key) {
        return Arrays.stream(EmbeddedKey.values())
                .filter(other -> other.group() == key.group() && other.group().isWhole() && isSet(other))
                .map(EmbeddedKey::variable)
                .findFirst()
                .orElse(null);
    }

    /** Every variable that would have to be set, for one complete message instead of one a start. */
    List<String> missing() {
        return Arrays.stream(EmbeddedKey.values())
                .filter(key -> realHost(key) == null && !isSet(key))
                .map(EmbeddedKey::variable)
                .toList();
    }

    boolean isOff() {
        return off;
    }

    private boolean isSet(EmbeddedKey key) {
        return configured.value(key.configName()) != null;
    }

    private static boolean readsOff(@Nullable String value) {
        return switch (value == null ? "on" : value.strip().toLowerCase(Locale.ROOT)) {
            case "on", "true", "yes", "1" -> false;
            case "off", "false", "no", "0" -> true;
            default -> throw new EmbeddedConfigException("GUIKE_EMBEDDED is \"" + value + "\", not on or off.");
        };
    }
}
