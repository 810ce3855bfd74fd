package io.guike.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.benchmark.Asker.Answered;
import io.guike.benchmark.ClosedLoop.Answer;
import io.guike.benchmark.Job.Outcome;
import io.guike.benchmark.Job.Posting;
import io.guike.benchmark.Job.Reading;
import io.guike.benchmark.Job.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The process that asks. Reads a {@link Target}, then one {@link Job} a line, and answers each with an {@link Outcome};
 * ends with its input. One event loop, and as many kept-alive HTTP connections as there are callers.
 */
final class Load {

    /** More than the service has ever taken on a machine of this kind; beyond it callbacks are made on the way. */
    private static final int PREPARED_A_SECOND = 4_000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ITEM = Pattern.compile("\"number\":");

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Target target;
    private final Bare bare;
    private final Shoppers shoppers;
    private final Claimants claimants;

    private Load(Target target) {
        this.target = target;
        bare = new Bare(vertx, target);
        shoppers = new Shoppers(vertx, target);
        claimants = new Claimants(shoppers);
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = System.out;
        Load load = new Load(JSON.readValue(in.readLine(), Target.class));
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(JSON.writeValueAsString(load.run(JSON.readValue(line, Job.class))));
                out.flush();
            }
        } finally {
            load.end();
        }
    }

    private Outcome run(Job job) throws Exception {
        int port = job.claiming().port() == 0 ? target.port() : job.claiming().port();
        try (Asker service = new Asker(vertx, port, job.callers())) {
            return new ClosedLoop(job, question(job, service))
                    .run(vertx.getOrCreateContext())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.MINUTES);
        }
    }

    /** With everything prepared that would cost the machine something while it is measured. */
    private ClosedLoop.Question question(Job job, Asker service) throws Exception {
        return switch (job.kind()) {
            case BARE_INSERT -> bare::insert;
            case BARE_SELECT -> number -> bare.select();
            case BARE_CLAIM -> number -> bare.claim(job.claiming(), number);
            case BARE_CLAIM_IN_TWO -> number -> bare.claimInTwo(job.claiming(), number);
            case SCAN -> scans(job, service);
            case READ -> pages(job.reading(), service);
            case SIGN_IN -> shoppers.signIn(job, service);
            case SIGN_IN_AGAIN -> shoppers.signInAgain(job, service);
            case BIND -> shoppers.bind(job, service);
            case CARD -> shoppers.cards(job, service);
            case OWN -> shoppers.own(job, service);
            case CLAIM -> claimants.claim(job.claiming(), service);
            case CLAIM_TOO_LATE -> claimants.claimTooLate(job.claiming(), service);
            case POST_POINTS -> postings(job.posting(), service);
            case WECHAT_LOGIN -> shoppers.loginAlone(job);
            case WECHAT_BINDING -> shoppers.bindingAlone(job);
        };
    }

    private ClosedLoop.Question scans(Job job, Asker service) {
        int prepare = (int) (PREPARED_A_SECOND * (job.warmUp() + job.seconds()));
        SealedScans scans = new SealedScans(target.account(), job.scanning(), prepare);
        return number -> {
            SealedScans.Callback callback = scans.get(number);
            return service.post(callback.uri(), null, "text/xml", callback.body())
                    .compose(Load::scanned);
        };
    }

    /** A sealed reply is written after the commit of the touch; a bare {@code success} only promises one. */
    private static Future<Answer> scanned(Answered answer) {
        if (answer.status() == 200 && answer.text().contains("<Encrypt>")) {
            return Future.succeededFuture(Answer.GOOD);
        }
        return answer.status() == 200 && answer.text().equals("success")
                ? Future.succeededFuture(Answer.LATER)
                : Future.failedFuture(answer.unexpected());
    }

    private static ClosedLoop.Question pages(Reading reading, Asker service) {
        return number -> service.get(reading.path(), reading.token()).compose(answer -> page(answer, reading.items()));
    }

    private static Future<Answer> page(Answered answer, int items) {
        return answer.status() == 200 && ITEM.matcher(answer.text()).results().count() == items
                ? Future.succeededFuture(Answer.GOOD)
                : Future.failedFuture(answer.unexpected());
    }

    private static ClosedLoop.Question postings(Posting posting, Asker service) {
        List<String> people = posting.people();
        String run = UUID.randomUUID().toString();
        Buffer body = new JsonObject()
                .put("points", posting.points())
                .put("reason", "测量")
                .toBuffer();
        return number -> service.command(
                        "/api/hq/people/" + people.get((int) (number % people.size())) + "/points/adjustments",
                        posting.token(),
                        run + "-" + number,
                        body)
                .compose(Load::posted);
    }

    private static Future<Answer> posted(Answered answer) {
        return answer.status() == 201 && answer.text().contains("\"POSTED\"")
                ? Future.succeededFuture(Answer.GOOD)
                : Future.failedFuture(answer.unexpected());
    }

    private void end() throws Exception {
        shoppers.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
