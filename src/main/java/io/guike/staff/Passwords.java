package io.guike.staff;

import io.guike.platform.Ids;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Hashes passwords (bcrypt) away from the event loop, and knows which ones are too easy to guess. */
@Singleton
class Passwords {

    static final int SHORTEST = 10;
    /** Bcrypt reads no further. */
    static final int LONGEST_BYTES = 72;

    private static final int COST = 12;
    private static final int FEWEST_DIFFERENT = 5;
    private static final int FEWEST_OF_ITS_OWN = 5;

    /** What most guessed passwords are put together from; they may be part of one but not nearly all of it. */
    private static final List<String> COMMON_PARTS = List.of(
            "password",
            "passwort",
            "passw0rd",
            "p@ssw0rd",
            "p@ssword",
            "qwertyuiop",
            "asdfghjkl",
            "zxcvbnm",
            "qwerty",
            "asdfgh",
            "1qaz2wsx",
            "qazwsx",
            "iloveyou",
            "woaini",
            "welcome",
            "letmein",
            "administrator",
            "admin",
            "root",
            "guike",
            "guest",
            "test",
            "login",
            "master",
            "monkey",
            "dragon",
            "sunshine",
            "princess",
            "football",
            "abcdefghij",
            "abcdef",
            "abcd",
            "abc",
            "aini",
            "mima",
            "wechat",
            "weixin",
            "store",
            "shop",
            "123123");

    @Inject
    Vertx vertx;

    /** Checked where there is no password, so that an unknown name takes as long as a wrong password. */
    private final String nobody = BcryptUtil.bcryptHash(Ids.readable(20), COST);

    Uni<String> hash(String password) {
        return onWorker(() -> BcryptUtil.bcryptHash(password, COST));
    }

    /** @param hash null where there is none: takes as long and does not match */
    Uni<Boolean> matches(String password, @Nullable String hash) {
        boolean hashable = bytes(password) <= LONGEST_BYTES;
        String against = hash == null || !hashable ? nobody : hash;
        return onWorker(() -> BcryptUtil.matches(hashable ? password : "", against) && against.equals(hash));
    }

    private <T> Uni<T> onWorker(Callable<T> work) {
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(work, false).toCompletionStage());
    }

    /** One that head office reads out once: 12 readable letters, 58 bits. */
    static String random() {
        return Ids.readable(4) + "-" + Ids.readable(4) + "-" + Ids.readable(4);
    }

    /** @throws io.guike.platform.Problem {@code staff.password-weak} with the reason */
    static void mustBeGood(String password, String number, String name) {
        String plain = password.toLowerCase(Locale.ROOT);
        if (password.codePointCount(0, password.length()) < SHORTEST) {
            throw StaffProblem.PASSWORD_WEAK.because("至少 " + SHORTEST + " 位 / at least " + SHORTEST + " characters");
        }
        if (bytes(password) > LONGEST_BYTES) {
            throw StaffProblem.PASSWORD_WEAK.because(
                    "最多 " + LONGEST_BYTES + " 字节 / at most " + LONGEST_BYTES + " bytes");
        }
        if (plain.contains(number.toLowerCase(Locale.ROOT)) || plain.contains(name.toLowerCase(Locale.ROOT))) {
            throw StaffProblem.PASSWORD_WEAK.because("不能包含工号或姓名 / must not contain the number or the name");
        }
        if (plain.codePoints().distinct().count() < FEWEST_DIFFERENT || ofItsOwn(plain) < FEWEST_OF_ITS_OWN) {
            throw StaffProblem.PASSWORD_WEAK.because("太常见 / too common");
        }
    }

    /** How many characters are left without common parts and runs like 12345 or 8888. */
    private static int ofItsOwn(String plain) {
        String rest = plain;
        for (String part : COMMON_PARTS) {
            rest = rest.replace(part, " ");
        }
        int own = 0;
        for (int i = 0; i < rest.length(); i++) {
            boolean continuesRun = i > 0 && Math.abs(rest.charAt(i) - rest.charAt(i - 1)) <= 1;
            if (Character.isLetterOrDigit(rest.charAt(i)) && !continuesRun) {
                own++;
            }
        }
        return own;
    }

    private static int bytes(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length;
    }
}
