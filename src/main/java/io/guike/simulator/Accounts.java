package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The accounts of the platform. */
final class Accounts {
    private static final Pattern AES_KEY = Pattern.compile("[A-Za-z0-9]{43}");
    private static final Pattern PUSH_TOKEN = Pattern.compile("[A-Za-z0-9]{3,32}");
    /** Base64 letters whose two low bits are zero: 43 letters and {@code =} are then exactly 32 bytes. */
    private static final String LAST_KEY_LETTERS = "AEIMQUYcgkosw048";

    private final Map<String, Account> byAppid = new LinkedHashMap<>();
    private final Journal journal;

    Accounts(Journal journal) {
        this.journal = journal;
        journal.keep("accounts", byAppid::values, this::restore);
    }

    private void restore(JsonNode kept) {
        kept.forEach(node -> {
            Account account = Json.read(node, Account.class);
            byAppid.put(account.appid, account);
        });
    }

    Collection<Account> all() {
        return byAppid.values();
    }

    @Nullable
    Account find(@Nullable String appidOrOriginalId) {
        if (appidOrOriginalId == null) {
            return null;
        }
        Account account = byAppid.get(appidOrOriginalId);
        if (account != null) {
            return account;
        }
        return byAppid.values().stream()
                .filter(a -> a.originalId.equals(appidOrOriginalId))
                .findFirst()
                .orElse(null);
    }

    Account require(@Nullable String appidOrOriginalId) {
        Account account = find(appidOrOriginalId);
        if (account == null) {
            throw AdminError.notFound("account " + appidOrOriginalId);
        }
        return account;
    }

    /** Adds an account, or changes the one with this appid; whatever is left out of a new one is made up. */
    Account put(JsonNode wanted) {
        Account existing = find(Json.text(wanted, "appid"));
        if (existing != null) {
            return change(existing, wanted);
        }
        Account account = new Account();
        account.appid = "wx" + Randoms.hex(16);
        account.originalId = "gh_" + Randoms.hex(12);
        account.secret = Randoms.hex(32);
        account.token = Randoms.alphanumeric(24);
        account.encodingAesKey = newAesKey();
        account.openPlatform = "op-1";
        Account made = change(account, wanted);
        if (made.name.isEmpty()) {
            made.name = made.isService() ? "归客服务号" : "归客小程序";
        }
        return made;
    }

    /** Changes the given fields and leaves the others; all or nothing. */
    Account change(Account account, JsonNode wanted) {
        if (!wanted.isObject()) {
            throw AdminError.invalid("an account is a JSON object");
        }
        ObjectNode merged = Json.MAPPER.valueToTree(account);
        wanted.properties().forEach(field -> {
            if (!merged.has(field.getKey()) && !field.getKey().equals("followers")) {
                throw AdminError.invalid("an account has no " + field.getKey());
            }
            merged.set(field.getKey(), field.getValue());
        });
        Account changed;
        try {
            changed = Json.read(merged, Account.class);
        } catch (IllegalArgumentException e) {
            throw AdminError.invalid(String.valueOf(e.getMessage()));
        }
        check(changed);
        if (!changed.appid.equals(account.appid) && byAppid.containsKey(account.appid)) {
            throw AdminError.invalid("the appid cannot change");
        }
        byAppid.put(changed.appid, changed);
        journal.changed();
        return changed;
    }

    /** One of the package is used up. */
    void usePhoneCall(Account account) {
        if (account.phoneCallsLeft != null) {
            account.phoneCallsLeft = Math.max(0, account.phoneCallsLeft - 1);
            journal.changed();
        }
    }

    private static void check(Account account) {
        Objects.requireNonNull(account.appid);
        if (account.appid.isBlank() || account.secret.isBlank()) {
            throw AdminError.invalid("appid and secret are needed");
        }
        if (!PUSH_TOKEN.matcher(account.token).matches()) {
            throw AdminError.invalid("token: 3 to 32 letters and digits");
        }
        if (!AES_KEY.matcher(account.encodingAesKey).matches()
                || Base64.getDecoder().decode(account.encodingAesKey + "=").length != 32) {
            throw AdminError.invalid("encodingAesKey: 43 letters and digits");
        }
        if (account.isService() && account.format == Account.Format.JSON) {
            throw AdminError.invalid("a service account pushes xml only");
        }
        for (String url : account.callbacks) {
            if (!url.startsWith("http://") && !url.startsWith("https://")) {
                throw AdminError.invalid("not a callback URL: " + url);
            }
        }
    }

    /** A service account and a mini-program of one open platform account, unless there are accounts already. */
    void addDemo() {
        if (byAppid.isEmpty()) {
            put(Json.object().put("kind", "service"));
            put(Json.object().put("kind", "mini-program"));
        }
    }

    private static String newAesKey() {
        return Randoms.alphanumeric(42) + LAST_KEY_LETTERS.charAt(Randoms.below(LAST_KEY_LETTERS.length()));
    }
}
