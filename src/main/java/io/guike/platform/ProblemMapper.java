package io.guike.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The one place where a failure becomes an answer (RFC 9457). */
@Singleton
class ProblemMapper {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Body(
            String type,
            String title,
            int status,
            String code,
            @Nullable String detail,
            @Nullable String traceId,
            @Nullable Integer total,
            List<Problem.Flaw> errors) {}

    @ServerExceptionMapper
    Response problem(Problem problem, @Context HttpHeaders headers) {
        return answer(problem.code(), problem.detail(), problem.flaws(), problem.total(), headers);
    }

    @ServerExceptionMapper
    Response violations(ConstraintViolationException invalid, @Context HttpHeaders headers) {
        List<Problem.Flaw> flaws = invalid.getConstraintViolations().stream()
                .map(violation -> Problem.Flaw.of(field(violation), violation.getMessage()))
                .sorted(java.util.Comparator.comparing(Problem.Flaw::field))
                .toList();
        return answer(PlatformProblem.REQUEST_INVALID, null, flaws, headers);
    }

    /** The path without the method and parameter names that validation puts before it. */
    private static String field(ConstraintViolation<?> violation) {
        String path = violation.getPropertyPath().toString();
        int second = path.indexOf('.', path.indexOf('.') + 1);
        return second < 0 ? path.substring(path.indexOf('.') + 1) : path.substring(second + 1);
    }

    @ServerExceptionMapper
    Response json(JsonProcessingException malformed, @Context HttpHeaders headers) {
        String where = malformed instanceof JsonMappingException mapping ? path(mapping) : "";
        String detail = where.isEmpty() ? "malformed JSON" : "cannot read " + where;
        return answer(PlatformProblem.REQUEST_INVALID, detail, List.of(), headers);
    }

    /** What does not fit its field: the framework has a mapper for these, which would answer without a code. */
    @ServerExceptionMapper
    Response mismatch(MismatchedInputException malformed, @Context HttpHeaders headers) {
        return json(malformed, headers);
    }

    private static String path(JsonMappingException mapping) {
        return String.join(
                ".",
                mapping.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                        .toList());
    }

    @ServerExceptionMapper
    Response web(WebApplicationException web, @Context HttpHeaders headers) {
        if (web.getCause() instanceof JsonProcessingException malformed) {
            return json(malformed, headers);
        }
        return switch (web.getResponse().getStatus()) {
            case 404 -> answer(PlatformProblem.NOT_FOUND, null, List.of(), headers);
            case 405 -> answer(PlatformProblem.METHOD_NOT_ALLOWED, null, List.of(), headers);
            case 413 -> answer(PlatformProblem.REQUEST_TOO_LARGE, null, List.of(), headers);
            case 415, 406 -> answer(PlatformProblem.UNSUPPORTED, null, List.of(), headers);
            case 401 -> answer(PlatformProblem.UNAUTHENTICATED, null, List.of(), headers);
            case 403 -> answer(PlatformProblem.FORBIDDEN, null, List.of(), headers);
            case 400, 422 -> answer(PlatformProblem.REQUEST_INVALID, null, List.of(), headers);
            default -> unexpected(web, headers);
        };
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure, @Context HttpHeaders headers) {
        if (failure instanceof ProblemSource source) {
            LOG.warnf("Refused: %s", failure.toString());
            return problem(source.asProblem(), headers);
        }
        if (Database.isPassing(failure)) {
            LOG.warnf("Answered busy: %s", failure.toString());
            return answer(PlatformProblem.BUSY, null, List.of(), headers);
        }
        LOG.error("A request failed", failure);
        return answer(PlatformProblem.INTERNAL, null, List.of(), headers);
    }

    private static Response answer(
            ProblemCode code, @Nullable String detail, List<Problem.Flaw> flaws, HttpHeaders headers) {
        return answer(code, detail, flaws, null, headers);
    }

    private static Response answer(
            ProblemCode code,
            @Nullable String detail,
            List<Problem.Flaw> flaws,
            @Nullable Integer total,
            HttpHeaders headers) {
        Body body = new Body(
                "urn:guike:problem:" + code.code(),
                prefersEnglish(headers) ? code.en() : code.zh(),
                code.status(),
                code.code(),
                detail,
                TraceIds.current(),
                total,
                flaws);
        Response.ResponseBuilder answer =
                Response.status(code.status()).type("application/problem+json").entity(body);
        if (code.status() == Response.Status.SERVICE_UNAVAILABLE.getStatusCode()) {
            answer.header(HttpHeaders.RETRY_AFTER, 1);
        }
        return answer.build();
    }

    private static boolean prefersEnglish(HttpHeaders headers) {
        return headers.getAcceptableLanguages().stream()
                .map(Locale::getLanguage)
                .filter(language -> language.equals("zh") || language.equals("en"))
                .findFirst()
                .filter("en"::equals)
                .isPresent();
    }
}
