package io.guike.earnrule;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** An exact share of points: many lines are added up before anything is rounded. */
record Fraction(BigInteger over, BigInteger under) {

    static final Fraction ZERO = of(0, 1);

    static Fraction of(long over, long under) {
        return reduced(BigInteger.valueOf(over), BigInteger.valueOf(under));
    }

    private static Fraction reduced(BigInteger over, BigInteger under) {
        BigInteger common = over.gcd(under);
        return common.signum() == 0 || common.equals(BigInteger.ONE)
                ? new Fraction(over, under)
                : new Fraction(over.divide(common), under.divide(common));
    }

    Fraction plus(Fraction other) {
        return reduced(over.multiply(other.under).add(other.over.multiply(under)), under.multiply(other.under));
    }

    Fraction times(Fraction other) {
        return reduced(over.multiply(other.over), under.multiply(other.under));
    }

    /** The whole points in it; what is left over is nobody's. */
    long floor() {
        return over.divide(under).longValueExact();
    }

    boolean isWhole() {
        return under.equals(BigInteger.ONE);
    }

    /** For people: whole, or cut after the second digit. */
    @Override
    public String toString() {
        return isWhole()
                ? over.toString()
                : new BigDecimal(over)
                        .divide(new BigDecimal(under), 2, RoundingMode.DOWN)
                        .toPlainString();
    }
}
