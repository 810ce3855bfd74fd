package io.guike.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.imports.CsvCutter.Cut;
import io.guike.imports.CsvCutter.Found;
import io.guike.imports.Pieces.Window;
import io.guike.platform.Database;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Row;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Files of any length, sent in parts. A file belongs to the run of a capability and has its id: the run is told of, the
 * parts come, it is started, and then it reads some records at a time and moves the file's place in the transaction that
 * does what they say, so that it goes on there wherever it was cut.
 */
@ApplicationScoped
public class Uploads {

    public static final int MOST_PARTS = 1_000;

    /** After which a file is given up that nobody started, or that a run gave up. */
    public static final Duration KEPT = Duration.ofDays(7);

    private static final String SELECT =
            "select id, charset, header, bytes, body_at, body_line, position, line from import_file where id = :id";

    @Inject
    Database database;

    @Inject
    Pieces pieces;

    @Inject
    Worker worker;

    @Inject
    Vault vault;

    @Inject
    ObjectMapper json;

    /** @param sha256 in hex, for the sender to compare */
    public record PartView(int number, long bytes, String sha256) {}

    public record PartsView(List<PartView> items) {}

    /**
     * What the sender says of the whole file.
     *
     * @param parts how many there must be
     * @param bytes of all of them
     */
    public record Manifest(
            @NotNull @Min(1) @Max(MOST_PARTS) Integer parts,
            @NotNull @Min(1) Long bytes) {}

    /**
     * Begins the file of a new run, in the caller's transaction.
     *
     * @param charset as the sender declares it; null where the file is to tell
     * @throws io.guike.platform.Problem {@code request.unsupported} for another one than UTF-8 and GB18030
     */
    public Uni<Void> open(UUID id, @Nullable String charset) {
        return database.sql("""
                        insert into import_file (id, charset, bytes, body_at, body_line, position, line)
                        values (:id, :charset, 0, 0, 0, 0, 0)""")
                .with("id", id)
                .with("charset", FileForm.known(charset))
                .run()
                .replaceWithVoid();
    }

    /**
     * Takes a part. The same once more changes nothing; other bytes under a number replace what was sent before.
     *
     * @param most how many bytes the whole file may have
     * @return null where there is no such file
     * @throws io.guike.platform.Problem {@code import.started}, {@code import.too-large}
     */
    public Uni<@Nullable PartView> put(UUID id, int number, byte[] bytes, long most) {
        if (number < 1 || number > MOST_PARTS) {
            throw PlatformProblem.REQUEST_INVALID.because("parts are numbered from 1 to " + MOST_PARTS);
        }
        if (bytes.length == 0) {
            throw PlatformProblem.REQUEST_INVALID.because("the part is empty");
        }
        return worker.sha256(bytes).chain(sha256 -> {
            PartView part = new PartView(number, bytes.length, sha256);
            return database.tx(() -> unstarted(id)
                    .chain(file -> file == null
                            ? Uni.createFrom().nullItem()
                            : keep(file, part, bytes, most).replaceWith(part)));
        });
    }

    private Uni<Void> keep(SentFile file, PartView part, byte[] bytes, long most) {
        return pieces.put(file.id(), part, bytes)
                .chain(grown -> {
                    if (file.bytes() + grown > most) {
                        throw ImportProblem.TOO_LARGE.because("at most " + (most >> 20) + " MiB");
                    }
                    return database.sql("update import_file set bytes = bytes + :grown where id = :id")
                            .with("grown", grown)
                            .with("id", file.id())
                            .run();
                })
                .replaceWithVoid();
    }

    /** The file's row, held. */
    private Uni<@Nullable SentFile> unstarted(UUID id) {
        return database.sql(SELECT + " for update")
                .with("id", id)
                .first(this::file)
                .invoke(file -> {
                    if (file != null && file.isStarted()) {
                        throw ImportProblem.STARTED.problem();
                    }
                });
    }

    /** What has arrived so far; nothing once the run is over. */
    public Uni<PartsView> parts(UUID id) {
        return pieces.parts(id).map(PartsView::new);
    }

    /**
     * Joins the parts once all are there, in the caller's transaction; from now on the file stays as it is.
     *
     * @return null where there is no such file
     * @throws io.guike.platform.Problem {@code import.started}, {@code import.incomplete}, {@code import.unreadable}
     */
    public Uni<@Nullable SentFile> start(UUID id, Manifest told) {
        return unstarted(id).chain(file -> file == null ? Uni.createFrom().nullItem() : start(file, told));
    }

    private Uni<SentFile> start(SentFile file, Manifest told) {
        UUID id = file.id();
        return pieces.parts(id)
                .invoke(arrived -> mustBeWhole(arrived, told.parts(), told.bytes()))
                .chain(() -> pieces.join(id))
                .chain(() -> pieces.window(id, 0, file.bytes()))
                .map(window -> FileForm.of(window, file.charset()))
                .chain(form -> begin(id, form))
                .chain(() -> file(id));
    }

