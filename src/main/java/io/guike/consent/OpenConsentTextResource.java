package io.guike.consent;

import io.guike.consent.ConsentTexts.TextsView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

@Path("/api/open/consent-texts")
class OpenConsentTextResource {

    @Inject
    ConsentTexts texts;

    @GET
    public Uni<TextsView> current() {
        return texts.current();
    }
}
