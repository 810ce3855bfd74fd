package io.guike.reveal;

import io.guike.reveal.Reveals.ClearView;
import io.guike.reveal.Reveals.Field;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Set;

/** What somebody wants to see, and why. */
record RevealWish(
        @NotNull @NotEmpty Set<@NotNull Field> fields,
        @NotBlank @Size(max = 200) String reason) {

    static Response unstored(ClearView clear) {
        return Response.ok(clear).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
