package io.guike.signin;

import io.smallrye.jwt.build.Jwt;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Base64;

/** Takes tokens apart and forges others. */
final class Jwts {

    private Jwts() {}

    static String claims(String token) {
        return decoded(token.split("\\.")[1]);
    }

    static String claim(String token, String name) {
        return claims(token).replaceAll(".*\"" + name + "\":\"([^\"]+)\".*", "$1");
    }

    static String withClaims(String token, String claims) {
        String[] parts = token.split("\\.");
        return parts[0] + "." + encoded(claims) + "." + parts[2];
    }

    static String unsigned(String token) {
        return encoded("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + token.split("\\.")[1] + ".";
    }

    /** The same claims under our own key, for another audience. */
    static String forAudience(String token, String audience) {
        return Jwt.subject(claim(token, "sub"))
                .audience(audience)
                .claim("sid", claim(token, "sid"))
                .expiresIn(Duration.ofMinutes(5))
                .sign();
    }

    /** The same claims under our own key, for another person. */
    static String forSubject(String token, String subject) {
        return Jwt.subject(subject)
                .audience(claim(token, "aud"))
                .claim("sid", claim(token, "sid"))
                .expiresIn(Duration.ofMinutes(5))
                .sign();
    }

    static String underForeignKey(String token) {
        return Jwt.issuer("https://guike.io")
                .subject(claim(token, "sub"))
                .audience(claim(token, "aud"))
                .claim("sid", claim(token, "sid"))
                .expiresIn(Duration.ofMinutes(5))
                .sign(foreignKey());
    }

    private static PrivateKey foreignKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair().getPrivate();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
