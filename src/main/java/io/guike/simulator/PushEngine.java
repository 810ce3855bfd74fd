package io.guike.simulator;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages and events to the applications' callbacks: three tries in all, each cut after the deadline and each at
 * the next replica.
 */
final class PushEngine {
    static final String SERVICE_FAILURE = "该公众号提供的服务出现故障，请稍后再试";
    static final String MINI_PROGRAM_FAILURE = "该小程序客服暂时无法提供服务，请稍后再试";
    private static final int TRIES = 3;
    private static final int LOGGED = 1000;

    private final Callbacks callbacks;
    private final SimulatedClock clock;
    private final Messages messages;
    private final Accounts accounts;
    private final Map<String, Push.Plan> plans = new LinkedHashMap<>();
    private final Map<String, Integer> turns = new HashMap<>();
    private final Deque<Push> log = new ArrayDeque<>();
    private long lastId;
    private long lastMsgId;

    PushEngine(Callbacks callbacks, SimulatedClock clock, Messages messages, Accounts accounts) {
        this.callbacks = callbacks;
        this.clock = clock;
        this.messages = messages;
        this.accounts = accounts;
    }

    Map<String, Push.Plan> plans() {
        return plans;
    }

    /** Unique for ever: grows with the machine's time, whatever the simulated clock says. */
    long nextMsgId() {
        lastMsgId = Math.max(lastMsgId + 1, 23_000_000_000_000_000L + System.currentTimeMillis() * 1000);
        return lastMsgId;
    }

