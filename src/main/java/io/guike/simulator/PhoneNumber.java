package io.guike.simulator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A phone number as {@code getuserphonenumber} spells it. On the admin API a number of mainland China is written plainly
 * and one of elsewhere with its country and a space, as {@code +852 61234567}.
 */
record PhoneNumber(String country, String pure) {
    private static final String CHINA = "86";
    private static final Pattern ABROAD = Pattern.compile("\\+([1-9]\\d{0,3}) (\\d{4,14})");
    private static final Pattern MAINLAND = Pattern.compile("\\d{4,14}");

    static PhoneNumber of(String written) {
        Matcher abroad = ABROAD.matcher(written);
        if (abroad.matches()) {
            return new PhoneNumber(abroad.group(1), abroad.group(2));
        }
        if (!MAINLAND.matcher(written).matches()) {
            throw AdminError.invalid("not a phone number: " + written);
        }
        return new PhoneNumber(CHINA, written);
    }

    /** With the country only where that is not China. The plus sign is background knowledge. */
    String shown() {
        return country.equals(CHINA) ? pure : "+" + country + pure;
    }
}
