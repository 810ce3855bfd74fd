package io.guike.member;

import io.guike.platform.ProblemCode;

enum MemberProblem implements ProblemCode {
    UNKNOWN("member.unknown", 404, "没有这位顾客", "There is no such person"),
    ERASED("member.erased", 409, "这位顾客已注销", "This person was erased"),
    NOT_CONFIRMED("member.not-confirmed", 400, "注销需要确认：confirm=ERASE", "Erasing needs confirm=ERASE"),
    SAME("member.same", 422, "这两个编号是同一位顾客", "Both are the same person"),
    MERGE_UNKNOWN("member.merge-unknown", 404, "没有这条合并记录", "There is no such merge"),
    MERGE_UNDONE("member.merge-undone", 409, "这次合并已经撤销", "This merge was undone already");

    private final Meaning meaning;

    MemberProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
