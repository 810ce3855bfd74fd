package io.guike.imports;

import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Files that people send: read off the event loop, carried out in one transaction and once a key. */
@ApplicationScoped
public class Imports {

    /** Rows in one statement, which must stay far below the server's statement timeout. */
    private static final int BATCH = 500;

    @Inject
    Idempotency idempotency;

    @Inject
    Worker worker;

    /** Makes rows of a file. */
    public interface Reader<T> {

        /**
         * Pure; takes a while for a large file.
         *
         * @param charset as declared by the sender, see {@link CsvTable#read}
         */
        T read(byte[] file, @Nullable String charset);
    }

    /**
     * @param key the {@code Idempotency-Key} header; with the same file it replays the answer
     * @param operation what is imported, for {@link Idempotency#once}
     * @param type of the request; its charset is the file's
     * @param run in the transaction that keeps the answer
     */
    public <T> Uni<Response> once(
            @Nullable String key,
            String operation,
            MediaType type,
            byte[] file,
            Reader<T> reader,
            Function<T, Uni<ImportView>> run) {
        String charset = type.getParameters().get(MediaType.CHARSET_PARAMETER);
        return worker.run(() -> reader.read(file, charset))
                .chain(rows -> worker.sha256(file)
                        .chain(sha256 -> idempotency.once(key, operation, sha256, 200, () -> run.apply(rows))));
    }

    /** Parts that one statement each can carry. */
    public static <T> List<List<T>> inBatches(List<T> rows) {
        return IntStream.range(0, (rows.size() + BATCH - 1) / BATCH)
                .mapToObj(i -> rows.subList(i * BATCH, Math.min(rows.size(), (i + 1) * BATCH)))
                .toList();
    }
}
