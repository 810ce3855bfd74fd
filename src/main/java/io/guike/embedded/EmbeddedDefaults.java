package io.guike.embedded;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Answers, after every configuration source had nothing, for the names of {@link EmbeddedKey}: lazily, so that what is
 * never asked never starts. An empty value counts as none, as compose files pass unset variables on.
 *
 * <p>An interceptor rather than a source of the lowest ordinal, because it must know what the sources beside it say: a
 * source cannot ask them, and {@code guike.embedded=off} has to count wherever an operator wrote it. It stands outside
 * the profile's interceptor, so that {@code %test.guike.…} is a configured value, and inside the one that expands
 * expressions, so that <code>${guike.db.address}</code> reaches it.
 */
@Priority(Priorities.LIBRARY + 250)
public final class EmbeddedDefaults implements ConfigSourceInterceptor {
    private static final long serialVersionUID = 1L;
    static final String NAME = "embedded parts";
    private static final int LOWEST = Integer.MIN_VALUE + 1000;

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue configured = context.proceed(name);
        EmbeddedKey key = EmbeddedKey.named(name);
        if (key == null || hasText(configured)) {
            return configured;
        }
        String value = standIn(context, key);
        return ConfigValue.builder()
                .withName(name)
                .withValue(value)
                .withRawValue(value)
                .withConfigSourceName(NAME)
                .withConfigSourceOrdinal(LOWEST)
                .build();
    }

    private static String standIn(ConfigSourceInterceptorContext context, EmbeddedKey key) {
        StandInRules rules =
                new StandInRules(name -> text(context.proceed(name)), text(context.restart("guike.embedded")));
        String host = rules.realHost(key);
        if (host != null) {
            return host;
        }
        allow(rules, key);
        return value(parts(text(context.restart("guike.data.dir"))), key);
    }

    /** Says what is wrong as well, because some of those who ask for a value keep the reason of a failure to themselves. */
    private static void allow(StandInRules rules, EmbeddedKey key) {
        try {
            rules.allow(key);
        } catch (EmbeddedConfigException e) {
            EmbeddedParts.reportOnce(
                    rules.isOff()
                            ? "guike.embedded is off, so these must be set: " + String.join(", ", rules.missing())
                            : e.getMessage());
            throw e;
        }
    }

    /** @param dataDirectory value of {@code guike.data.dir} */
    static EmbeddedParts parts(@Nullable String dataDirectory) {
        return new EmbeddedParts(DataDirectory.at(dataDirectory));
    }

    private static String value(EmbeddedParts parts, EmbeddedKey key) {
        return switch (key) {
            case DB_ADDRESS -> parts.postgres().address();
            case DB_USER -> PostgresServer.USER;
            case DB_PASSWORD -> parts.postgres().password();
            case REDIS_URL -> parts.redis().url();
            case JWT_SIGN_KEY -> parts.signingKeys().signKey();
            case JWT_VERIFY_KEYS -> parts.signingKeys().verifyKeys();
            case SCENE_KEYS -> parts.sceneKeys();
            case VAULT_MASTER_KEYS -> parts.vaultMasterKeys();
            case VAULT_INDEX_KEY -> parts.vaultIndexKey();
            case WECHAT_API_HOST, WECHAT_MP_HOST, WECHAT_OPEN_HOST ->
                parts.simulator().baseUrl();
            default -> parts.simulator().value(key);
        };
    }

    private static boolean hasText(@Nullable ConfigValue value) {
        return text(value) != null;
    }

    private static @Nullable String text(@Nullable ConfigValue value) {
        String text = value == null ? null : value.getValue();
        return text == null || text.isBlank() ? null : text;
    }
}
