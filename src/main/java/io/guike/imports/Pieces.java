package io.guike.imports;

import io.guike.imports.Uploads.PartView;
import io.guike.platform.Database;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of files, in pieces of one size that are sealed under the file's own key: a part may end anywhere, also within
 * a character, and reading needs only the pieces around a position.
 */
@ApplicationScoped
class Pieces {

    static final int PIECE_BYTES = 64 * 1024;

    /** From a position on so much is read at least, far more than a record may take. */
    private static final int WINDOW_BYTES = 2 * PIECE_BYTES;

    /** Pieces in one statement. */
    private static final int BATCH = 16;

    @Inject
    Database database;

    @Inject
    Vault vault;

    /**
     * Some of a file's bytes.
     *
     * @param from where the position asked for lies in them
     * @param last whether the file ends with them
     */
    record Window(byte[] bytes, int from, boolean last) {}

    private record Piece(int part, int number, long beginsAt, byte[] sealed) {}

    /**
     * Keeps a part, in place of what was sent under its number before. The caller holds the file's row.
     *
     * @return by how much the file has grown
     */
    Uni<Long> put(UUID file, PartView part, byte[] bytes) {
        return database.sql("select bytes, sha256 from import_part where file_id = :file and number = :number")
                .with("file", file)
                .with("number", part.number())
                .first(row -> new PartView(part.number(), row.number(0), row.text(1)))
                .chain(before -> part.equals(before)
                        ? Uni.createFrom().item(0L)
                        : replace(file, part, bytes)
                                .replaceWith(() -> part.bytes() - (before == null ? 0 : before.bytes())));
    }

    private Uni<Void> replace(UUID file, PartView part, byte[] bytes) {
        List<Integer> numbers = IntStream.rangeClosed(0, (bytes.length - 1) / PIECE_BYTES)
                .boxed()
                .toList();
        return database.sql("delete from import_piece where file_id = :file and part = :part")
                .with("file", file)
                .with("part", part.number())
                .run()
                .chain(() -> database.sql("""
                                insert into import_part (file_id, number, bytes, sha256)
                                values (:file, :number, :bytes, :sha256)
                                on conflict (file_id, number) do update
                                set bytes = excluded.bytes, sha256 = excluded.sha256""")
                        .with("file", file)
                        .with("number", part.number())
                        .with("bytes", part.bytes())
                        .with("sha256", part.sha256())
                        .run())
                .chain(() -> Database.each(batches(numbers), batch -> insert(file, part.number(), batch, bytes)));
    }

    private static List<List<Integer>> batches(List<Integer> numbers) {
        List<List<Integer>> batches = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i += BATCH) {
            batches.add(numbers.subList(i, Math.min(i + BATCH, numbers.size())));
        }
        return batches;
    }

    private Uni<Integer> insert(UUID file, int part, List<Integer> numbers, byte[] bytes) {
        List<byte[]> clear = numbers.stream()
                .map(number -> Arrays.copyOfRange(
                        bytes, number * PIECE_BYTES, Math.min(bytes.length, (number + 1) * PIECE_BYTES)))
                .toList();
        return vault.sealAll(IntStream.range(0, clear.size())
                        .mapToObj(i -> new Vault.Clear(file, field(part, numbers.get(i)), text(clear.get(i))))
                        .toList())
                .chain(closed -> database.sql("""
                                insert into import_piece (file_id, part, number, bytes, sealed)
                                select :file, :part, number, bytes, sealed
                                from unnest(cast(:numbers as integer[]), cast(:bytes as integer[]),
                                  cast(:sealed as bytea[])) as p(number, bytes, sealed)""")
                        .with("file", file)
                        .with("part", part)
                        .with("numbers", numbers)
                        .with("bytes", clear.stream().map(one -> one.length).toList())
                        .with("sealed", closed)
                        .run());
    }

    /** Rosters were the first files; what was sealed under the name of theirs must still open. */
    private static String field(int part, int number) {
        return "roster.file." + part + "." + number;
    }

    /** The vault seals texts; in this charset every byte is a character. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    Uni<List<PartView>> parts(UUID file) {
        return database.sql("select number, bytes, sha256 from import_part where file_id = :file order by number")
                .with("file", file)
                .list(row -> new PartView(row.integer(0), row.number(1), row.text(2)));
    }

    /** Tells each piece where it lies in the whole file, now that all parts are there. */
    Uni<Void> join(UUID file) {
        return database.sql("""
                        update import_piece p set begins_at = placed.at
                        from (select part, number, sum(bytes) over (order by part, number) - bytes as at
                              from import_piece where file_id = :file) placed
                        where p.file_id = :file and p.part = placed.part and p.number = placed.number""").with("file", file).run().replaceWithVoid();
    }

    /** The bytes from a position on. */
    Uni<Window> window(UUID file, long position, long fileBytes) {
        return database.sql("""
                        select part, number, begins_at, sealed from import_piece
                        where file_id = :file and begins_at > :from and begins_at + bytes > :position
                          and begins_at < :to
                        order by begins_at""")
                .with("file", file)
                .with("from", position - PIECE_BYTES)
                .with("position", position)
                .with("to", position + WINDOW_BYTES)
                .list(row -> new Piece(row.integer(0), row.integer(1), row.number(2), row.bytes(3)))
                .chain(pieces -> vault.openAll(pieces.stream()
                                .map(piece ->
                                        new Vault.Sealed(file, field(piece.part(), piece.number()), piece.sealed()))
                                .toList())
                        .map(clear -> window(pieces, clear, position, fileBytes)));
    }

    private static Window window(List<Piece> pieces, List<@Nullable String> clear, long position, long fileBytes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(WINDOW_BYTES + PIECE_BYTES);
        clear.forEach(text -> bytes.writeBytes(Objects.requireNonNull(text).getBytes(StandardCharsets.ISO_8859_1)));
        long begin = pieces.isEmpty() ? position : pieces.get(0).beginsAt();
        return new Window(bytes.toByteArray(), (int) (position - begin), begin + bytes.size() == fileBytes);
    }

    /**
     * Deletes some of a file.
     *
     * @return whether there is more
     */
    Uni<Boolean> clear(UUID file) {
        return database.sql("""
                        delete from import_piece where file_id = :file and (part, number) in (
                          select part, number from import_piece where file_id = :file limit 500)""")
                .with("file", file)
                .run()
                .chain(gone -> gone > 0
                        ? Uni.createFrom().item(true)
                        : database.sql("delete from import_part where file_id = :file")
                                .with("file", file)
                                .run()
                                .replaceWith(false));
    }
}
