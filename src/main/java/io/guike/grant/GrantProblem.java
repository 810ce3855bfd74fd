package io.guike.grant;

import io.guike.platform.ProblemCode;

enum GrantProblem implements ProblemCode {
    CUSTOMER_UNKNOWN("grant.customer-unknown", 404, "您没有这位顾客", "You have no such customer"),
    NO_QUOTA("grant.no-quota", 409, "您没有这张券的发放额度", "You have no quota for this coupon"),
    QUOTA_USED("grant.quota-used", 409, "本月的发放额度已用完", "Your quota of this month is used up"),
    RUN_UNKNOWN("grant.run-unknown", 404, "没有这个发券任务", "There is no such run");

    private final Meaning meaning;

    GrantProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
