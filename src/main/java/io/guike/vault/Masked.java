package io.guike.vault;

/** How personal data look to whoever has no need of the whole. */
public final class Masked {

    private static final String REST = "**";

    private Masked() {}

    /** {@code 王**}: the first character, and nothing of how many follow. */
    public static String name(String name) {
        String stripped = name.strip();
        return stripped.isEmpty() ? "" : Character.toString(stripped.codePointAt(0)) + REST;
    }

    /** As {@link PhoneNumber#masked()}. */
    public static String phone(String e164) {
        return new PhoneNumber(e164).masked();
    }
}
