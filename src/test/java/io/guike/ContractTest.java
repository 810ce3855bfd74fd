package io.guike;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.guike.platform.ProblemCode;
import io.guike.support.Contract;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract, the application and the error codes say the same. {@code ContractIT} adds: and all of it is tested. */
class ContractTest {

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.guike");

    @Test
    void contractIsWellFormed() {
        assertEquals(java.util.List.of(), Contract.messages());
    }

    @Test
    void contractAndApplicationHaveTheSameOperations() {
        Set<String> implemented = new TreeSet<>();
        CODE.stream()
                .filter(type -> type.isAnnotatedWith(Path.class))
                .forEach(type -> type.getMethods()
                        .forEach(method -> operations(type, method).forEach(implemented::add)));
        assertEquals(Contract.operations(), implemented);
    }

    private static Stream<String> operations(JavaClass type, JavaMethod method) {
        return Stream.of("GET", "POST", "PUT", "DELETE", "PATCH")
                .filter(verb -> isAnnotatedWith(method, verb))
                .map(verb -> verb + " " + path(type, method));
    }

    private static boolean isAnnotatedWith(JavaMethod method, String verb) {
        return method.getAnnotations().stream()
                .map(annotation -> annotation.getRawType())
                .anyMatch(annotation -> annotation.isAnnotatedWith(HttpMethod.class)
                        && annotation.getSimpleName().equals(verb));
    }

    /** JAX-RS allows a pattern behind a path parameter's name; OpenAPI does not. */
    private static String path(JavaClass type, JavaMethod method) {
        String own = method.isAnnotatedWith(Path.class)
                ? method.getAnnotationOfType(Path.class).value()
                : "";
        String whole =
                type.getAnnotationOfType(Path.class).value() + (own.isEmpty() || own.startsWith("/") ? "" : "/") + own;
        return whole.replaceAll("\\{(\\w+)\\s*:[^}]*}", "{$1}");
    }

    @Test
    void contractListsEveryErrorCode() {
        Set<String> codes = new TreeSet<>();
        CODE.stream()
                .filter(type -> type.isEnum() && type.isAssignableTo(ProblemCode.class))
                .map(JavaClass::reflect)
                .flatMap(type -> Arrays.stream(type.getEnumConstants()))
                .map(constant -> ((ProblemCode) constant).code())
                .forEach(code -> assertTrue(codes.add(code), () -> "two meanings of " + code));
        assertEquals(Contract.problemCodes(), codes);
    }
}
