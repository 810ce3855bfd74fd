package io.guike.redemption;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * What somebody is about to pay for.
 *
 * @param freightFen what its delivery costs; 0 in a store
 */
public record Basket(
        @NotNull @Size(max = Basket.MOST_LINES) List<@NotNull @Valid Line> lines,
        @Min(0) @Max(Basket.MOST_LINE_FEN) long freightFen) {

    static final int MOST_LINES = 200;
    static final int MOST_PIECES = 10_000;

    /** A million yuan; 200 of them times as much still fit into a long, which the shares need. */
    static final long MOST_LINE_FEN = 100_000_000;

    /** How the freight is named among the lines of a redemption. */
    public static final String FREIGHT = "FREIGHT";

    /** How gifts that are handed out beside the basket are named among the lines, by the number of their coupon. */
    static final String GIFT = "GIFT-";

    public static final Basket EMPTY = new Basket(List.of(), 0);

    public Basket {
        lines = lines == null ? List.of() : List.copyOf(lines);
    }

    /**
     * One line.
     *
     * @param line names it within the basket, also when it is refunded; not {@link #FREIGHT}, nor {@code GIFT-}
     *     and a number
     * @param amountFen of all its pieces, before coupons
     */
    public record Line(
            @NotBlank @Size(max = 40) String line,
            @NotBlank @Size(max = 60) String sku,
            @Min(1) @Max(Basket.MOST_PIECES) int quantity,
            @Min(0) @Max(Basket.MOST_LINE_FEN) long amountFen) {

        /** One piece, rounded down. */
        long pieceFen() {
            return amountFen / quantity;
        }
    }

    long grossFen() {
        return lines.stream().mapToLong(Line::amountFen).sum() + freightFen;
    }

    /** @throws io.guike.platform.Problem {@code redemption.basket-invalid} where two lines have one name, or one of ours */
    Basket mustBeSound() {
        long names = lines.stream()
                .map(Line::line)
                .filter(name -> !isOurs(name))
                .distinct()
                .count();
        if (names < lines.size()) {
            throw RedemptionProblem.BASKET_INVALID.problem();
        }
        return this;
    }

    private static boolean isOurs(String name) {
        return FREIGHT.equals(name) || name.matches(GIFT + "[0-9]+");
    }
}
