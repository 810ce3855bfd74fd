package io.guike;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.support.Api;
import io.guike.support.Contract;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs after all tests of the service: no operation of the contract may be without one. */
class ContractIT {

    @Test
    void everyOperationOfTheContractIsExercised() throws IOException {
        List<String> seen = Files.readAllLines(Api.EXERCISED);
        Set<String> missing = new TreeSet<>();
        for (String operation : Contract.operations()) {
            Pattern pattern = pattern(operation);
            if (seen.stream().noneMatch(line -> pattern.matcher(line).matches())) {
                missing.add(operation);
            }
        }
        assertEquals(Set.of(), missing);
    }

    private static Pattern pattern(String operation) {
        return Pattern.compile(operation.replaceAll("\\{\\w+}", "[^/]+"));
    }
}
