package io.guike.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.jwt.build.Jwt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {
    private static final String ISSUER = "https://guike.io";

    @TempDir
    Path directory;

    @Test
    void theSetIsMadeOnceAndKept() {
        Path file = directory.resolve("jwt.json");

        assertEquals(
                SigningKeys.keptIn(file).signKey(), SigningKeys.keptIn(file).signKey());
    }

    @Test
    void thePublicSetHoldsNothingPrivate() throws Exception {
        JsonWebKeySet published = new JsonWebKeySet(
                SigningKeys.keptIn(directory.resolve("jwt.json")).verifyKeys());

        assertEquals(1, published.getJsonWebKeys().size());
        assertFalse(published.toJson(OutputControlLevel.INCLUDE_PRIVATE).contains("\"d\""));
    }

    @Test
    void tokensOfBothKeysAreGoodDuringRotationAndStrangersAreNot() throws Exception {
        PublicJsonWebKey fresh = SigningKeys.generated();
        PublicJsonWebKey old = SigningKeys.generated();
        Path file = directory.resolve("jwt.json");
        Files.writeString(file, new JsonWebKeySet(List.of(fresh, old)).toJson(OutputControlLevel.INCLUDE_PRIVATE));
        SigningKeys keys = SigningKeys.keptIn(file);
        DefaultJWTParser parser = new DefaultJWTParser(accepting(keys.verifyKeys()));

        assertEquals(fresh.getKeyId(), JsonWebKey.Factory.newJwk(keys.signKey()).getKeyId());
        assertEquals("new", parser.parse(token("new", fresh)).getSubject());
        assertEquals("old", parser.parse(token("old", old)).getSubject());
        assertThrows(ParseException.class, () -> parser.parse(token("stranger", SigningKeys.generated())));
        PublicJsonWebKey impostor = SigningKeys.generated();
        impostor.setKeyId(old.getKeyId());
        assertThrows(ParseException.class, () -> parser.parse(token("impostor", impostor)));
    }

    private static String token(String subject, PublicJsonWebKey key) {
        return Jwt.issuer(ISSUER).subject(subject).jws().keyId(key.getKeyId()).sign(key.getPrivateKey());
    }

    private static JWTAuthContextInfo accepting(String keySet) {
        JWTAuthContextInfo info = new JWTAuthContextInfo();
        info.setPublicKeyContent(keySet);
        info.setIssuedBy(ISSUER);
        info.setSignatureAlgorithm(Set.of(SignatureAlgorithm.RS256));
        return info;
    }
}
