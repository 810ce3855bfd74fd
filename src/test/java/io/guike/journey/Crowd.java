package io.guike.journey;

import io.guike.embedded.Fleet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/**
 * Many people who have signed in: laid straight into the tables with a session each, and their access tokens signed with the
 * fleet's own key, because a thousand sign-ins would take longer than what they are for.
 */
final class Crowd {

    private static final float GOOD_FOR_MINUTES = 60;

    private final List<Shopper> shoppers;

    /** Somebody with a session. */
    record Shopper(UUID person, UUID session, String token) {}

    private Crowd(List<Shopper> shoppers) {
        this.shoppers = shoppers;
    }

    static Crowd of(int many, Fleet fleet) throws JoseException {
        PublicJsonWebKey key = (PublicJsonWebKey) JsonWebKey.Factory.newJwk(fleet.setting("guike.jwt.sign-key"));
        List<Shopper> shoppers = IntStream.range(0, many)
                .parallel()
                .mapToObj(number -> signedIn(key))
                .toList();
        lay(shoppers, fleet);
        return new Crowd(shoppers);
    }

    private static Shopper signedIn(PublicJsonWebKey key) {
        UUID person = UUID.randomUUID();
        UUID session = UUID.randomUUID();
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("https://guike.io");
        claims.setAudience("shopper");
        claims.setSubject(person.toString());
        claims.setStringClaim("sid", session.toString());
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(GOOD_FOR_MINUTES);
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        token.setKeyIdHeaderValue(key.getKeyId());
        token.setHeader("typ", "JWT");
        token.setPayload(claims.toJson());
        token.setKey(key.getPrivateKey());
        try {
            return new Shopper(person, session, token.getCompactSerialization());
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void lay(List<Shopper> shoppers, Fleet fleet) {
        String people = array(shoppers.stream().map(Shopper::person));
        fleet.change("""
                insert into person (id, number, known_since)
                select id, 'K' || lpad(cast(n as text), 7, '0'), now()
                from unnest(cast(? as uuid[])) with ordinality as crowd(id, n)""", people);
        fleet.change("""
                insert into wechat_identity (appid, openid, person_id, origin_id, following, known_since)
                select ?, 'crowd-' || n, id, id, false, now()
                from unnest(cast(? as uuid[])) with ordinality as crowd(id, n)""", fleet.setting("guike.wechat.mini.app-id"), people);
        fleet.change("""
                insert into session (id, audience, origin_id, subject_id, started_at, used_at)
                select id, 'SHOPPER', person, person, now(), now()
                from unnest(cast(? as uuid[]), cast(? as uuid[])) as crowd(id, person)""", array(shoppers.stream().map(Shopper::session)), people);
    }

    private static String array(Stream<UUID> ids) {
        return ids.map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }

    int size() {
        return shoppers.size();
    }

    Shopper get(int number) {
        return shoppers.get(number);
    }
}
