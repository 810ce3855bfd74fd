package io.guike.roster;

import io.guike.platform.ProblemCode;

enum RosterProblem implements ProblemCode {
    RUN_UNKNOWN("roster.run-unknown", 404, "没有这次导入", "There is no such import"),
    STARTED("roster.started", 409, "导入已经开始，文件不能再改", "The import was started; its file stays as it is"),
    NOT_OVER("roster.not-over", 409, "导入还没有结束", "The import is not over yet"),
    INCOMPLETE("roster.incomplete", 422, "文件没有传完", "The file has not arrived whole"),
    UNREADABLE("roster.unreadable", 422, "文件无法读取", "The file cannot be read"),
    TOO_LARGE("roster.too-large", 413, "文件太大", "The file is too large");

    private final Meaning meaning;

    RosterProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
