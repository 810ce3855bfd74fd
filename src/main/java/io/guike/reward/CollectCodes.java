package io.guike.reward;

import io.guike.vault.Vault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.util.UUID;

/**
 * The code (提货码) that collects goods: twelve digits that follow from the order and a key outside of the database, which
 * keeps only a fingerprint of it. Who reads the database learns no code.
 */
@ApplicationScoped
class CollectCodes {

    private static final BigInteger RANGE = BigInteger.TEN.pow(12);

    @Inject
    Vault vault;

    /** @param number which try, from 1: should two orders that wait come to the same code, one takes its next */
    String of(UUID order, int number) {
        BigInteger secret = new BigInteger(vault.fingerprint("reward.code", order + ":" + number), 16);
        return "%012d".formatted(secret.mod(RANGE));
    }

    String fingerprint(String code) {
        return vault.fingerprint("reward.code-index", code);
    }
}
