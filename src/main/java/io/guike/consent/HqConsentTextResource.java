package io.guike.consent;

import io.guike.access.CurrentCaller;
import io.guike.consent.ConsentTexts.TextsView;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

@Path("/api/hq/consent-texts")
class HqConsentTextResource {

    @Inject
    ConsentTexts texts;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record NewText(
            @NotBlank @Size(max = 40) String purpose,
            @NotBlank @Size(max = 8000) String zh,
            @NotBlank @Size(max = 8000) String en) {}

    @GET
    public Uni<TextsView> all() {
        return texts.all();
    }

    @POST
    public Uni<Response> publish(@HeaderParam("Idempotency-Key") @Nullable String key, @Valid @NotNull NewText text) {
        Purpose purpose = Purpose.read(text.purpose());
        return idempotency.once(
                key, "consent.publish", text, 201, () -> texts.publish(caller.get(), purpose, text.zh(), text.en()));
    }
}
