package io.guike.benchmark;

import io.guike.benchmark.Asker.Answered;
import io.guike.benchmark.ClosedLoop.Answer;
import io.guike.benchmark.ClosedLoop.Question;
import io.guike.benchmark.Job.Mini;
import io.guike.benchmark.Job.Reading;
import io.guike.benchmark.Job.Target;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * People in the mini-program. Whom WeChat must know and what it must hand out is asked of the simulated one before the
 * clock runs; past what was prepared it is asked on the way.
 */
final class Shoppers implements AutoCloseable {

    /** More than a service of this kind does on a machine of this kind. */
    private static final int SIGN_INS_A_SECOND = 1_000;

    private static final int BINDINGS_A_SECOND = 500;
    private static final int WECHAT_A_SECOND = 2_500;
    /** What one caller alone gets at most. */
    private static final int MOST_OF_ONE = 400;

    private static final int AT_ONCE = 64;
    private static final long FIRST_PHONE = 18_000_000_000L;
    private static final Pattern CARD = Pattern.compile("\"cardNumber\":\"[0-9]{16}\"");
    /** What each line of a statement, each coupon and each balance has once. */
    private static final Pattern ITEM = Pattern.compile("\"(balance|templateId)\":");

    /** Well below the half hour for which a shopper's token is good. */
    private static final Duration GOOD_FOR = Duration.ofMinutes(10);

    private static final String SIMULATED = "/simulator/users";

    private final Vertx vertx;
    private final Target target;
    private final Asker wechat;

    private final List<Shopper> known = new ArrayList<>();
    private final Deque<Shopper> visitors = new ArrayDeque<>();
    private long phones = FIRST_PHONE;
    private List<String> signedIn = List.of();
    private List<String> tokens = List.of();
    private long signedInAt;

    /** Somebody whom the simulated WeChat calls so, with the token that the service gave them last. */
    private record Shopper(String user, String token) {}

    /** Somebody who is about to send a code that WeChat gave them. */
    private record Coming(Shopper shopper, String code) {}

    Shoppers(Vertx vertx, Target target) {
        this.vertx = vertx;
        this.target = target;
        wechat = new Asker(vertx, URI.create(target.platform()).getPort(), AT_ONCE);
    }

    Question signIn(Job job, Asker service) throws Exception {
        List<Coming> coming = all(prepared(job, SIGN_INS_A_SECOND), number -> newcomer());
        return number -> or(coming, number, this::newcomer)
                .compose(one -> signIn(service, one))
                .map(shopper -> {
                    known.add(shopper);
                    visitors.add(shopper);
                    return Answer.GOOD;
                });
    }

    Question signInAgain(Job job, Asker service) throws Exception {
        List<Shopper> people = List.copyOf(known);
        List<Coming> coming =
                all(prepared(job, SIGN_INS_A_SECOND), number -> withLoginCode(people.get(number % people.size())));
        return number -> or(coming, number, () -> withLoginCode(people.get((int) (number % people.size()))))
                .compose(one -> signIn(service, one))
                .map(shopper -> Answer.GOOD);
    }

    Question bind(Job job, Asker service) throws Exception {
        int prepare = prepared(job, BINDINGS_A_SECOND);
        try (Asker before = new Asker(vertx, target.port(), AT_ONCE)) {
            int missing = Math.max(0, prepare - visitors.size());
            visitors.addAll(all(missing, number -> visitor(before)));
        }
        List<Coming> coming = all(prepare, number -> withPhoneCode(visitors.remove()));
        JsonArray consents = new JsonArray(job.shopping().consents());
        return number -> or(coming, number, () -> visitor(service).compose(this::withPhoneCode))
                .compose(one -> service.post(
                        "/api/me/membership",
                        one.shopper().token(),
                        "application/json",
                        new JsonObject()
                                .put("phoneCode", one.code())
                                .put("consents", consents)
                                .toBuffer()))
                .compose(Shoppers::card);
    }

    Question cards(Job job, Asker service) throws Exception {
        List<String> tokens = tokens(job.shopping().readers());
        return number -> service.get("/api/me/card", tokens.get((int) (number % tokens.size())))
                .compose(Shoppers::card);
    }

    /** What belongs to each, in turn; a page of it must hold as many items as were laid, or more. */
    Question own(Job job, Asker service) throws Exception {
        List<String> tokens = tokens(job.shopping().readers());
        Reading reading = job.reading();
        return number -> service.get(reading.path(), tokens.get((int) (number % tokens.size())))
                .compose(answer -> own(answer, reading.items()));
    }

    private static Future<Answer> own(Answered answered, int items) {
        return answered.status() == 200
                        && ITEM.matcher(answered.text()).results().count() >= items
                ? Future.succeededFuture(Answer.GOOD)
                : Future.failedFuture(answered.unexpected());
    }

    /** Of these, signed in again only where that was a while ago. */
    List<String> tokens(List<String> users) throws Exception {
        if (!users.equals(signedIn) || System.nanoTime() - signedInAt > GOOD_FOR.toNanos()) {
            signedInAt = System.nanoTime();
            try (Asker service = new Asker(vertx, target.port(), AT_ONCE)) {
                tokens = all(
                        users.size(),
                        number -> withLoginCode(new Shopper(users.get(number), ""))
                                .compose(coming -> signIn(service, coming))
                                .map(Shopper::token));
            }
            signedIn = users;
        }
        return tokens;
    }

