package io.guike.earnrule;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * One line of a receipt, or of what is returned of it.
 *
 * @param sku code of the product
 * @param paidFen what was paid for it in money, after all discounts, in fen
 */
public record PaidLine(
        @NotBlank @Size(max = 100) String sku,
        @Min(0) @Max(MOST_FEN) long paidFen) {

    /** So that no sum of a receipt's lines, at the highest rate, leaves the range of points. */
    public static final long MOST_FEN = 1_000_000_000L;

    public static final int MOST_LINES = 500;
}
