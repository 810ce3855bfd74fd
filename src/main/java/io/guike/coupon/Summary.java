package io.guike.coupon;

import java.math.BigDecimal;

/** A coupon in one line, as people read it. */
public final class Summary {

    private Summary() {}

    public static String of(Terms terms) {
        String threshold = terms.thresholdFen() > 0 ? "满" + yuan(terms.thresholdFen()) + "元" : "";
        String ceiling = terms.ceilingFen() == null ? "" : "，最多减" + yuan(terms.ceilingFen()) + "元";
        return switch (terms.kind()) {
            case AMOUNT -> (threshold.isEmpty() ? "立减" : threshold + "减") + yuan(terms.amountFen()) + "元";
            case PERCENT -> threshold + (terms.percentOff() == 100 ? "免单" : fold(terms.percentOff()) + "折") + ceiling;
            case GIFT ->
                threshold + "赠" + (terms.gift() == null ? "" : terms.gift().name());
            case FREIGHT -> threshold + "免运费" + ceiling;
        };
    }

    private static String yuan(long fen) {
        return BigDecimal.valueOf(fen, 2).stripTrailingZeros().toPlainString();
    }

    /** A fifth off reads 8折, 15 percent off 8.5折. */
    private static String fold(int percentOff) {
        return BigDecimal.valueOf(100L - percentOff, 1).stripTrailingZeros().toPlainString();
    }
}
