package io.guike.imports;

import io.guike.platform.ProblemCode;

/** Why a file is refused. */
public enum ImportProblem implements ProblemCode {
    REFUSED("import.refused", 422, "文件有误，没有导入任何内容", "The file has flaws; nothing was imported");

    private final Meaning meaning;

    ImportProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
