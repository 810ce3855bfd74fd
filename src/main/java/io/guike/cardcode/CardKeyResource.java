package io.guike.cardcode;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a till needs to verify codes while it is offline. */
@Path("/api/open/card-keys")
class CardKeyResource {

    /** No code of a key comes in later than this after the key's time. */
    private static final Duration LATEST = CardCodes.LATE_SIGNATURES
            .plus(CardCodes.VALIDITY)
            .plus(CardCodes.OFFLINE_GRACE)
            .plus(CardCodes.SKEW);

    @Inject
    CardKeys keys;

    @Inject
    Clock clock;

    /**
     * A JWK (RFC 8037).
     *
     * @param signsFrom not before it is used
     * @param signsUntil null for the last key
     */
    record KeyView(
            String kty,
            String crv,
            String alg,
            String use,
            String kid,
            String x,
            Instant signsFrom,
            @Nullable Instant signsUntil) {

        static KeyView of(CardKey key) {
            return new KeyView(
                    "OKP",
                    "Ed25519",
                    "EdDSA",
                    "sig",
                    Integer.toString(key.number()),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(key.raw()),
                    key.signsFrom(),
                    key.signsUntil());
        }
    }

    record KeysView(List<KeyView> keys, long validitySeconds, long offlineGraceSeconds, long clockSkewSeconds) {}

    @GET
    public Uni<KeysView> list() {
        Instant before = clock.instant().minus(LATEST);
        return keys.all()
                .map(all -> all.stream()
                        .filter(key ->
                                key.signsUntil() == null || key.signsUntil().isAfter(before))
                        .map(KeyView::of)
                        .toList())
                .map(views -> new KeysView(
                        views,
                        CardCodes.VALIDITY.toSeconds(),
                        CardCodes.OFFLINE_GRACE.toSeconds(),
                        CardCodes.SKEW.toSeconds()));
    }
}
