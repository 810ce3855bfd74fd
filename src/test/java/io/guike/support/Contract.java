package io.guike.support;

import io.swagger.parser.OpenAPIParser;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The contract as it stands in {@code openapi/}. */
public final class Contract {

    private static final SwaggerParseResult PARSED = parse();

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

    private static OpenAPI openApi() {
        return PARSED.getOpenAPI();
    }

    private static SwaggerParseResult parse() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        return new OpenAPIParser().readLocation(Api.CONTRACT.toUri().toString(), null, options);
    }
}
