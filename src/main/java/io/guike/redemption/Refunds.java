package io.guike.redemption;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.platform.Database;
import io.guike.platform.Sql;
import io.guike.redemption.Redemption.State;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What came back of a redeemed basket. The caller holds the redemption's row, so refunds of one basket queue up. */
@ApplicationScoped
public class Refunds {

    @Inject
    Database database;

    @Inject
    Ending ending;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /**
     * A refund.
     *
     * @param reference of the client, unique for the redemption: the same refund again changes nothing
     * @param lines none alone of a use that had none
     */
    public record Refund(
            @NotBlank @Size(max = 100) String reference,

            @NotNull @Size(max = Basket.MOST_LINES + 1 + Taking.MOST_COUPONS)
            List<@NotNull @Valid LineRefund> lines) {}

    /**
     * One line of it.
     *
     * @param amountFen what the person gets back; 0 for pieces on which nothing was paid
     * @param quantity how many pieces come back with it; null: none of a line of several, and of a line of one piece this
     *     piece with the last fen that was paid for it
     */
    public record LineRefund(
            @NotBlank @Size(max = 40) String line,
            @Min(0) @Max(Basket.MOST_LINE_FEN) long amountFen,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Min(0) @Max(Basket.MOST_PIECES) @Nullable
            Integer quantity) {}

    Uni<Void> apply(Redemption row, Refund refund, String actor) {
        String lines = write(refund.lines());
        return known(row.id(), refund.reference()).chain(earlier -> {
            if (earlier != null) {
                return same(earlier, lines);
            }
            if (row.state() != State.REDEEMED) {
                throw RedemptionProblem.STATE.because(row.state().name());
            }
            return note(row.id(), refund.reference(), lines, actor)
                    .chain(() -> addUp(row.id(), refund.lines()))
                    .chain(() -> isWhole(row.id()))
                    .chain(whole -> whole
                            ? ending.giveBack(row, actor)
                            : Uni.createFrom().voidItem());
        });
    }

    private String write(List<LineRefund> lines) {
        long names = lines.stream().map(LineRefund::line).distinct().count();
        if (names < lines.size()) {
            throw RedemptionProblem.BASKET_INVALID.problem();
        }
        try {
            return json.writeValueAsString(lines.stream()
                    .sorted(Comparator.comparing(LineRefund::line))
                    .toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Uni<@Nullable String> known(UUID redemption, String reference) {
        return database.sql("select lines from coupon_refund where redemption_id = :id and reference = :reference")
                .with("id", redemption)
                .with("reference", reference)
                .first(row -> row.text(0));
    }

    private static Uni<Void> same(String earlier, String lines) {
        if (!earlier.equals(lines)) {
            throw RedemptionProblem.REFUND_REUSED.problem();
        }
        return Uni.createFrom().voidItem();
    }

    private Uni<Integer> note(UUID redemption, String reference, String lines, String actor) {
        return database.sql("""
                        insert into coupon_refund (redemption_id, reference, lines, at, actor)
                        values (:id, :reference, :lines, :now, :actor)""")
                .with("id", redemption)
                .with("reference", reference)
                .with("lines", lines)
                .with("now", clock.instant())
                .with("actor", actor)
                .run();
    }

    private Uni<Void> addUp(UUID redemption, List<LineRefund> lines) {
        return told("""
                        select count(*), count(*) filter (where l.refunded_fen + back.amount > l.amount_fen - l.discount_fen
                            or l.pieces_back + back.pieces > l.quantity),
                          (select count(*) from coupon_redemption_line where redemption_id = :id)
                        from back join coupon_redemption_line l on l.redemption_id = :id and l.line = back.line""", redemption, lines)
                .one(row -> {
                    if (lines.isEmpty() && row.number(2) > 0 || row.number(0) < lines.size()) {
                        throw RedemptionProblem.LINE_UNKNOWN.problem();
                    }
                    if (row.number(1) > 0) {
                        throw RedemptionProblem.REFUND_TOO_MUCH.problem();
                    }
                    return row;
                })
                .chain(() -> add(redemption, lines))
                .replaceWithVoid();
    }

    /** What need not come back does not begin to by being named. */
    private Uni<Integer> add(UUID redemption, List<LineRefund> lines) {
        return told("""
                        update coupon_redemption_line l set refunded_fen = l.refunded_fen + back.amount,
                          pieces_back = l.pieces_back + back.pieces,
                          returned = l.returned or l.refunded_fen + back.amount = l.amount_fen - l.discount_fen
                            and l.pieces_back + back.pieces = l.quantity
                        from back where l.redemption_id = :id and l.line = back.line""", redemption, lines).run();
    }

    /** With the refund as {@code back}: the only piece of a line goes with the last fen where nobody says otherwise. */
    private Sql told(String statement, UUID redemption, List<LineRefund> lines) {
        return database.sql("""
                        with back as (
                          select told.line, told.amount, case when told.pieces >= 0 then told.pieces
                            when l.quantity = 1 and l.refunded_fen + told.amount = l.amount_fen - l.discount_fen
                              then 1 - l.pieces_back
                            else 0 end as pieces
                          from unnest(cast(:lines as text[]), cast(:amounts as bigint[]), cast(:pieces as integer[]))
                            as told(line, amount, pieces)
                          join coupon_redemption_line l on l.redemption_id = :id and l.line = told.line)
                        """ + statement)
                .with("id", redemption)
                .with("lines", lines.stream().map(LineRefund::line).toList())
                .with("amounts", lines.stream().map(LineRefund::amountFen).toList())
                .with("pieces", lines.stream().map(Refunds::pieces).toList());
    }

    private static int pieces(LineRefund line) {
        Integer named = line.quantity();
        return named == null ? -1 : named;
    }

    /** Whether a refund was noted; the caller holds the redemption's row. */
    Uni<Boolean> stand(UUID redemption) {
        return database.sql("select 1 from coupon_refund where redemption_id = :id")
                .with("id", redemption)
                .exists();
    }

    /** Where there was nothing but freight, that has to come back. */
    private Uni<Boolean> isWhole(UUID redemption) {
        return database.sql("""
                        select case when bool_or(line <> :freight)
                          then bool_and(returned) filter (where line <> :freight)
                          else coalesce(bool_and(returned), true) end
                        from coupon_redemption_line where redemption_id = :id""")
                .with("id", redemption)
                .with("freight", Basket.FREIGHT)
                .one(row -> row.flag(0));
    }
}
