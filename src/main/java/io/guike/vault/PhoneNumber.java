package io.guike.vault;

import io.guike.platform.Problem;
import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A phone number in E.164 ({@code +8613800138000}). Without a country it is a Chinese one, and a Chinese one must be a
 * mobile number. Shows itself masked.
 */
public record PhoneNumber(String e164) {

    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{5,14}");
    private static final Pattern CHINESE_MOBILE = Pattern.compile("1[3-9][0-9]{9}");
    private static final Pattern WITH_CHINA = Pattern.compile("86" + CHINESE_MOBILE);
    /** As people and programs write numbers; format characters come along from address books. */
    private static final Pattern ORNAMENT = Pattern.compile("[\\s\\p{Cf}\\p{Pd}\u2212'().·]");

    private static final String CHINA = "+86";

    /** @throws IllegalArgumentException for what is not E.164, or Chinese and not a mobile number */
    public PhoneNumber {
        if (!E164.matcher(e164).matches() || (isChinese(e164) && !isMobile(e164.substring(CHINA.length())))) {
            throw new IllegalArgumentException("not a phone number in E.164");
        }
    }

    /**
     * Reads what people type, what stands in files and what WeChat tells.
     *
     * @throws io.guike.platform.Problem {@code vault.phone-invalid}; its detail is the reason, for people, without the
     *     number
     */
    public static PhoneNumber read(String text) {
        String digits = ORNAMENT.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC))
                .replaceAll("");
        if (digits.startsWith("00")) {
            digits = "+" + digits.substring(2);
        }
        if (digits.isEmpty()) {
            throw VaultProblem.PHONE_INVALID.because("手机号为空");
        }
        if (!digits.matches("\\+?[0-9]+")) {
            throw VaultProblem.PHONE_INVALID.because(
                    digits.matches("[0-9]+[Ee]\\+?[0-9]+") ? "手机号被表格软件改成了科学计数法" : "手机号含有数字以外的字符");
        }
        return digits.startsWith("+") ? international(digits) : chinese(digits);
    }

    /** What {@link #read} makes of a text; nothing where that is no phone number. */
    public static Optional<PhoneNumber> in(String text) {
        try {
            return Optional.of(read(text));
        } catch (Problem noNumber) {
            return Optional.empty();
        }
    }

    /**
     * A number whose country is told beside it, as WeChat does.
     *
     * @param country with or without plus: {@code 86}
     */
    public static PhoneNumber of(String country, String number) {
        return read("+" + country.replace("+", "") + number);
    }

    private static PhoneNumber chinese(String digits) {
        return international(WITH_CHINA.matcher(digits).matches() ? "+" + digits : CHINA + digits);
    }

    private static PhoneNumber international(String e164) {
        if (isChinese(e164) && !isMobile(e164.substring(CHINA.length()))) {
            throw VaultProblem.PHONE_INVALID.because(
                    e164.length() == CHINA.length() + 11 ? "不是中国大陆的手机号段" : "中国大陆手机号应为 11 位数字");
        }
        if (!E164.matcher(e164).matches()) {
            throw VaultProblem.PHONE_INVALID.because("国际号码应为国家代码加号码，共 6 至 15 位数字");
        }
        return new PhoneNumber(e164);
    }

    private static boolean isMobile(String digits) {
        return CHINESE_MOBILE.matcher(digits).matches();
    }

    /** {@code 138****8000}; of other countries the fewer digits, the shorter the number: {@code +85****678}. */
    public String masked() {
        return isChinese(e164) ? masked(e164.substring(CHINA.length()), 3, 4) : "+" + masked(e164.substring(1));
    }

    private static String masked(String digits) {
        return masked(digits, Math.min(3, digits.length() / 4), Math.min(4, digits.length() / 3));
    }

    private static String masked(String digits, int head, int tail) {
        return digits.substring(0, head) + "****" + digits.substring(digits.length() - tail);
    }

    private static boolean isChinese(String e164) {
        return e164.startsWith(CHINA);
    }

    @Override
    public String toString() {
        return masked();
    }
}