    private static void mustBeWhole(List<PartView> arrived, int parts, long bytes) {
        Set<Integer> numbers = arrived.stream().map(PartView::number).collect(Collectors.toSet());
        List<Integer> missing = IntStream.rangeClosed(1, parts)
                .boxed()
                .filter(number -> !numbers.contains(number))
                .toList();
        if (!missing.isEmpty()) {
            throw ImportProblem.INCOMPLETE.because("missing parts: " + missing);
        }
        if (numbers.size() > parts) {
            throw ImportProblem.INCOMPLETE.because(numbers.size() + " parts have arrived, not " + parts);
        }
        long sum = arrived.stream().mapToLong(PartView::bytes).sum();
        if (sum != bytes) {
            throw ImportProblem.INCOMPLETE.because(sum + " bytes have arrived, not " + bytes);
        }
    }

    private Uni<Integer> begin(UUID id, FileForm form) {
        return database.sql("""
                        update import_file set charset = :charset, header = :header, body_at = :at, body_line = :line,
                          position = :at, line = :line where id = :id""")
                .with("charset", form.charset().name())
                .with("header", write(form.header()))
                .with("at", form.body().position())
                .with("line", form.body().line())
                .with("id", id)
                .run();
    }

    /** A file that comes in one request, whole: a part and the start of a run that was opened just now. */
    public Uni<@Nullable SentFile> whole(UUID id, byte[] bytes, long most) {
        return put(id, 1, bytes, most).chain(() -> start(id, new Manifest(1, (long) bytes.length)));
    }

    /** How a file stands that there is. */
    public Uni<SentFile> file(UUID id) {
        return database.sql(SELECT).with("id", id).one(this::file);
    }

    private SentFile file(Row row) {
        String header = row.textOrNull(2);
        return new SentFile(
                row.uuid(0),
                row.textOrNull(1),
                header == null ? null : read(header),
                row.number(3),
                new Place(row.number(4), row.number(5)),
                new Place(row.number(6), row.number(7)));
    }

    /**
     * The records that come next. Better outside of any transaction: opening and cutting take longer than the database
     * should wait.
     *
     * @param most so many at most; fewer where they are long
     */
    public Uni<Stretch> read(SentFile file, int most) {
        return pieces.window(file.id(), file.place().position(), file.bytes())
                .chain(window -> worker.run(() -> cut(file, window, most)));
    }

    private static Stretch cut(SentFile file, Window window, int most) {
        Charset charset = Charset.forName(Objects.requireNonNull(file.charset()));
        Found found = new CsvCutter(charset).cut(window.bytes(), window.from(), window.last(), most);
        if (found.end() == window.from() && !window.last()) {
            throw new IllegalStateException("nothing is left of the file, or a record is longer than what was read");
        }
        Place begins = file.place();
        long origin = begins.position() - window.from();
        return new Stretch(
                begins,
                found.records().stream()
                        .filter(cut -> !cut.isBlank())
                        .map(cut -> entry(cut, origin, begins.line()))
                        .toList(),
                new Place(origin + found.end(), begins.line() + found.lines()),
                origin + found.end() == file.bytes());
    }

    private static Stretch.Entry entry(Cut cut, long origin, long line) {
        return new Stretch.Entry(line + cut.line(), cut, new Place(origin + cut.end(), line + cut.nextLine()));
    }

    /** Whether nobody has moved the file's place meanwhile; for whoever holds the run's row. */
    public Uni<Boolean> isAt(UUID id, Place place) {
        return database.sql("select 1 from import_file where id = :id and position = :position")
                .with("id", id)
                .with("position", place.position())
                .exists();
    }

    /** In the caller's transaction: there the next read begins. */
    public Uni<Void> moveTo(UUID id, Place place) {
        return database.sql("update import_file set position = :position, line = :line where id = :id")
                .with("position", place.position())
                .with("line", place.line())
                .with("id", id)
                .run()
                .replaceWithVoid();
    }

    /**
     * Deletes some of what was sent, and with the last of it destroys the key.
     *
     * @return whether there is more
     */
    public Uni<Boolean> clear(UUID id) {
        return pieces.clear(id)
                .chain(more -> more
                        ? Uni.createFrom().item(true)
                        : vault.destroy(List.of(id)).replaceWith(false));
    }

    /** As {@link #clear}, all of it, in transactions of its own. */
    public Uni<Void> clearAll(UUID id) {
        return Database.whileMore(() -> database.tx(() -> clear(id)));
    }

    /** Forgets a file that was cleared, together with its run. */
    public Uni<Void> forget(UUID id) {
        return database.sql("delete from import_file where id = :id")
                .with("id", id)
                .run()
                .replaceWithVoid();
    }

    private String write(List<String> cells) {
        try {
            return json.writeValueAsString(cells);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> read(String cells) {
        try {
            return json.readValue(cells, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
