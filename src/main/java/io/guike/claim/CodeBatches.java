package io.guike.claim;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.coupon.Templates;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.guike.platform.Sql;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Head office's batches of exchange codes. The codes are made when they are handed out, and shown that one time. */
@ApplicationScoped
class CodeBatches {

    static final int MOST_CODES = 20_000;
    static final int MOST_USES = 1_000_000;

    /** 29^12: more than 58 bits, in groups that people can type. */
    private static final int LENGTH = 12;

    private static final int GROUP = 4;
    private static final int AT_ONCE = 1_000;

    @Inject
    Database database;

    @Inject
    Templates templates;

    @Inject
    Exchanges exchanges;

    @Inject
    AuditLog audit;

    @Inject
    Vertx vertx;

    @Inject
    Clock clock;

    /**
     * What a batch is to be.
     *
     * @param uses how many people may use one code, each of them once
     */
    record Plan(UUID template, String name, int codes, int uses, Instant startsAt, Instant endsAt) {}

    /** @param used how many coupons were got by its codes; null in a list, where it would be counted for each */
    record BatchView(
            UUID id,
            UUID templateId,
            String name,
            int codes,
            int uses,
            Instant startsAt,
            Instant endsAt,
            Instant createdAt,
            @Nullable Instant handedOutAt,
            @Nullable Instant stoppedAt,
            @Nullable Long used) {}

    private record Code(String text, String hash) {}

    private static final String SELECT = """
            select b.id, b.template_id, b.name, b.codes, b.uses, b.starts_at, b.ends_at, b.created_at, b.handed_out_at,
              b.stopped_at, %s
            from claim_code_batch b""";

    private static final String ONE = SELECT.formatted(
            "(select cast(coalesce(sum(c.used), 0) as bigint) from claim_code c where c.batch_id = b.id)");

    private static final String LISTED = SELECT.formatted("cast(null as bigint)");

    private static BatchView view(Row row) {
        return new BatchView(
                row.uuid(0),
                row.uuid(1),
                row.text(2),
                row.integer(3),
                row.integer(4),
                row.instant(5),
                row.instant(6),
                row.instant(7),
                row.instantOrNull(8),
                row.instantOrNull(9),
                row.isNull(10) ? null : row.number(10));
    }

    /** @throws io.guike.platform.Problem {@code claim.batch-invalid}, {@code coupon.template-unknown} */
    Uni<BatchView> create(Caller by, Plan plan) {
        if (!plan.startsAt().isBefore(plan.endsAt())) {
            throw ClaimProblem.BATCH_INVALID.because("结束时间必须晚于开始时间");
        }
        UUID id = Ids.next();
        return templates
                .offered(plan.template())
                .chain(() -> insert(id, by, plan))
                .chain(() -> audit.record(
                        by,
                        "claim.codes-create",
                        "exchange-batch:" + id,
                        Map.of("template", plan.template(), "codes", plan.codes(), "uses", plan.uses())))
                .chain(() -> get(id));
    }

    private Uni<Integer> insert(UUID id, Caller by, Plan plan) {
        return database.sql("""
                        insert into claim_code_batch (id, template_id, name, codes, uses, starts_at, ends_at, created_at,
                          created_by)
                        values (:id, :template, :name, :codes, :uses, :starts, :ends, :now, :by)""")
                .with("id", id)
                .with("template", plan.template())
                .with("name", plan.name().strip())
                .with("codes", plan.codes())
                .with("uses", plan.uses())
                .with("starts", plan.startsAt())
                .with("ends", plan.endsAt())
                .with("now", clock.instant())
                .with("by", by.tag())
                .run();
    }

    /** @throws io.guike.platform.Problem {@code claim.batch-unknown} */
    Uni<BatchView> get(UUID id) {
        return database.sql(ONE + " where b.id = :id")
                .with("id", id)
                .first(CodeBatches::view)
                .onItem()
                .ifNull()
                .failWith(ClaimProblem.BATCH_UNKNOWN::problem);
    }

    /** Newest first. */
    Uni<Page<BatchView>> list(@Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql(LISTED
                        + " where (b.created_at, b.id) < (:at, :id) order by b.created_at desc, b.id desc limit :size")
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(CodeBatches::view)
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.createdAt(), row.id())));
    }

    /** No code of it is good any more; coupons that were got stay. */
    Uni<BatchView> stop(Caller by, UUID id) {
        return database.tx(() -> mark("stopped_at", id)
                .chain(() -> audit.record(by, "claim.codes-stop", "exchange-batch:" + id, Map.of()))
                .chain(() -> get(id)));
    }

    private Uni<Integer> mark(String column, UUID id) {
        Sql update = database.sql(
                "update claim_code_batch set %1$s = :now where id = :id and %1$s is null".formatted(column));
        return update.with("now", clock.instant()).with("id", id).run();
    }

    /**
     * Makes the codes.
     *
     * @return a CSV with all of them
     * @throws io.guike.platform.Problem {@code claim.batch-unknown}, {@code claim.codes-handed-out}
     */
    Uni<String> handOut(Caller by, UUID id) {
        return get(id).chain(batch -> make(batch.codes())
                .call(codes -> database.tx(() -> mark("handed_out_at", id)
                        .invoke(CodeBatches::mustBeFirst)
                        .chain(() -> Database.each(parts(codes), part -> insert(batch, part)))
                        .chain(() -> audit.record(
                                by, "claim.codes-hand-out", "exchange-batch:" + id, Map.of("codes", batch.codes())))))
                .map(CodeBatches::csv));
    }

    private static void mustBeFirst(int marked) {
        if (marked == 0) {
            throw ClaimProblem.CODES_HANDED_OUT.problem();
        }
    }

    /** Thousands of keyed hashes would hold up the event loop. */
    private Uni<List<Code>> make(int many) {
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(
                                () -> Stream.generate(() -> Ids.readable(LENGTH))
                                        .distinct()
                                        .limit(many)
                                        .map(text -> new Code(text, exchanges.hash(text)))
                                        .toList(),
                                false)
                        .toCompletionStage());
    }

    private static List<List<Code>> parts(List<Code> codes) {
        List<List<Code>> parts = new ArrayList<>();
        for (int i = 0; i < codes.size(); i += AT_ONCE) {
            parts.add(codes.subList(i, Math.min(codes.size(), i + AT_ONCE)));
        }
        return parts;
    }

    private Uni<Integer> insert(BatchView batch, List<Code> codes) {
        return database.sql("""
                        insert into claim_code (hash, batch_id, used, uses)
                        select hash, :batch, 0, :uses from unnest(cast(:hashes as text[])) as hash""")
                .with("batch", batch.id())
                .with("uses", batch.uses())
                .with("hashes", codes.stream().map(Code::hash).toList())
                .run();
    }

    private static String csv(List<Code> codes) {
        StringBuilder csv = new StringBuilder("兑换码\r\n");
        codes.forEach(code -> csv.append(grouped(code.text())).append("\r\n"));
        return csv.toString();
    }

    private static String grouped(String code) {
        return String.join("-", code.split("(?<=\\G.{" + GROUP + "})", -1)).replaceAll("-$", "");
    }
}
