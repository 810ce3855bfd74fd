package io.guike.points;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.platform.Database;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the ledger keeps of an explanation, and what becomes of it when somebody reads it. */
@ApplicationScoped
class Explanations {

    private static final String OCCASION = "occasion";

    /** In rows of the first days, which kept all that was known of the occasion. */
    private static final String FIRST_OCCASION = "id";

    @Inject
    ObjectMapper json;

    @Inject
    @All
    List<ExplanationPart> parts;

    /** As it stands in a row: JSON with the id. */
    static @Nullable String written(@Nullable UUID occasion) {
        return occasion == null ? null : "{\"" + OCCASION + "\":\"" + occasion + "\"}";
    }

    /** The occasion that a row tells; null where it tells none. */
    @Nullable
    UUID occasion(@Nullable String written) {
        try {
            JsonNode told = json.readTree(written == null ? "" : written);
            JsonNode id = told.has(OCCASION) ? told.path(OCCASION) : told.path(FIRST_OCCASION);
            return id.isTextual() ? UUID.fromString(id.textValue()) : null;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Of all these occasions, each asked for once. */
    Uni<Map<UUID, Explanation>> of(Collection<UUID> occasions) {
        Map<UUID, Explanation> known = new HashMap<>();
        return occasions.isEmpty()
                ? Uni.createFrom().item(known)
                : Database.each(parts, part -> part.explain(occasions).invoke(known::putAll))
                        .replaceWith(known);
    }

    /** A row that tells no occasion is shown as it is. */
    @Nullable
    Explanation read(@Nullable String written, Map<UUID, Explanation> known) {
        if (written == null) {
            return null;
        }
        UUID occasion = occasion(written);
        return occasion == null
                ? Explanation.told(written)
                : Objects.requireNonNullElseGet(known.get(occasion), () -> Explanation.unknown(occasion));
    }
}
