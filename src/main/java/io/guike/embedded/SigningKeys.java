package io.guike.embedded;

import java.nio.file.Path;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;

/**
 * The keys that sign staff and shopper tokens: a JWK set of RSA-2048 private keys, the first of which signs while all of
 * them verify. Rotation puts a new key in front and drops the last one when its tokens have lapsed.
 */
final class SigningKeys {
    private static final int RSA_BITS = 2048;

    private final JsonWebKeySet keys;

    private SigningKeys(JsonWebKeySet keys) {
        this.keys = keys;
    }

    /** The set in this file, which is made with one key on first use. */
    static SigningKeys keptIn(Path file) {
        String text = DataDirectory.secret(
                file, () -> new JsonWebKeySet(generated()).toJson(OutputControlLevel.INCLUDE_PRIVATE));
        try {
            JsonWebKeySet keys = new JsonWebKeySet(text);
            if (keys.getJsonWebKeys().isEmpty()) {
                throw new EmbeddedConfigException(file + " holds no key");
            }
            return new SigningKeys(keys);
        } catch (JoseException e) {
            throw new EmbeddedConfigException(file + " is not a JWK set: " + e.getMessage(), e);
        }
    }

    /** The private JWK with its {@code kid}, for {@code smallrye.jwt.sign.key}. */
    String signKey() {
        return keys.getJsonWebKeys().get(0).toJson(OutputControlLevel.INCLUDE_PRIVATE);
    }

    /** The public JWK set, for {@code mp.jwt.verify.publickey}. */
    String verifyKeys() {
        return keys.toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    static PublicJsonWebKey generated() {
        try {
            PublicJsonWebKey key = RsaJwkGenerator.generateJwk(RSA_BITS);
            key.setKeyId(Secrets.password().substring(0, 12));
            key.setUse("sig");
            key.setAlgorithm("RS256");
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException("every Java has RSA", e);
        }
    }

    List<String> keyIds() {
        return keys.getJsonWebKeys().stream().map(JsonWebKey::getKeyId).toList();
    }
}