    private static Future<Answer> card(Answered answered) {
        return answered.status() == 200 && CARD.matcher(answered.text()).find()
                ? Future.succeededFuture(Answer.GOOD)
                : Future.failedFuture(answered.unexpected());
    }

    Question loginAlone(Job job) throws Exception {
        List<Coming> coming = all(prepared(job, WECHAT_A_SECOND), number -> newcomer());
        Mini mini = target.mini();
        return number -> or(coming, number, this::newcomer)
                .compose(one -> wechat.get(
                        "/sns/jscode2session?appid=" + mini.appid() + "&secret=" + mini.secret() + "&js_code="
                                + one.code() + "&grant_type=authorization_code",
                        null))
                .map(Asker::read)
                .map(told -> right(told, "session_key"));
    }

    Question bindingAlone(Job job) throws Exception {
        String token = now(() -> wechat.post("/cgi-bin/stable_token", null, credentials()))
                .getString("access_token");
        List<Coming> coming = all(prepared(job, WECHAT_A_SECOND), number -> withOpenid());
        return number -> or(coming, number, this::withOpenid).compose(one -> tell(token, one));
    }

    private JsonObject credentials() {
        return new JsonObject()
                .put("grant_type", "client_credential")
                .put("appid", target.mini().appid())
                .put("secret", target.mini().secret());
    }

    /** Here the shopper's place of the token is the openid's. */
    private Future<Coming> withOpenid() {
        return newcomer()
                .compose(one -> wechat.post(path(one.shopper(), "openid"), null, appid())
                        .map(met -> new Shopper(one.shopper().user(), met.getString("openid"))))
                .compose(this::withPhoneCode);
    }

    private Future<Answer> tell(String token, Coming one) {
        JsonObject phone = new JsonObject().put("code", one.code());
        JsonObject risk =
                appid().put("openid", one.shopper().token()).put("scene", 0).put("client_ip", "127.0.0.1");
        return wechat.post("/wxa/business/getuserphonenumber?access_token=" + token, null, phone)
                .map(told -> right(told, "phone_info"))
                .compose(told -> wechat.post("/wxa/getuserriskrank?access_token=" + token, null, risk))
                .map(told -> right(told, "risk_rank"));
    }

    private static Answer right(JsonObject told, String holds) {
        if (!told.containsKey(holds)) {
            throw new IllegalStateException(told.encode());
        }
        return Answer.GOOD;
    }

    private Future<Coming> newcomer() {
        JsonObject facts = new JsonObject().put("nickname", "顾客").put("phone", String.valueOf(++phones));
        return wechat.post(SIMULATED, null, facts)
                .compose(made -> withLoginCode(new Shopper(made.getString("id"), "")));
    }

    /** Somebody new who has signed in. */
    private Future<Shopper> visitor(Asker service) {
        return newcomer().compose(coming -> signIn(service, coming));
    }

    private static Future<Shopper> signIn(Asker service, Coming coming) {
        return service.post("/api/me/session", null, new JsonObject().put("code", coming.code()))
                .map(tokens -> new Shopper(coming.shopper().user(), tokens.getString("accessToken")));
    }

    private Future<Coming> withLoginCode(Shopper shopper) {
        return wechat.post(path(shopper, "login-codes"), null, appid())
                .map(code -> new Coming(shopper, code.getString("code")));
    }

    private Future<Coming> withPhoneCode(Shopper shopper) {
        return wechat.post(path(shopper, "phone-codes"), null, appid())
                .map(code -> new Coming(shopper, code.getString("code")));
    }

    private static String path(Shopper shopper, String what) {
        return SIMULATED + "/" + shopper.user() + "/" + what;
    }

    private JsonObject appid() {
        return new JsonObject().put("appid", target.mini().appid());
    }

    private static int prepared(Job job, int aSecond) {
        int most = Math.min(aSecond, job.callers() * MOST_OF_ONE);
        return (int) (most * (job.warmUp() + job.seconds()));
    }

    /** Where somebody who was not prepared comes from. */
    private interface Source {
        Future<Coming> come();
    }

    private static Future<Coming> or(List<Coming> prepared, long number, Source source) {
        return number < prepared.size() ? Future.succeededFuture(prepared.get((int) number)) : source.come();
    }

    /** All of them, a batch at a time. */
    private <T> List<T> all(int many, IntFunction<Future<T>> one) throws Exception {
        List<T> made = new ArrayList<>(many);
        for (int from = 0; from < many; from += AT_ONCE) {
            IntStream batch = IntStream.range(from, Math.min(many, from + AT_ONCE));
            made.addAll(now(() -> Future.all(batch.mapToObj(one).toList()).map(CompositeFuture::<T>list)));
        }
        return made;
    }

    /** Asked on the event loop: elsewhere an answer may have gone by before anybody listens. */
    private <T> T now(Supplier<Future<T>> question) throws Exception {
        Promise<T> answer = Promise.promise();
        vertx.runOnContext(ignored -> question.get().onComplete(answer));
        return answer.future().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    @Override
    public void close() throws Exception {
        wechat.close();
    }
}
