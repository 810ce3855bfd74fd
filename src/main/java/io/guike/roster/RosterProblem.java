package io.guike.roster;

import io.guike.platform.ProblemCode;

enum RosterProblem implements ProblemCode {
    RUN_UNKNOWN("roster.run-unknown", 404, "没有这次导入", "There is no such import"),
    NOT_OVER("roster.not-over", 409, "导入还没有结束", "The import is not over yet");

    private final Meaning meaning;

    RosterProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
