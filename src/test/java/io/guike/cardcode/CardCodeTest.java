package io.guike.cardcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.cardcode.CardCodes.Code;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Problem;
import io.guike.platform.ProblemCode;
import io.guike.support.Api;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CardCodeTest {

    private static final int PAYLOAD = 31;

    @Inject
    CardCodes codes;

    @Inject
    CardKeys keys;

    @Inject
    Database database;

    @Inject
    Clock clock;

    private Code make(UUID person) {
        return Run.now(() -> codes.make(person));
    }

    private CardCodes.Read use(String code, String client, String reference) {
        return Run.now(() -> codes.use(code, client, reference, false));
    }

    /** The same codes, at another time. */
    private CardCodes at(Duration later) {
        MovableClock moved = new MovableClock();
        moved.move(Duration.between(moved.instant(), clock.instant()).plus(later));
        return new CardCodes(database, keys, moved);
    }

    private static ProblemCode refused(Runnable what) {
        return assertThrows(Problem.class, what::run).code();
    }

    private ProblemCode reading(String code) {
        return refused(() -> Run.now(() -> codes.read(code)));
    }

    private static byte[] bytes(String code) {
        return Base64.getUrlDecoder().decode(code.substring(3));
    }

    private static String text(byte[] bytes) {
        return "GK." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String signedBySomebodyElse(String code, KeyPair pair) throws GeneralSecurityException {
        byte[] payload = Arrays.copyOf(bytes(code), PAYLOAD);
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(payload);
        byte[] all = Arrays.copyOf(payload, PAYLOAD + 64);
        System.arraycopy(signer.sign(), 0, all, PAYLOAD, 64);
        return text(all);
    }

    @Test
    void aCodeTellsWhoShowsItAndIsSmallEnoughForAScreen() {
        UUID person = Ids.next();
        Instant before = clock.instant();
        Code code = make(person);
        CardCodes.Read read = Run.now(() -> codes.read(code.code()));

        assertEquals(person, read.origin());
        assertEquals(130, code.code().length());
        assertEquals(read.issuedAt().plus(Duration.ofMinutes(2)), code.expiresAt());
        assertTrue(Duration.between(read.issuedAt(), before).abs().compareTo(Duration.ofSeconds(5)) < 0);
        assertEquals(read, Run.now(() -> codes.read(code.code())));
        assertNotEquals(code.code(), make(person).code());
    }

    /** What a till can do with the contract, the published keys and a plain JDK. */
    @Test
    void aTillVerifiesWithThePublishedKeysAlone() throws GeneralSecurityException {
        UUID person = Ids.next();
        JsonPath published = Api.anyone()
                .get("/api/open/card-keys")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertEquals(120, published.getInt("validitySeconds"));
        assertEquals(600, published.getInt("offlineGraceSeconds"));
        assertEquals(10, published.getInt("clockSkewSeconds"));

        String shown = make(person).code();
        ByteBuffer fields = ByteBuffer.wrap(bytes(shown));
        assertEquals(1, fields.get());
        String kid = String.valueOf(Short.toUnsignedInt(fields.getShort()));
        assertEquals(person, new UUID(fields.getLong(), fields.getLong()));
        long issued = Integer.toUnsignedLong(fields.getInt());
        assertTrue(Math.abs(clock.instant().getEpochSecond() - issued) < 10);

        Map<String, String> jwk = published.getMap("keys.find { it.kid == '" + kid + "' }");
        assertEquals("OKP/Ed25519/EdDSA", jwk.get("kty") + "/" + jwk.get("crv") + "/" + jwk.get("alg"));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(publicKey(jwk.get("x")));
        verifier.update(bytes(shown), 0, PAYLOAD);
        assertTrue(verifier.verify(bytes(shown), PAYLOAD, 64));
    }

    private static PublicKey publicKey(String x) throws GeneralSecurityException {
        byte[] little = Base64.getUrlDecoder().decode(x);
        byte[] big = new byte[little.length];
        for (int i = 0; i < big.length; i++) {
            big[i] = little[little.length - 1 - i];
        }
        boolean odd = big[0] < 0;
        big[0] &= 0x7f;
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(
                        new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, big))));
    }

    @Test
    void everyAlteredByteIsRefused() {
        byte[] good = bytes(make(Ids.next()).code());
        for (int i = 0; i < good.length; i++) {
            byte[] altered = good.clone();
            altered[i] ^= 1;
            String code = text(altered);
            assertEquals(CardCodeProblem.INVALID, reading(code), "byte " + i);
        }
    }

    @Test
    void thereIsOneWayToWriteACode() {
        String code = make(Ids.next()).code();
        char last = code.charAt(code.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char sameBytes = alphabet.charAt(alphabet.indexOf(last) ^ 1);
        String twin = code.substring(0, code.length() - 1) + sameBytes;
        org.junit.jupiter.api.Assertions.assertArrayEquals(bytes(code), bytes(twin));

        for (String other :
                List.of(twin, code + "=", code + "A", code.substring(3), "gk" + code.substring(2), " " + code, "")) {
            assertEquals(CardCodeProblem.INVALID, reading(other), other);
        }
        assertEquals(CardCodeProblem.INVALID, reading(code.substring(0, code.length() - 1)));
        assertEquals(CardCodeProblem.INVALID, reading("GK." + "中".repeat(40)));
        assertEquals(CardCodeProblem.INVALID, reading("x".repeat(100_000)));
    }

    @Test
    void aForeignKeySignsNothing() throws GeneralSecurityException {
        KeyPair stranger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String code = signedBySomebodyElse(make(Ids.next()).code(), stranger);
        assertEquals(CardCodeProblem.INVALID, reading(code));
        assertEquals(CardCodeProblem.INVALID, refused(() -> use(code, "till", "r1")));
    }

    @Test
    void aCodeExpiresAndMayNotComeFromTheFuture() {
        String code = make(Ids.next()).code();
        CardCodes inTime = at(Duration.ofSeconds(125));
        CardCodes late = at(Duration.ofSeconds(132));
        CardCodes slow = at(Duration.ofSeconds(-5));
        CardCodes early = at(Duration.ofSeconds(-15));

        Run.now(() -> inTime.read(code));
        Run.now(() -> slow.read(code));
        assertEquals(CardCodeProblem.EXPIRED, refused(() -> Run.now(() -> late.read(code))));
        assertEquals(CardCodeProblem.EXPIRED, refused(() -> Run.now(() -> late.use(code, "till", "r", false))));
        assertEquals(CardCodeProblem.INVALID, refused(() -> Run.now(() -> early.read(code))));
        assertEquals(CardCodeProblem.INVALID, refused(() -> Run.now(() -> early.use(code, "till", "r", true))));
    }

    @Test
    void aTillThatWasOfflineMayBeTenMinutesLate() {
        String code = make(Ids.next()).code();
        String other = make(Ids.next()).code();
        CardCodes afterwards = at(Duration.ofMinutes(11));
        CardCodes tooLate = at(Duration.ofMinutes(12).plusSeconds(15));

        assertEquals(CardCodeProblem.EXPIRED, refused(() -> Run.now(() -> afterwards.use(code, "till", "r", false))));
        CardCodes.Read read = Run.now(() -> afterwards.use(code, "till", "r", true));
        assertEquals(CardCodeProblem.EXPIRED, refused(() -> Run.now(() -> tooLate.use(other, "till", "r", true))));
        assertEquals(read, Run.now(() -> tooLate.use(code, "till", "r", false)), "sent again");
        assertEquals(CardCodeProblem.USED, refused(() -> Run.now(() -> tooLate.use(code, "till", "r2", true))));
    }

    @Test
    void aCodeIsUsedOnceAndTheSameUseMayComeAgain() {
        UUID person = Ids.next();
        String code = make(person).code();
        CardCodes.Read first = use(code, "till-1", "receipt-1");

        assertEquals(person, first.origin());
        assertEquals(first, use(code, "till-1", "receipt-1"));
        assertEquals(CardCodeProblem.USED, refused(() -> use(code, "till-1", "receipt-2")));
        assertEquals(CardCodeProblem.USED, refused(() -> use(code, "till-2", "receipt-1")));
        assertEquals(first, Run.now(() -> codes.read(code)), "reading is free");
        use(make(person).code(), "till-1", "receipt-1");
    }

    @Test
    void oneOfAHundredUsesAtOnceCounts() {
        String code = make(Ids.next()).code();
        Set<String> results = new HashSet<>();
        List<String> all = Run.together(100, i -> {
            try {
                use(code, "till", "receipt-" + i % 50);
                return "receipt-" + i % 50;
            } catch (Problem used) {
                return used.code().code();
            }
        });
        results.addAll(all);
        results.remove("cardcode.used");
        assertEquals(1, results.size(), results.toString());
        String winner = results.iterator().next();
        assertEquals(2, all.stream().filter(winner::equals).count(), "the winner's repetition");
    }

    @Test
    void aUseThatIsRolledBackDidNotHappen() {
        String code = make(Ids.next()).code();
        assertThrows(
                IllegalStateException.class,
                () -> Run.now(() -> database.tx(session -> codes.use(code, "till", "r1", false)
                        .chain(() -> Uni.createFrom().failure(new IllegalStateException("rolled back"))))));
        use(code, "till", "r2");
    }

    @Test
    void oldUsesAreForgottenLongAfterTheirCodesExpired() {
        String code = make(Ids.next()).code();
        use(code, "till", "r1");
        String nonce = Run.now(() -> codes.read(code)).nonce();
        Run.now(() -> at(Duration.ofDays(2)).forgetOld());
        assertEquals(1, uses(nonce));
        Run.now(() -> at(Duration.ofDays(4)).forgetOld());
        assertEquals(0, uses(nonce));
        assertEquals(
                CardCodeProblem.EXPIRED,
                refused(() -> Run.now(() -> at(Duration.ofDays(4)).use(code, "x", "y", true))));
    }

    private long uses(String nonce) {
        return Run.now(() -> database.sql("select count(*) from card_code_use where nonce = :nonce")
                .with("nonce", HexFormat.fromHexDigitsToLong(nonce))
                .one(row -> row.number(0)));
    }

    /** RFC 8410 section 7: so it stands in the vault. */
    private static byte[] pkcs8(byte[] seed) {
        return HexFormat.of()
                .parseHex("302e020100300506032b657004220420" + HexFormat.of().formatHex(seed));
    }

    @Test
    void noPrivateKeyStandsInTheDatabase() {
        make(Ids.next());
        byte[] seed = Run.now(keys::signer).key().getEncoded();
        byte[] whole = pkcs8(seed);
        List<String> tables = Run.now(() -> database.sql(
                        "select cast(table_name as text) from information_schema.tables where table_schema = 'public'")
                .list(row -> row.text(0)));
        assertTrue(tables.contains("card_key"));
        Set<String> spellings = IntStream.range(0, 3)
                .mapToObj(shift -> Arrays.copyOfRange(seed, shift, seed.length - (seed.length - shift) % 3))
                .map(part -> Base64.getEncoder().withoutPadding().encodeToString(part))
                .collect(Collectors.toSet());
        spellings.add(HexFormat.of().formatHex(seed));
        spellings.add(Base64.getEncoder().encodeToString(whole));
        for (String table : tables) {
            for (String spelling : spellings) {
                long found = Run.now(() -> database.sql(
                                "select count(*) from \"" + table + "\" t where position(:text in cast(t as text)) > 0")
                        .with("text", spelling)
                        .one(row -> row.number(0)));
                assertEquals(0, found, table);
            }
        }
    }
}