    /** A message or an event of a user; {@code extra} follows the common fields. */
    Push event(Account account, @Nullable String openid, Map<String, Object> extra, Push.@Nullable Plan plan) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ToUserName", account.originalId);
        if (openid != null) {
            fields.put("FromUserName", openid);
        }
        fields.put("CreateTime", clock.seconds());
        fields.putAll(extra);
        Push push = new Push();
        push.openid = openid;
        push.fields = fields;
        push.msgType = text(fields, "MsgType");
        push.event = text(fields, "Event");
        push.eventKey = text(fields, "EventKey");
        push.ticket = text(fields, "Ticket");
        push.msgId = text(fields, "MsgId");
        return send(account, push, plan);
    }

    private static @Nullable String text(Map<String, Object> fields, String name) {
        Object value = fields.get(name);
        return value == null ? null : value.toString();
    }

    /** Records the push and sends it, unless the plan holds it back. */
    Push send(Account account, Push push, Push.@Nullable Plan plan) {
        lastId++;
        push.id = lastId;
        push.appid = account.appid;
        push.createTime = clock.seconds();
        push.at = clock.now().toString();
        push.plan = plan == null ? planOf(account) : plan;
        log.add(push);
        if (log.size() > LOGGED) {
            log.removeFirst();
        }
        if (account.callbacks.isEmpty()) {
            return settle(push, Push.Outcome.NO_CALLBACK);
        }
        if (push.plan.hold) {
            push.outcome = Push.Outcome.HELD;
        } else {
            deliver(account, push);
        }
        return push;
    }

    private Push.Plan planOf(Account account) {
        Push.Plan plan = plans.get(account.appid);
        if (plan == null) {
            return new Push.Plan();
        }
        if (plan.times != null) {
            plan.times--;
            if (plan.times <= 0) {
                plans.remove(account.appid);
            }
        }
        return plan;
    }

    private static Push settle(Push push, Push.Outcome outcome) {
        push.outcome = outcome;
        push.settled.tryComplete(push);
        return push;
    }

    /** The copies in parallel, then the repetitions one after another. */
    Future<Push> deliver(Account account, Push push) {
        push.outcome = Push.Outcome.PENDING;
        List<Future<Push.Verdict>> copies = new ArrayList<>();
        for (int copy = 1; copy <= Math.max(1, push.plan.copies); copy++) {
            copies.add(attempt(account, push, copy, 1, null));
        }
        Future<Push.Verdict> all = Future.all(copies).map(done -> best(copies));
        for (int i = 1; i <= push.plan.repeats; i++) {
            int copy = copies.size() + i;
            all = all.compose(verdict -> attempt(account, push, copy, 1, null).map(verdict));
        }
        return all.map(verdict -> settled(account, push, verdict));
    }

    /** The same message once more, {@code copies} times in parallel; {@code exact} repeats the last request to the byte. */
    Future<Push> resend(Account account, Push push, int copies, boolean exact) {
        List<Future<Push.Verdict>> sent = new ArrayList<>();
        int first = push.attempts.stream().mapToInt(Push.Attempt::copy).max().orElse(0) + 1;
        for (int copy = first; copy < first + copies; copy++) {
            sent.add(attempt(account, push, copy, 1, exact ? push.lastSent : null));
        }
        return Future.all(sent).map(push);
    }

    private static Push.Verdict best(List<Future<Push.Verdict>> copies) {
        return copies.stream().map(Future::result).min(Enum::compareTo).orElse(Push.Verdict.CONNECTION);
    }

    private Push settled(Account account, Push push, Push.Verdict verdict) {
        Push.Outcome outcome = push.answered ? Push.Outcome.REPLIED : verdict.outcome();
        boolean failed = outcome == Push.Outcome.FAILED || outcome == Push.Outcome.UNPARSABLE;
        String openid = push.openid;
        if (failed && openid != null && push.showsFailure()) {
            messages.fromSystem(account, openid, account.isService() ? SERVICE_FAILURE : MINI_PROGRAM_FAILURE);
        }
        return settle(push, outcome);
    }

    private Future<Push.Verdict> attempt(Account account, Push push, int copy, int number, Push.@Nullable Sent exact) {
        Push.Sent request = exact == null ? callbacks.request(account, push) : exact;
        push.lastSent = request;
        String url = nextUrl(account);
        long start = System.nanoTime();
        return callbacks
                .post(url, request, account.format)
                .map(answer -> judge(account, push, copy, number, url, start, answer))
                .otherwise(failure -> judge(push, copy, number, url, start, failure))
                .compose(verdict -> verdict.retried() && number < TRIES
                        ? attempt(account, push, copy, number + 1, exact)
                        : Future.succeededFuture(verdict));
    }

    private String nextUrl(Account account) {
        int turn = turns.merge(account.appid, 1, Integer::sum) - 1;
        return account.callbacks.get(Math.floorMod(turn, account.callbacks.size()));
    }

    private Push.Verdict judge(
            Account account, Push push, int copy, int number, String url, long start, Callbacks.Answer answer) {
        Push.Verdict verdict;
        String detail = null;
        if (answer.status() != 200) {
            verdict = Push.Verdict.HTTP_ERROR;
        } else if (answer.body().isBlank() || answer.body().strip().equals("success")) {
            verdict = Push.Verdict.SUCCESS;
        } else {
            try {
                show(account, push, answer.body().strip());
                verdict = Push.Verdict.REPLY;
            } catch (Envelope.Broken e) {
                verdict = Push.Verdict.UNPARSABLE;
                detail = e.getMessage();
            }
        }
        push.attempts.add(new Push.Attempt(copy, number, url, answer.status(), millisSince(start), verdict, detail));
        return verdict;
    }

    private static Push.Verdict judge(Push push, int copy, int number, String url, long start, Throwable failure) {
        Push.Verdict verdict = failure instanceof TimeoutException ? Push.Verdict.TIMEOUT : Push.Verdict.CONNECTION;
        push.attempts.add(new Push.Attempt(copy, number, url, null, millisSince(start), verdict, failure.getMessage()));
        return verdict;
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private void show(Account account, Push push, String body) throws Envelope.Broken {
        String openid = push.openid;
        if (openid == null) {
            throw new Envelope.Broken("a reply to nobody");
        }
        Messages.Message reply = Replies.read(account, openid, body, !"event".equals(push.msgType));
        if (!push.answered && reply != null && !"unsubscribe".equals(push.event)) {
            messages.add(account, openid, reply);
        }
        push.answered = true;
    }

    Push require(long id) {
        return log.stream()
                .filter(push -> push.id == id)
                .findFirst()
                .orElseThrow(() -> AdminError.notFound("push " + id));
    }

    List<Push> log(@Nullable String appid, @Nullable String openid, long since, int limit) {
        List<Push> found = new ArrayList<>();
        for (Iterator<Push> pushes = log.iterator(); pushes.hasNext() && found.size() < limit; ) {
            Push push = pushes.next();
            boolean wanted =
                    (appid == null || push.appid.equals(appid)) && (openid == null || openid.equals(push.openid));
            if (wanted && push.id > since) {
                found.add(push);
            }
        }
        return found;
    }

    List<Push> held() {
        return log.stream().filter(push -> push.outcome == Push.Outcome.HELD).toList();
    }

    /** Sends held pushes in this order, each after the other's answer. */
    Future<Void> release(List<Push> pushes) {
        Future<Void> all = Future.succeededFuture();
        for (Push push : pushes) {
            if (push.outcome != Push.Outcome.HELD) {
                throw AdminError.invalid("push " + push.id + " is not held");
            }
            push.outcome = Push.Outcome.PENDING;
        }
        for (Push push : pushes) {
            all = all.compose(
                    done -> deliver(accounts.require(push.appid), push).mapEmpty());
        }
        return all;
    }
}
