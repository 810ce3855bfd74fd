package io.guike.earning;

import io.guike.earning.Occasions.Kept;
import io.guike.earning.Occasions.Returned;
import io.guike.earnrule.EarnKind;
import io.guike.earnrule.PaidLine;
import io.guike.earnrule.RuleVersions;
import io.guike.platform.Database;
import io.guike.platform.Problem;
import io.guike.points.Points;
import io.guike.points.PointsProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Takes back what a purchase earned with lines that are returned: the points that what is kept would not have earned by
 * the rules of that day. So the last refund takes the rest, whatever was rounded or capped before.
 */
@ApplicationScoped
public class Refunds {

    /** Source of what is taken back when a promise is withdrawn. */
    private static final String WITHDRAWN = "withdrawn";

    /** The ledger of somebody who erased themselves stays as it is. */
    private static final String ERASED = "member.erased";

    @Inject
    Database database;

    @Inject
    Occasions occasions;

    @Inject
    RuleVersions versions;

    @Inject
    Points points;

    /**
     * Something that is returned.
     *
     * @param purchase source of the purchase
     * @param source of this refund, unique in the purchase
     * @param lines what is paid back in money, by product
     * @param actor {@code Caller.tag()}
     */
    public record Refund(String purchase, String source, List<PaidLine> lines, String actor) {}

    /** @param points that were taken back, pending ones included */
    public record RefundView(String purchase, String source, long points) {}

    /**
     * Joins the caller's transaction; the same purchase, source and lines again answer what was taken the first time, other
     * lines under the same source are refused. Refunds of one purchase wait for each other. Nobody is held before the ledger
     * holds all whom it concerns, so call it first.
     *
     * @throws io.guike.platform.Problem {@code earning.occasion-unknown}, {@code earning.refund-too-large}, {@code
     *     earning.source-reused}
     */
    public Uni<RefundView> refunded(Refund refund) {
        return database.tx(() -> locked(EarnKind.PURCHASE, refund.purchase()).chain(kept -> refunded(refund, kept)))
                .map(taken -> new RefundView(refund.purchase(), refund.source(), taken));
    }

    /**
     * Takes all of it back that was given for something else than a purchase, such as a review that is rejected: promised
     * points as well as those that became active. Joins the caller's transaction as {@link #refunded} does; done again it
     * answers the same. Completing it later does nothing.
     *
     * @param actor {@code Caller.tag()}
     * @throws io.guike.platform.Problem {@code earning.occasion-unknown}
     */
    public Uni<RefundView> withdrawn(EarnKind kind, String source, String actor) {
        if (kind == EarnKind.PURCHASE) {
            throw new IllegalArgumentException("a purchase is returned by its lines");
        }
        Refund all = new Refund(source, WITHDRAWN, List.of(), actor);
        return database.tx(() -> locked(kind, source).chain(kept -> withdrawn(all, kept)))
                .map(taken -> new RefundView(source, WITHDRAWN, taken));
    }

    private Uni<Long> withdrawn(Refund all, Kept kept) {
        return occasions
                .returned(kept.id())
                .chain(before -> before.isEmpty()
                        ? due(all, kept, kept.points())
                        : Uni.createFrom().item(before.get(0).points()));
    }

    private Uni<Kept> locked(EarnKind kind, String source) {
        return database.lock("earning.refund " + source)
                .chain(() -> occasions.find(kind, source))
                .onItem()
                .ifNull()
                .failWith(EarningProblem.OCCASION_UNKNOWN::problem)
                .map(Objects::requireNonNull);
    }

    private Uni<Long> refunded(Refund refund, Kept kept) {
        return occasions
                .returned(kept.id())
                .chain(before -> before.stream()
                        .filter(one -> one.source().equals(refund.source()))
                        .findFirst()
                        .map(again -> Uni.createFrom().item(same(again, refund)))
                        .orElseGet(() -> take(refund, kept, before)));
    }

    private static long same(Returned again, Refund refund) {
        if (!again.lines().equals(refund.lines())) {
            throw EarningProblem.SOURCE_REUSED.problem();
        }
        return again.points();
    }

    private static boolean isProblem(Throwable failure, String code) {
        return failure instanceof Problem problem && problem.code().code().equals(code);
    }

    private Uni<Long> take(Refund refund, Kept kept, List<Returned> before) {
        List<PaidLine> left = left(kept, before, refund.lines());
        long taken = before.stream().mapToLong(Returned::points).sum();
        return versions.applied(kept.version())
                .map(rules -> rules.countingOnly(kept.explanation().multiplierIds()))
                .map(rules -> rules.evaluate(kept.occasion().with(left), kept.earlier()))
                .map(deserved -> Math.max(0, kept.points() - taken - deserved.points()))
                .chain(due -> due(refund, kept, due));
    }

    private Uni<Long> due(Refund refund, Kept kept, long due) {
        return due == 0
                ? noted(refund, kept, 0)
                : take(refund, kept, due)
                        .chain(() -> noted(refund, kept, due))
                        .onFailure(failure -> isProblem(failure, ERASED))
                        .recoverWithItem(0L);
    }

    /** After the ledger: what it refused is not noted as taken. */
    private Uni<Long> noted(Refund refund, Kept kept, long due) {
        return occasions
                .insert(kept.id(), new Returned(refund.source(), refund.lines(), due), refund.actor())
                .replaceWith(due);
    }

    /** Points that became active meanwhile are taken back from the ledger like all others. */
    private Uni<?> take(Refund refund, Kept kept, long due) {
        return kept.pending()
                ? points.voidPending(reason(kept), kept.source(), due)
                        .replaceWithVoid()
                        .onFailure(failure -> isProblem(failure, PointsProblem.PENDING_ENDED.code()))
                        .recoverWithUni(() -> clawBack(refund, kept, due))
                : clawBack(refund, kept, due);
    }

    private Uni<Void> clawBack(Refund refund, Kept kept, long due) {
        String source = kept.source() + "/" + refund.source();
        return points.clawBack(reason(kept), kept.source(), source, due, refund.actor())
                .replaceWithVoid();
    }

    private static String reason(Kept kept) {
        return kept.occasion().kind().name();
    }

    /** Rules tell lines apart by nothing but the product. */
    private static List<PaidLine> left(Kept kept, List<Returned> before, List<PaidLine> now) {
        Map<String, Long> fen = new LinkedHashMap<>();
        kept.occasion().lines().forEach(line -> fen.merge(line.sku(), line.paidFen(), Math::addExact));
        before.forEach(one -> one.lines().forEach(line -> subtract(fen, line)));
        now.forEach(line -> subtract(fen, line));
        return fen.entrySet().stream()
                .map(one -> new PaidLine(one.getKey(), one.getValue()))
                .toList();
    }

    private static void subtract(Map<String, Long> fen, PaidLine line) {
        long left = fen.getOrDefault(line.sku(), 0L) - line.paidFen();
        if (line.paidFen() < 0 || left < 0) {
            throw EarningProblem.REFUND_TOO_LARGE.because(line.sku());
        }
        fen.put(line.sku(), left);
    }
}
