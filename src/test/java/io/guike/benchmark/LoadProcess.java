package io.guike.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.benchmark.Job.Outcome;
import io.guike.benchmark.Job.Target;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The driver's end of {@link Load}. */
final class LoadProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Target target;
    private final Process process;
    private final BufferedWriter jobs;
    private final BufferedReader outcomes;

    LoadProcess(Target target) throws IOException {
        this.target = target;
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = new ProcessBuilder(java, "-Xmx1g", "-cp", System.getProperty("java.class.path"), Load.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        jobs = process.outputWriter(StandardCharsets.UTF_8);
        outcomes = process.inputReader(StandardCharsets.UTF_8);
        write(target);
    }

    /** A second one, for what others ask meanwhile. */
    LoadProcess another() throws IOException {
        return new LoadProcess(target);
    }

    Outcome run(Job job) throws IOException {
        write(job);
        String line = outcomes.readLine();
        if (line == null) {
            throw new IOException("the load process ended in the middle of " + job.kind());
        }
        return JSON.readValue(line, Outcome.class);
    }

    private void write(Object order) throws IOException {
        jobs.write(JSON.writeValueAsString(order));
        jobs.newLine();
        jobs.flush();
    }

    @Override
    public void close() throws Exception {
        jobs.close();
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
