package io.guike.support;

import io.swagger.parser.OpenAPIParser;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The contract as it stands in {@code openapi/}. */
public final class Contract {

    private static final SwaggerParseResult PARSED = parse(false);

    private Contract() {}

    /** What the parser has to complain about. */
    public static List<String> messages() {
        return PARSED.getMessages();
    }

    /** {@code GET /api/hq/audit} and so on. */
    public static Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        openApi()
                .getPaths()
                .forEach((path, item) ->
                        item.readOperationsMap().keySet().forEach(method -> operations.add(method + " " + path)));
        return operations;
    }

    public static Set<String> problemCodes() {
        Set<String> codes = new TreeSet<>();
        openApi().getComponents().getSchemas().get("ProblemCode").getEnum().forEach(code -> codes.add(code.toString()));
        return codes;
    }

    /** One operation, with everything it refers to in its place. */
    public record Operation(String method, String path, io.swagger.v3.oas.models.Operation definition) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** All of them, in the order of the contract. */
    public static List<Operation> definitions() {
        List<Operation> all = new ArrayList<>();
        parse(true)
                .getOpenAPI()
                .getPaths()
                .forEach((path, item) -> item.readOperationsMap()
                        .forEach((method, definition) -> all.add(new Operation(method.name(), path, definition))));
        return all;
    }

    private static OpenAPI openApi() {
        return PARSED.getOpenAPI();
    }

    private static SwaggerParseResult parse(boolean inPlace) {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        options.setResolveFully(inPlace);
        return new OpenAPIParser().readLocation(Api.CONTRACT.toUri().toString(), null, options);
    }
}
