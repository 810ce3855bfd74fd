package io.guike.reward;

import io.guike.platform.Problem.Flaw;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a reward is to be.
 *
 * @param name what people read
 * @param points for one
 * @param sku of goods
 * @param collectDays of goods: how many days after the order they wait, the last one included
 * @param stores where goods can be collected; empty for every store
 * @param templateId of coupons: out of whose stock they come
 * @param stock in all, taken ones included; null for as many as are asked for
 * @param perPerson null for no limit
 * @param opensAt and {@code closesAt}: from and until when it can be had; null for always
 */
record RewardFacts(
        @NotNull RewardKind kind,
        @NotBlank @Size(max = 60) String name,
        @NotNull @Size(max = 2000) String description,
        @Min(1) @Max(1_000_000_000) long points,
        @Size(min = 1, max = 100) @Nullable String sku,
        @Min(1) @Max(366) @Nullable Integer collectDays,
        @Size(max = 1000) @Nullable List<@NotNull UUID> stores,
        @Nullable UUID templateId,
        @Min(0) @Max(1_000_000_000) @Nullable Long stock,
        @Min(1) @Max(1_000_000) @Nullable Integer perPerson,
        @Nullable Instant opensAt,
        @Nullable Instant closesAt) {

    RewardFacts {
        stores = stores == null ? List.of() : List.copyOf(stores);
    }

    /** What does not fit together; the fields alone were looked at before. */
    List<Flaw> flaws() {
        List<Flaw> flaws = new ArrayList<>();
        boolean goods = kind == RewardKind.GOODS;
        must(flaws, goods == (sku != null), "sku", goods ? "必须填写" : "只用于实物");
        must(flaws, goods == (collectDays != null), "collectDays", goods ? "必须填写" : "只用于实物");
        must(flaws, goods || stores == null || stores.isEmpty(), "stores", "只用于实物");
        must(flaws, goods == (templateId == null), "templateId", goods ? "只用于券" : "必须填写");
        must(flaws, opensAt == null || closesAt == null || opensAt.isBefore(closesAt), "closesAt", "必须晚于开始时间");
        return flaws;
    }

    private static void must(List<Flaw> flaws, boolean holds, String field, String message) {
        if (!holds) {
            flaws.add(Flaw.of(field, message));
        }
    }
}
