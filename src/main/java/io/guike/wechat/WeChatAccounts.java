package io.guike.wechat;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** The chain's service account and mini-program, from the configuration. */
@Singleton
public class WeChatAccounts {

    private final Account service;
    private final Account mini;
    private final Hosts hosts;

    /**
     * One account.
     *
     * @param token shared with WeChat for signing callbacks
     * @param aesKey 43 characters, shared with WeChat for encrypting them
     * @param originalId {@code gh_…}, how messages name the account
     */
    public static final class Account {

        private final Kind kind;
        private final String appid;
        private final String secret;
        private final String token;
        private final String aesKey;
        private final String originalId;
        private final SecretKeySpec key;
        private final IvParameterSpec vector;

        public Account(Kind kind, String appid, String secret, String token, String aesKey, String originalId) {
            this.kind = kind;
            this.appid = appid;
            this.secret = secret;
            this.token = token;
            this.aesKey = aesKey;
            this.originalId = originalId;
            byte[] decoded = Base64.getDecoder().decode(aesKey + "=");
            key = new SecretKeySpec(decoded, "AES");
            vector = new IvParameterSpec(decoded, 0, 16);
        }

        public Kind kind() {
            return kind;
        }

        public String appid() {
            return appid;
        }

        public String secret() {
            return secret;
        }

        public String token() {
            return token;
        }

        public String aesKey() {
            return aesKey;
        }

        public String originalId() {
            return originalId;
        }

        SecretKeySpec key() {
            return key;
        }

        /** WeChat takes it from the key. */
        IvParameterSpec vector() {
            return vector;
        }

        /** Keeps the secrets out of logs. */
        @Override
        public String toString() {
            return kind + " " + appid;
        }
    }

    public enum Kind {
        SERVICE,
        MINI
    }

    /** Scheme, host and port without a slash at the end. */
    public record Hosts(String api, String mp, String open) {}

    @Inject
    WeChatAccounts(Config config) {
        service = account(config, Kind.SERVICE, "guike.wechat.service.");
        mini = account(config, Kind.MINI, "guike.wechat.mini.");
        hosts = new Hosts(
                config.getValue("guike.wechat.api-host", String.class),
                config.getValue("guike.wechat.mp-host", String.class),
                config.getValue("guike.wechat.open-host", String.class));
    }

    private static Account account(Config config, Kind kind, String prefix) {
        String aesKey = config.getValue(prefix + "aes-key", String.class);
        if (aesKey.length() != 43) {
            throw new IllegalStateException(prefix + "aes-key must have 43 characters (EncodingAESKey)");
        }
        return new Account(
                kind,
                config.getValue(prefix + "app-id", String.class),
                config.getValue(prefix + "secret", String.class),
                config.getValue(prefix + "token", String.class),
                aesKey,
                config.getValue(prefix + "original-id", String.class));
    }

    public Account service() {
        return service;
    }

    public Account mini() {
        return mini;
    }

    public Hosts hosts() {
        return hosts;
    }

    @Nullable
    Account find(String appid) {
        return Stream.of(service, mini)
                .filter(account -> account.appid().equals(appid))
                .findFirst()
                .orElse(null);
    }
}
