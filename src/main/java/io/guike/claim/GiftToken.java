package io.guike.claim;

import io.guike.vault.Vault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a gift's link carries: the gift's id and 128 bits of a keyed hash over it, in hex. So the token can be shown again
 * to whoever gives, and stands nowhere.
 */
@ApplicationScoped
class GiftToken {

    private static final String FIELD = "claim.gift";
    private static final int HALF = 32;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    @Inject
    Vault vault;

    String of(UUID gift) {
        return gift.toString().replace("-", "") + seal(gift);
    }

    private String seal(UUID gift) {
        return vault.fingerprint(FIELD, gift.toString()).substring(0, HALF);
    }

    /** @throws io.guike.platform.Problem {@code claim.gift-unknown} for a token that was never made */
    UUID gift(String token) {
        if (!FORM.matcher(token).matches()) {
            throw ClaimProblem.GIFT_UNKNOWN.problem();
        }
        UUID gift = new UUID(
                Long.parseUnsignedLong(token.substring(0, 16), 16),
                Long.parseUnsignedLong(token.substring(16, HALF), 16));
        if (!MessageDigest.isEqual(bytes(seal(gift)), bytes(token.substring(HALF)))) {
            throw ClaimProblem.GIFT_UNKNOWN.problem();
        }
        return gift;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
