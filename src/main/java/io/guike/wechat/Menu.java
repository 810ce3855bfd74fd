package io.guike.wechat;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The menu below the conversation: up to three buttons, each with up to five entries below it.
 *
 * @param buttons from left to right
 */
public record Menu(@NotNull @Size(min = 1, max = 3) List<@Valid Button> buttons) {

    /** What a tap does. */
    public enum Action {
        /** Tells us {@code target} as the event key. */
        CLICK,
        /** Opens {@code target} as a web page. */
        VIEW,
        /** Opens the page {@code target} of the mini-program, as {@code pages/index/index}. */
        MINI_PROGRAM
    }

    /**
     * @param name WeChat cuts it at about four Chinese characters on the bar, eight in a list
     * @param action null for a button that only opens its list
     */
    public record Button(
            @NotBlank @Size(max = 20) String name,
            @Nullable Action action,
            @Nullable @Size(max = 1024) String target,
            @Nullable @Size(max = 5) List<@Valid Button> below) {}
}
