package io.guike.imports;

import io.guike.platform.ProblemCode;

/** Why a file is refused. */
public enum ImportProblem implements ProblemCode {
    REFUSED("import.refused", 422, "文件有误，没有导入任何内容", "The file has flaws; nothing was imported"),
    STARTED("import.started", 409, "已经开始处理，文件不能再改", "Work on the file has started; it stays as it is"),
    INCOMPLETE("import.incomplete", 422, "文件没有传完", "The file has not arrived whole"),
    UNREADABLE("import.unreadable", 422, "文件无法读取", "The file cannot be read"),
    TOO_LARGE("import.too-large", 413, "文件太大", "The file is too large");

    private final Meaning meaning;

    ImportProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
