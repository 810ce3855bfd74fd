package io.guike.scancode;

/** Where a code is met; the greeting depends on it. */
public enum CodeKind {
    STORE("门店码"),
    PROMOTER("导购码"),
    TILL("收银台码"),
    RECEIPT("小票码"),
    PRODUCT("商品码"),
    CAMPAIGN("活动码"),
    PARTNER("合作码");

    private final String zh;

    CodeKind(String zh) {
        this.zh = zh;
    }

    /** As it is printed below a picture. */
    public String zh() {
        return zh;
    }
}
