package io.guike.benchmark;

import io.guike.benchmark.Asker.Answered;
import io.guike.benchmark.ClosedLoop.Answer;
import io.guike.benchmark.ClosedLoop.Question;
import io.guike.benchmark.Job.Claiming;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/** People with the mini-program who claim coupons, each claim with a key of its own. */
final class Claimants {

    private static final String CLAIMS = "/api/me/coupon-claims";

    /** So that those who ask one after the other for different templates are different people. */
    private static final long STEP = 7;

    private final Shoppers shoppers;

    Claimants(Shoppers shoppers) {
        this.shoppers = shoppers;
    }

    /** Who claims what: nobody the same twice. */
    private record Claim(int claimer, int template) {

        static Claim of(long number, Claiming claiming) {
            int people = claiming.claimers().size();
            int templates = claiming.templates().size();
            if (number >= (long) people * templates) {
                throw new IllegalStateException("nobody is left to claim anything");
            }
            return claiming.spread()
                    ? new Claim((int) ((number / templates + number % templates * STEP) % people), (int)
                            (number % templates))
                    : new Claim((int) (number % people), (int) (number / people));
        }
    }

    Question claim(Claiming claiming, Asker service) throws Exception {
        List<String> tokens = shoppers.tokens(claiming.claimers());
        List<Buffer> bodies = claiming.templates().stream().map(Claimants::body).toList();
        String run = UUID.randomUUID().toString();
        return number -> {
            Claim claim = Claim.of(number, claiming);
            return service.command(
                            CLAIMS, tokens.get(claim.claimer()), run + "-" + number, bodies.get(claim.template()))
                    .compose(Claimants::granted);
        };
    }

    private static Future<Answer> granted(Answered answer) {
        return answer.status() == 201 ? Future.succeededFuture(Answer.GOOD) : Future.failedFuture(answer.unexpected());
    }

    /** The first few get one, and then nobody does. */
    Question claimTooLate(Claiming claiming, Asker service) throws Exception {
        List<String> tokens = shoppers.tokens(claiming.claimers());
        Buffer body = body(claiming.templates().get(0));
        String run = UUID.randomUUID().toString();
        return number -> service.command(CLAIMS, tokens.get((int) (number % tokens.size())), run + "-" + number, body)
                .compose(Claimants::refused);
    }

    private static Future<Answer> refused(Answered answer) {
        if (answer.status() == 201) {
            return Future.succeededFuture(Answer.LATER);
        }
        boolean told = answer.text().contains("claim.sold-out") || answer.text().contains("claim.limit-reached");
        return answer.status() == 409 && told
                ? Future.succeededFuture(Answer.GOOD)
                : Future.failedFuture(answer.unexpected());
    }

    private static Buffer body(UUID template) {
        return new JsonObject().put("templateId", template.toString()).toBuffer();
    }
}
