package io.guike.roster;

import io.guike.platform.Database;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What was sent, in pieces that are sealed under the run's own key: a part may end anywhere, also within a character,
 * and reading needs only the pieces around a position.
 */
@ApplicationScoped
class Uploads {

    static final int PIECE_BYTES = 64 * 1024;

    /** From a position on so much is read at least, far more than a record may take. */
    private static final int WINDOW_BYTES = 2 * PIECE_BYTES;

    /** Pieces in one statement. */
    private static final int BATCH = 16;

    @Inject
    Database database;

    @Inject
    Vault vault;

    @Inject
    Vertx vertx;

    /** @param sha256 in hex, for the sender to compare */
    record PartView(int number, long bytes, String sha256) {}

    /**
     * Some of the file's bytes.
     *
     * @param from where the position asked for lies in them
     * @param last whether the file ends with them
     */
    record Window(byte[] bytes, int from, boolean last) {}

    private record Piece(int part, int number, long beginsAt, byte[] sealed) {}

    /** A large request would hold up the event loop. */
    <T> Uni<T> onWorker(Callable<T> work) {
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(work, false).toCompletionStage());
    }

    /** Hex, made on a worker. */
    Uni<String> sha256(byte[] bytes) {
        return onWorker(() -> HexFormat.of().formatHex(digest(bytes)));
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Keeps a part, in place of what was sent under its number before. The caller holds the run's row.
     *
     * @return by how much the file has grown
     */
    Uni<Long> put(UUID run, PartView part, byte[] bytes) {
        return database.sql("select bytes, sha256 from roster_part where run_id = :run and number = :number")
                .with("run", run)
                .with("number", part.number())
                .first(row -> new PartView(part.number(), row.number(0), row.text(1)))
                .chain(before -> part.equals(before)
                        ? Uni.createFrom().item(0L)
                        : replace(run, part, bytes)
                                .replaceWith(() -> part.bytes() - (before == null ? 0 : before.bytes())));
    }

    private Uni<Void> replace(UUID run, PartView part, byte[] bytes) {
        List<Integer> numbers = IntStream.rangeClosed(0, (bytes.length - 1) / PIECE_BYTES)
                .boxed()
                .toList();
        return database.sql("delete from roster_piece where run_id = :run and part = :part")
                .with("run", run)
                .with("part", part.number())
                .run()
                .chain(() -> database.sql("""
                                insert into roster_part (run_id, number, bytes, sha256)
                                values (:run, :number, :bytes, :sha256)
                                on conflict (run_id, number) do update
                                set bytes = excluded.bytes, sha256 = excluded.sha256""")
                        .with("run", run)
                        .with("number", part.number())
                        .with("bytes", part.bytes())
                        .with("sha256", part.sha256())
                        .run())
                .chain(() -> Database.each(batches(numbers), batch -> insert(run, part.number(), batch, bytes)));
    }

    private static List<List<Integer>> batches(List<Integer> numbers) {
        List<List<Integer>> batches = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i += BATCH) {
            batches.add(numbers.subList(i, Math.min(i + BATCH, numbers.size())));
        }
        return batches;
    }

    private Uni<Integer> insert(UUID run, int part, List<Integer> numbers, byte[] bytes) {
        List<byte[]> clear = numbers.stream()
                .map(number -> Arrays.copyOfRange(
                        bytes, number * PIECE_BYTES, Math.min(bytes.length, (number + 1) * PIECE_BYTES)))
                .toList();
        return vault.sealAll(IntStream.range(0, clear.size())
                        .mapToObj(i -> new Vault.Clear(run, field(part, numbers.get(i)), text(clear.get(i))))
                        .toList())
                .chain(closed -> database.sql("""
                                insert into roster_piece (run_id, part, number, bytes, sealed)
                                select :run, :part, number, bytes, sealed
                                from unnest(cast(:numbers as integer[]), cast(:bytes as integer[]),
                                  cast(:sealed as bytea[])) as p(number, bytes, sealed)""")
                        .with("run", run)
                        .with("part", part)
                        .with("numbers", numbers)
                        .with("bytes", clear.stream().map(one -> one.length).toList())
                        .with("sealed", closed)
                        .run());
    }

    private static String field(int part, int number) {
        return "roster.file." + part + "." + number;
    }

    /** The vault seals texts; in this charset every byte is a character. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    Uni<List<PartView>> parts(UUID run) {
        return database.sql("select number, bytes, sha256 from roster_part where run_id = :run order by number")
                .with("run", run)
                .list(row -> new PartView(row.integer(0), row.number(1), row.text(2)));
    }

    /** Tells each piece where it lies in the whole file, now that all parts are there. */
    Uni<Void> join(UUID run) {
        return database.sql("""
                        update roster_piece p set begins_at = placed.at
                        from (select part, number, sum(bytes) over (order by part, number) - bytes as at
                              from roster_piece where run_id = :run) placed
                        where p.run_id = :run and p.part = placed.part and p.number = placed.number""").with("run", run).run().replaceWithVoid();
    }

    /** The bytes from a position on. */
    Uni<Window> window(UUID run, long position, long fileBytes) {
        return database.sql("""
                        select part, number, begins_at, sealed from roster_piece
                        where run_id = :run and begins_at > :from and begins_at + bytes > :position
                          and begins_at < :to
                        order by begins_at""")
                .with("run", run)
                .with("from", position - PIECE_BYTES)
                .with("position", position)
                .with("to", position + WINDOW_BYTES)
                .list(row -> new Piece(row.integer(0), row.integer(1), row.number(2), row.bytes(3)))
                .chain(pieces -> vault.openAll(pieces.stream()
                                .map(piece ->
                                        new Vault.Sealed(run, field(piece.part(), piece.number()), piece.sealed()))
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
     * Deletes some of what a run was sent.
     *
     * @return whether there is more
     */
    Uni<Boolean> clear(UUID run) {
        return database.sql("""
                        delete from roster_piece where run_id = :run and (part, number) in (
                          select part, number from roster_piece where run_id = :run limit 500)""")
                .with("run", run)
                .run()
                .chain(gone -> gone > 0
                        ? Uni.createFrom().item(true)
                        : database.sql("delete from roster_part where run_id = :run")
                                .with("run", run)
                                .run()
                                .replaceWith(false));
    }
}
