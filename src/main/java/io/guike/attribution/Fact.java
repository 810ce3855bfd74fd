package io.guike.attribution;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that decides, or helps to decide, whose customer a person is. */
sealed interface Fact permits Fact.Scan, Fact.Ruling {

    /** By when it happened; facts of one second in the order in which we learned of them. */
    Comparator<Fact> ORDER =
            Comparator.comparing(Fact::at).thenComparing(Fact::recordedAt).thenComparing(Fact::id);

    UUID id();

    Instant at();

    Instant recordedAt();

    UUID storeId();

    @Nullable
    UUID staffId();

    /** A touch that counts. */
    record Scan(
            UUID id,
            Instant at,
            Instant recordedAt,
            UUID storeId,
            @Nullable UUID staffId,
            String source) implements Fact {}

    /** Head office decided, or an old list told. */
    record Ruling(
            UUID id,
            Instant at,
            Kind kind,
            UUID storeId,
            @Nullable UUID staffId) implements Fact {

        @Override
        public Instant recordedAt() {
            return at;
        }
    }

    /** 调整 of one person, 交接 of many, 导入 from the old list. */
    enum Kind {
        MOVE,
        HANDOVER,
        IMPORT
    }
}
