package io.guike.support;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.restassured.OpenApiValidationFilter;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests to the service under test. Every exchange is checked against the contract, and the operations that were
 * exercised are written down for {@code ContractIT}, which wants to see all of them.
 */
public final class Api {

    public static final Path CONTRACT = Path.of("openapi", "guike.yaml").toAbsolutePath();
    /** One line an exchange: method, blank, path. */
    public static final Path EXERCISED = Path.of("target", "exercised-operations.txt");

    private static final Filter STRICT =
            new OpenApiValidationFilter(OpenApiInteractionValidator.createForSpecificationUrl(
                            CONTRACT.toUri().toString())
                    .build());
    private static final Filter ANSWERS_ONLY =
            new OpenApiValidationFilter(OpenApiInteractionValidator.createForSpecificationUrl(
                            CONTRACT.toUri().toString())
                    .withLevelResolver(LevelResolver.create()
                            .withLevel("validation.request", ValidationReport.Level.IGNORE)
                            .build())
                    .build());
    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    private Api() {}

    /** A request that keeps to the contract, from nobody. */
    public static RequestSpecification anyone() {
        return RestAssured.given().filter(STRICT).filter(Api::writeDown);
    }

    /** A request that keeps to the contract, with a token. */
    public static RequestSpecification as(String token) {
        return anyone().header("Authorization", "Bearer " + token);
    }

    /** A command: as {@link #as} with a fresh idempotency key. */
    public static RequestSpecification command(String token) {
        return as(token).header("Idempotency-Key", UUID.randomUUID().toString()).contentType("application/json");
    }

    /** A request that may break the contract; its answer must still keep to it. */
    public static RequestSpecification breaking(String token) {
        return RestAssured.given().filter(ANSWERS_ONLY).header("Authorization", "Bearer " + token);
    }

    private static Response writeDown(
            FilterableRequestSpecification request, FilterableResponseSpecification response, FilterContext context) {
        String line = request.getMethod() + " " + request.getDerivedPath();
        if (SEEN.add(line)) {
            append(line);
        }
        return context.next(request, response);
    }

    private static synchronized void append(String line) {
        try {
            Files.createDirectories(EXERCISED.getParent());
            Files.writeString(
                    EXERCISED, line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
