package io.guike.pos;

import io.guike.access.Caller;
import io.guike.access.RateLimits;
import io.guike.access.SignedCallers;
import io.guike.access.SignedRequest;
import io.guike.platform.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Tells by the signature which client sent a request, and lets each request in once. */
@ApplicationScoped
class Signers implements SignedCallers {

    /** How far a request's time may be off, either way. */
    static final Duration WINDOW = Duration.ofMinutes(5);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Inject
    PosSecrets secrets;

    @Inject
    Nonces nonces;

    @Inject
    RateLimits limits;

    @Inject
    CurrentPos current;

    @Inject
    PosMetrics metrics;

    @Inject
    Clock clock;

    /** Requests of one client, all its tills together. */
    @ConfigProperty(name = "guike.pos.most-per-minute", defaultValue = "3000")
    int mostPerMinute;

    /**
     * The limit counts what the client itself signed: whoever merely knows its key id, or sends a request of its again,
     * must not be able to shut it out.
     */
    @Override
    public Uni<Caller> admit(SignedRequest request) {
        return Uni.createFrom()
                .item(() -> inTime(Signature.read(request)))
                .chain(signature -> secrets.find(signature.keyId())
                        .map(known -> signer(signature, request, known))
                        .call(() -> once(signature)))
                .call(known -> limits.count(limit(), known.caller().id().toString()))
                .call(secrets::noteUse)
                .invoke(known -> current.admit(known.caller()))
                .map(known -> known.caller().asCaller())
                .onFailure(Problem.class)
                .invoke(refusal -> metrics.count((Problem) refusal));
    }

    private RateLimits.Limit limit() {
        return new RateLimits.Limit("pos-client", mostPerMinute, MINUTE);
    }

    /** First, because it asks nobody: what is sent again much later costs nothing. */
    private Signature inTime(Signature signature) {
        if (Duration.between(signature.at(), clock.instant()).abs().compareTo(WINDOW) > 0) {
            throw PosProblem.TIME_OUT_OF_WINDOW.because(
                    "server time " + clock.instant().getEpochSecond());
        }
        return signature;
    }

    private PosSecrets.Known signer(Signature signature, SignedRequest request, PosSecrets.@Nullable Known known) {
        boolean signed = signature.isOf(request, known == null ? null : known.secret());
        if (known == null || !signed) {
            throw PosProblem.SIGNATURE_INVALID.problem();
        }
        return known;
    }

    private Uni<Void> once(Signature signature) {
        return nonces.take(signature)
                .invoke(first -> {
                    if (!first) {
                        throw PosProblem.NONCE_USED.problem();
                    }
                })
                .replaceWithVoid();
    }
}
