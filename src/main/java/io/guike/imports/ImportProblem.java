package io.guike.imports;

import io.guike.platform.ProblemCode;

/** Why a file is refused. */
public enum ImportProblem implements ProblemCode {
    REFUSED("import.refused", 422, "文件有误，没有导入任何内容", "The file has flaws; nothing was imported");

    private final String code;
    private final int status;
    private final String zh;
    private final String en;

    ImportProblem(String code, int status, String zh, String en) {
        this.code = code;
        this.status = status;
        this.zh = zh;
        this.en = en;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String zh() {
        return zh;
    }

    @Override
    public String en() {
        return en;
    }
}
