package io.guike.platform;

/** Settings are looked at as the service starts: a number that cannot be meant must not wait for whom it will hurt. */
public final class Settings {

    private Settings() {}

    /** @throws IllegalStateException that names the setting, where its value lies outside of both */
    public static void mustLieBetween(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalStateException(name + " is " + value + "; it lies between " + least + " and " + most);
        }
    }
}
