package io.guike.simulator;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** One-time codes of mini-programs: valid once, for five minutes, for one appid and one purpose; and session keys. */
final class Codes {
    enum Purpose {
        LOGIN,
        PHONE
    }

    private static final long LIFE_SECONDS = 300;

    private static final class Code {
        final String appid;
        final Purpose purpose;
        final Allowed allowed;
        final long expiresAt;
        boolean used;

        Code(String appid, Purpose purpose, Allowed allowed, long expiresAt) {
            this.appid = appid;
            this.purpose = purpose;
            this.allowed = allowed;
            this.expiresAt = expiresAt;
        }
    }

    /** What a code stands for: a person, and the phone number that they chose to give. */
    record Allowed(Person person, @Nullable String phone) {}

    private final Map<String, Code> codes = new LinkedHashMap<>();
    private final Map<String, String> sessionKeys = new HashMap<>();
    private final SimulatedClock clock;

    Codes(SimulatedClock clock) {
        this.clock = clock;
    }

    String issueLogin(Account account, Person person) {
        return issue(account, Purpose.LOGIN, new Allowed(person, null), "0" + Randoms.alphanumeric(31));
    }

    String issuePhone(Account account, Person person, String phone) {
        return issue(account, Purpose.PHONE, new Allowed(person, phone), Randoms.hex(64));
    }

    private String issue(Account account, Purpose purpose, Allowed allowed, String value) {
        long now = clock.seconds();
        dropOldest(codes.values(), code -> now >= code.expiresAt);
        codes.put(value, new Code(account.appid, purpose, allowed, now + LIFE_SECONDS));
        return value;
    }

    /** Drops what has lapsed from things that stand in the order in which they lapse, unless the clock was turned back. */
    static <T> void dropOldest(Collection<T> all, Predicate<T> lapsed) {
        for (Iterator<T> oldest = all.iterator(); oldest.hasNext() && lapsed.test(oldest.next()); ) {
            oldest.remove();
        }
    }

    /** Uses up a login code. A code of another account is as wrong as an unknown one. */
    Person redeemLogin(Account account, String value) {
        return redeem(account, Purpose.LOGIN, value, ApiError.INVALID_CODE, allowed -> true)
                .person();
    }

    /**
     * Uses up a phone code. A code of another account is refused as such; one that {@code isTheirs} denies stays good
     * for its own user.
     */
    Allowed redeemPhone(Account account, @Nullable String value, Predicate<Person> isTheirs) {
        return redeem(
                account, Purpose.PHONE, value, ApiError.INVALID_APPID, allowed -> isTheirs.test(allowed.person()));
    }

    private Allowed redeem(
            Account account, Purpose purpose, @Nullable String value, int foreign, Predicate<Allowed> isTheirs) {
        Code code = value == null ? null : codes.get(value);
        if (code == null || code.purpose != purpose || clock.seconds() >= code.expiresAt) {
            throw new ApiError(ApiError.INVALID_CODE);
        }
        if (!code.appid.equals(account.appid)) {
            throw new ApiError(foreign);
        }
        if (code.used) {
            throw new ApiError(ApiError.CODE_USED);
        }
        if (!isTheirs.test(code.allowed)) {
            throw new ApiError(ApiError.INVALID_CODE);
        }
        code.used = true;
        return code.allowed;
    }

    /** A new login makes a new session key; the one before is void. */
    String newSession(Account account, String openid) {
        String key = Base64.getEncoder().encodeToString(Randoms.bytes(16));
        sessionKeys.put(account.appid + '/' + openid, key);
        return key;
    }

    /** Whether {@code signature} is the session key's over the empty text. */
    boolean sessionIs(Account account, String openid, String signature) {
        String key = sessionKeys.get(account.appid + '/' + openid);
        if (key == null) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(new byte[0])).equals(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
