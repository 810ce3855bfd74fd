package io.guike.support;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Requests as the contract allows them, with the least that is required in them, about things that there are not. */
public final class Placeholders {

    private Placeholders() {}

    /** A body that the contract allows; the type is null where there is none. */
    public record Body(String contentType, Object content) {}

    /**
     * The path with something in every place.
     *
     * @param known what to put in by name, e.g. a {@code storeId} that there is
     */
    public static String path(Contract.Operation operation, Map<String, ?> known) {
        String path = operation.path();
        for (Parameter parameter : parameters(operation.definition(), "path")) {
            Object value = known.containsKey(parameter.getName())
                    ? known.get(parameter.getName())
                    : value(parameter.getSchema());
            path = path.replace("{" + parameter.getName() + "}", encoded(value));
        }
        return path;
    }

    /** With the question mark; empty where nothing is required. */
    public static String query(Contract.Operation operation) {
        String query = parameters(operation.definition(), "query").stream()
                .filter(parameter -> Boolean.TRUE.equals(parameter.getRequired()))
                .map(parameter -> parameter.getName() + "=" + encoded(value(parameter.getSchema())))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    public static Body body(Contract.Operation operation) {
        RequestBody body = operation.definition().getRequestBody();
        if (body == null) {
            return new Body(null, null);
        }
        Map.Entry<String, MediaType> first =
                body.getContent().entrySet().iterator().next();
        return new Body(first.getKey(), value(first.getValue().getSchema()));
    }

    private static List<Parameter> parameters(Operation operation, String in) {
        return operation.getParameters() == null
                ? List.of()
                : operation.getParameters().stream()
                        .filter(parameter -> in.equals(parameter.getIn()))
                        .toList();
    }

    private static String encoded(Object value) {
        return URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8);
    }

    private static Object value(Schema<?> schema) {
        if (schema.getEnum() != null) {
            return schema.getEnum().get(0);
        }
        if (schema.getExample() != null) {
            return schema.getExample();
        }
        return switch (String.valueOf(schema.getType())) {
            case "object" -> object(schema);
            case "array" -> List.of(value(schema.getItems()));
            case "boolean" -> true;
            case "integer", "number" -> schema.getMinimum() == null ? 1 : schema.getMinimum();
            default -> text(schema);
        };
    }

    private static Map<String, Object> object(Schema<?> schema) {
        Map<String, Object> object = new LinkedHashMap<>();
        if (schema.getRequired() != null) {
            schema.getRequired()
                    .forEach(name ->
                            object.put(name, value(schema.getProperties().get(name))));
        }
        return object;
    }

    private static String text(Schema<?> schema) {
        String format = String.valueOf(schema.getFormat());
        return switch (format) {
            case "uuid" -> UUID.randomUUID().toString();
            case "date" -> "2026-01-01";
            case "date-time" -> "2026-01-01T00:00:00Z";
            default -> "x".repeat(schema.getMinLength() == null ? 1 : Math.max(1, schema.getMinLength()));
        };
    }
}
