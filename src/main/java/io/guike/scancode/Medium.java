package io.guike.scancode;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** In what form a code can be had. */
public enum Medium {
    /** A parametric code of the service account (服务号带参数二维码); scanning it opens the conversation. */
    SERVICE,
    /** A mini-program code (小程序码). */
    MINI,
    /** A plain link to a page of ours. */
    LINK;

    static String text(Collection<Medium> media) {
        return EnumSet.copyOf(media).stream().map(Enum::name).collect(Collectors.joining(","));
    }

    static Set<Medium> read(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(Medium::valueOf)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Medium.class)));
    }
}
