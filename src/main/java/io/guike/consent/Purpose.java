package io.guike.consent;

/** What personal data are handled for. Consent is asked for each apart (PIPL art. 14, 24). */
public enum Purpose {
    /** Phone, accounts and card: without it there is no membership. */
    MEMBERSHIP(true),
    /** Name, birthday, gender and area. */
    PROFILE(false),
    /** Messages about offers and events. */
    MARKETING(false),
    /** Recommendations that are made by looking at what one person did. */
    PERSONALISATION(false);

    private final boolean required;

    Purpose(boolean required) {
        this.required = required;
    }

    /** Whether nobody becomes a member without it. */
    public boolean required() {
        return required;
    }

    /** @throws io.guike.platform.Problem {@code consent.purpose-unknown} */
    public static Purpose read(String name) {
        for (Purpose purpose : values()) {
            if (purpose.name().equals(name)) {
                return purpose;
            }
        }
        throw ConsentProblem.PURPOSE_UNKNOWN.problem();
    }
}
