package io.guike.work;

import io.guike.platform.ProblemCode;

enum WorkProblem implements ProblemCode {
    QUEUE_UNKNOWN("work.queue-unknown", 404, "没有这个队列", "There is no such queue"),
    UNKNOWN("work.unknown", 404, "没有这项任务", "There is no such piece of work"),
    NOT_FAILED("work.not-failed", 409, "这项任务没有失败，不需要重试", "This piece of work was not given up");

    private final Meaning meaning;

    WorkProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
