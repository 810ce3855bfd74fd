package io.guike.session;

import java.time.Duration;
import java.util.Locale;

/** Whose session it is. A token of one audience is nothing to the others. */
public enum Audience {
    STAFF(new Life(Duration.ofMinutes(15), Duration.ofDays(14), Duration.ofDays(60))),
    SHOPPER(new Life(Duration.ofMinutes(30), Duration.ofDays(90), Duration.ofDays(365)));

    private final Life life;

    Audience(Life life) {
        this.life = life;
    }

    public Life life() {
        return life;
    }

    /** The {@code aud} of its access tokens. */
    public String claim() {
        return name().toLowerCase(Locale.ROOT);
    }
}
