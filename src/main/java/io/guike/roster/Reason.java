package io.guike.roster;

/** Why a line is in quarantine. */
enum Reason {
    QUOTES("引号没有成对", "a quote is not closed"),
    ENCODING("含有无法识别的字符编码", "bytes that are no characters of the file's charset"),
    TOO_LONG("这一行太长", "the line is too long"),
    CELLS("列数与表头不符", "another number of cells than the header has"),
    PHONE_INVALID("手机号不正确", "not a valid phone number"),
    CARD_INVALID("卡号不正确", "not a valid card number"),
    NAME_INVALID("姓名太长", "the name is too long"),
    POINTS_INVALID("积分应为不小于 0 的整数", "points must be a whole number, 0 or more"),
    DATE_INVALID("日期应如 2019-05-01，不晚于今天", "a date like 2019-05-01, not later than today"),
    LINE_INVALID("行号不是下载文件里的行号", "not a line of the downloaded quarantine"),
    LEVEL_UNKNOWN("没有这个等级", "no such level"),
    STORE_UNKNOWN("没有这个门店编码", "no such store"),
    PROMOTER_UNKNOWN("没有这个工号", "no such member of staff"),
    PROMOTER_WITHOUT_STORE("填了导购没有填门店", "a promoter without a store"),
    REPEATED("与前面一行完全相同", "the same as an earlier line"),
    CONTRADICTED("同一卡号的另一行内容不同", "another line says something else of this card"),
    PHONE_TWICE("同一手机号在文件里有两张卡", "the file has another card with this phone number"),
    PHONE_OF_OTHER_CARD("这个手机号已有另一张卡", "this phone number has another card already"),
    CARD_OF_OTHER_PHONE("这张卡已登记另一个手机号", "this card has another phone number already"),
    CARD_CLAIMED("会员本人已领取这张卡，名册不能再改", "its member has claimed this card; a list changes it no more"),
    ERASED("这张卡的会员已注销", "the member of this card was erased");

    private final String zh;
    private final String en;

    Reason(String zh, String en) {
        this.zh = zh;
        this.en = en;
    }

    String text() {
        return zh + " / " + en;
    }

    String zh() {
        return zh;
    }
}
