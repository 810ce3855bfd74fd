package io.guike.earnrule;

/** What points are earned for. The name is the reason of the posting, and the key of its cap. */
public enum EarnKind {
    /** 消费: by what was paid, line by line. */
    PURCHASE("消费"),
    /** 入会: somebody became a member. */
    BINDING("入会"),
    /** 生日: once a year. */
    BIRTHDAY("生日"),
    /** 评价: a review that counts. */
    REVIEW("评价"),
    /** 签到: once a day. */
    CHECK_IN("签到");

    private final String zh;

    EarnKind(String zh) {
        this.zh = zh;
    }

    String zh() {
        return zh;
    }

    /** Whether it happens in a store, so that something can hold in some stores alone. */
    public boolean hasStore() {
        return this != BIRTHDAY && this != CHECK_IN;
    }

    /** Whether something can still happen to it, such as a return, so that its points may have to wait. */
    boolean canWait() {
        return this == PURCHASE || this == REVIEW;
    }
}
