package io.guike.tag;

import io.guike.platform.ProblemCode;

enum TagProblem implements ProblemCode {
    UNKNOWN("tag.unknown", 404, "没有这个标签", "There is no such tag"),
    CODE_TAKEN("tag.code-taken", 409, "标签编码已被使用", "The code of the tag is taken"),
    RETIRED("tag.retired", 409, "标签已停用", "The tag is retired");

    private final Meaning meaning;

    TagProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
