package io.guike.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.benchmark.ClosedLoop.Answer;
import io.guike.benchmark.Job.Outcome;
import io.guike.benchmark.Job.Reading;
import io.guike.benchmark.Job.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The process that asks. Reads a {@link Target}, then one {@link Job} a line, and answers each with an {@link Outcome};
 * ends with its input. One event loop, and as many kept-alive HTTP connections as there are callers.
 */
final class Load {

    /** More than the service has ever taken on a machine of this kind; beyond it callbacks are made on the way. */
    private static final int PREPARED_A_SECOND = 4_000;

    private static final long MOST_MILLIS = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ITEM = Pattern.compile("\"number\":");

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Target target;
    private final Bare bare;

    private Load(Target target) {
        this.target = target;
        bare = new Bare(vertx, target);
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = System.out;
        Load load = new Load(JSON.readValue(in.readLine(), Target.class));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(JSON.writeValueAsString(load.run(JSON.readValue(line, Job.class))));
            out.flush();
        }
        load.end();
    }

    private Outcome run(Job job) throws Exception {
        return switch (job.kind()) {
            case BARE_INSERT -> ask(job, bare::insert);
            case BARE_SELECT -> ask(job, number -> bare.select());
            case SCAN -> scan(job);
            case READ -> read(job);
        };
    }

    private Outcome ask(Job job, ClosedLoop.Question question) throws Exception {
        return new ClosedLoop(job, question)
                .run(vertx.getOrCreateContext())
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.MINUTES);
    }

    private Outcome scan(Job job) throws Exception {
        int prepare = (int) (PREPARED_A_SECOND * (job.warmUp() + job.seconds()));
        SealedScans scans = new SealedScans(target.account(), job.scanning(), prepare);
        HttpClient client = client(job.callers());
        try {
            return ask(job, number -> {
                SealedScans.Callback callback = scans.get(number);
                return client.request(request(HttpMethod.POST, callback.uri()).putHeader("Content-Type", "text/xml"))
                        .compose(request -> request.send(callback.body()))
                        .compose(answer -> answer.body().compose(body -> scanned(answer, body)));
            });
        } finally {
            closed(client);
        }
    }

    /** A sealed reply is written after the commit of the touch; a bare {@code success} only promises one. */
    private static Future<Answer> scanned(HttpClientResponse answer, Buffer body) {
        String text = body.toString();
        if (answer.statusCode() == 200 && text.contains("<Encrypt>")) {
            return Future.succeededFuture(Answer.GOOD);
        }
        return answer.statusCode() == 200 && text.equals("success")
                ? Future.succeededFuture(Answer.LATER)
                : unexpected(answer, text);
    }

    private Outcome read(Job job) throws Exception {
        Reading reading = job.reading();
        HttpClient client = client(job.callers());
        try {
            return ask(
                    job,
                    number -> client.request(request(HttpMethod.GET, reading.path())
                                    .putHeader("Authorization", "Bearer " + reading.token()))
                            .compose(request -> request.send())
                            .compose(answer ->
                                    answer.body().compose(body -> page(answer, body.toString(), reading.items()))));
        } finally {
            closed(client);
        }
    }

    private static Future<Answer> page(HttpClientResponse answer, String text, int items) {
        return answer.statusCode() == 200 && ITEM.matcher(text).results().count() == items
                ? Future.succeededFuture(Answer.GOOD)
                : unexpected(answer, text);
    }

    private static Future<Answer> unexpected(HttpClientResponse answer, String text) {
        return Future.failedFuture(answer.statusCode() + " " + text.substring(0, Math.min(300, text.length())));
    }

    private HttpClient client(int connections) {
        return vertx.httpClientBuilder()
                .with(new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(target.port()))
                .with(new PoolOptions().setHttp1MaxSize(connections))
                .build();
    }

    private static RequestOptions request(HttpMethod method, String uri) {
        return new RequestOptions().setMethod(method).setURI(uri).setTimeout(MOST_MILLIS);
    }

    private static void closed(HttpClient client) throws Exception {
        client.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void end() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
