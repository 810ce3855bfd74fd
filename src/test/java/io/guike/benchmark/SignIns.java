package io.guike.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.benchmark.Job.Kind;
import io.guike.benchmark.Job.Outcome;
import java.io.IOException;

/** Sign-ins of the mini-program, to the signed token behind the commit. Each asks the simulated WeChat once. */
final class SignIns implements Section {

    private static final String SESSIONS = "session where audience = 'SHOPPER'";

    private final Bench bench;

    SignIns(Bench bench) {
        this.bench = bench;
    }

    @Override
    public void few() throws Exception {
        signIn(Kind.SIGN_IN, Bench.WARM_UP_CALLERS);
        signIn(Kind.SIGN_IN_AGAIN, Bench.WARM_UP_CALLERS);
        bench.report().head("Sign-ins of the mini-program by a code of wx.login, to the token");
        for (int callers : Bench.CALLERS) {
            Outcome bare = bench.bareInsert(callers);
            bench.report().figure("sign-in of a new person", callers, signIn(Kind.SIGN_IN, callers), bare);
            bench.report()
                    .figure("sign-in of a person known already", callers, signIn(Kind.SIGN_IN_AGAIN, callers), bare);
        }
        bench.report()
                .bare(
                        "simulated WeChat alone: the one call of a sign-in",
                        Bench.WARM_UP_CALLERS,
                        bench.run(Kind.WECHAT_LOGIN, Bench.WARM_UP_CALLERS));
        bench.report().remark("(sessions and people are counted in the database after each run, and must be equal)");
    }

    private Outcome signIn(Kind kind, int callers) throws IOException {
        long sessions = bench.count(SESSIONS);
        long people = bench.count("person");
        Outcome outcome = bench.run(kind, callers);
        assertEquals(outcome.good(), bench.count(SESSIONS) - sessions, "sessions");
        assertEquals(kind == Kind.SIGN_IN ? outcome.good() : 0, bench.count("person") - people, "new people");
        return outcome;
    }
}
