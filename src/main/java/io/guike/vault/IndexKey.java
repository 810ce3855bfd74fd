package io.guike.vault;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the hashes by which sealed numbers are found. It cannot be replaced: every stored hash hangs on it. */
@Singleton
class IndexKey {

    static final String VARIABLE = "GUIKE_VAULT_INDEX_KEY";

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** @param base64 of 32 bytes */
    @Inject
    IndexKey(@ConfigProperty(name = "guike.vault.index-key") String base64) {
        this.key = new SecretKeySpec(MasterKeys.secret(VARIABLE, base64), ALGORITHM);
    }

    byte[] hash(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
