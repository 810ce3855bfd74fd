package io.guike.counter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.redemption.Basket;
import io.guike.vault.Vault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a check hands to its confirmation: a keyed hash over what was checked, which only the service makes and which stands
 * nowhere. How long it is good is a matter of the code, which every proof of it ends with.
 */
@ApplicationScoped
class CheckProof {

    private static final String FIELD = "counter.check";

    @Inject
    Vault vault;

    @Inject
    ObjectMapper json;

    /**
     * What was looked at, where and by whom.
     *
     * @param code as scanned or typed
     */
    record Checked(String code, UUID store, UUID staff, Basket basket) {

        /** However the code was entered. */
        private Checked plain() {
            return new Checked(CouponCodes.digitsOf(code), store, staff, basket);
        }
    }

    String of(Checked checked) {
        try {
            return vault.fingerprint(FIELD, json.writeValueAsString(checked.plain()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws io.guike.platform.Problem {@code coupon.check-needed} for any other proof, and for none */
    void mustBe(@Nullable String proof, Checked checked) {
        if (proof == null || !MessageDigest.isEqual(bytes(proof), bytes(of(checked)))) {
            throw CounterProblem.CHECK_NEEDED.problem();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
