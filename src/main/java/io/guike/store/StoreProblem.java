package io.guike.store;

import io.guike.platform.ProblemCode;

/** Why something about regions or stores is refused. */
public enum StoreProblem implements ProblemCode {
    REGION_UNKNOWN("store.region-unknown", 404, "没有这个区域", "No such region"),
    REGION_CODE_TAKEN("store.region-code-taken", 409, "区域编码已被使用", "The region code is taken"),
    REGION_CYCLE("store.region-cycle", 409, "区域不能放在自己或自己的下级之下", "A region cannot lie below itself"),
    STORE_UNKNOWN("store.unknown", 404, "没有这家门店", "No such store"),
    STORE_CODE_TAKEN("store.code-taken", 409, "门店编码已被使用", "The store code is taken"),
    STORE_CLOSED("store.closed", 409, "门店已停业", "The store is closed for good"),
    CHANGED_MEANWHILE("store.changed-meanwhile", 409, "数据已被他人修改，请刷新后再试", "It was changed meanwhile: read it again"),
    HOURS_INVALID("store.hours-invalid", 422, "营业时间有误", "The opening hours are not valid");

    private final Meaning meaning;

    StoreProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
