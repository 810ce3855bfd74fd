package io.guike.coupon;

import io.guike.platform.Days;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a coupon is worth, when and where. Held with the coupon: immutable, one for each version of a template. Empty
 * sets limit nothing.
 *
 * @param amountFen of {@code AMOUNT}: what it takes off
 * @param percentOff of {@code PERCENT}: 20 takes a fifth off (八折)
 * @param ceilingFen the most that {@code PERCENT} or {@code FREIGHT} takes off; null for no ceiling
 * @param gift of {@code GIFT}
 * @param thresholdFen what the lines it applies to must come to before any discount; 0 for no threshold
 * @param stackingGroup coupons of different groups go together, of one group only one is used
 * @param stackable without a group: whether it goes with every other coupon; else it is used alone
 * @param note what people should know about its use (使用说明)
 */
public record Terms(
        Kind kind,
        long amountFen,
        int percentOff,
        @Nullable Long ceilingFen,
        @Nullable Gift gift,
        long thresholdFen,
        Validity validity,
        Hours hours,
        Stores stores,
        Products products,
        Set<Channel> channels,
        @Nullable String stackingGroup,
        boolean stackable,
        Bearers bearers,
        @Nullable String note) {

    public Terms {
        ceilingFen = kind == Kind.PERCENT || kind == Kind.FREIGHT ? ceilingFen : null;
        gift = kind == Kind.GIFT ? gift : null;
        hours = Objects.requireNonNullElse(hours, Hours.ALWAYS);
        stores = Objects.requireNonNullElse(stores, Stores.ALL);
        products = Objects.requireNonNullElse(products, Products.ALL);
        channels = Sorted.of(channels);
        bearers = Objects.requireNonNullElse(bearers, Bearers.HQ);
    }

    /** In the order in which they are taken off: gift, amount, percent, freight. */
    public enum Kind {
        /** 兑换券, 品鉴券: an item is free. */
        GIFT,
        /** 代金券, 满减券. */
        AMOUNT,
        /** 折扣券. */
        PERCENT,
        /** 运费券. */
        FREIGHT
    }

    /**
     * An item that is free.
     *
     * @param sku where the basket has a line with it, one piece of that line costs nothing; else, or where it is null,
     *     the item is handed out beside the basket
     * @param valueFen what it counts for in budget and shares when it is handed out beside the basket
     */
    public record Gift(String name, @Nullable String sku, long valueFen) {}

    /**
     * In Asia/Shanghai.
     *
     * @param from and {@code until} of each day, inclusive and exclusive; null for the day's own border
     */
    public record Hours(
            Set<DayOfWeek> weekdays,
            @Nullable LocalTime from,
            @Nullable LocalTime until) {

        public static final Hours ALWAYS = new Hours(Set.of(), null, null);

        public Hours {
            weekdays = Sorted.of(weekdays);
        }

        public boolean hold(Instant at) {
            LocalDateTime local = LocalDateTime.ofInstant(at, Days.ZONE);
            LocalTime time = local.toLocalTime();
            return (weekdays.isEmpty() || weekdays.contains(local.getDayOfWeek()))
                    && (from == null || !time.isBefore(from))
                    && (until == null || time.isBefore(until));
        }
    }

    /** Which stores take it. */
    public record Stores(Set<UUID> only, Set<UUID> except) {

        public static final Stores ALL = new Stores(Set.of(), Set.of());

        public Stores {
            only = Sorted.of(only);
            except = Sorted.of(except);
        }

        public boolean take(UUID store) {
            return (only.isEmpty() || only.contains(store)) && !except.contains(store);
        }
    }

    /** To which products it applies, by SKU code. */
    public record Products(Set<String> only, Set<String> except) {

        public static final Products ALL = new Products(Set.of(), Set.of());

        public Products {
            only = Sorted.of(only);
            except = Sorted.of(except);
        }

        public boolean hold(String sku) {
            return (only.isEmpty() || only.contains(sku)) && !except.contains(sku);
        }
    }

    /** Who bears what it takes off, in percent; 100 together. */
    public record Bearers(int hqPercent, int storePercent) {

        public static final Bearers HQ = new Bearers(100, 0);
    }

    /** When a coupon is good that is got at this moment. */
    public Window window(Instant gotAt) {
        return validity.window(gotAt);
    }

    public boolean takes(Channel channel) {
        return channels.isEmpty() || channels.contains(channel);
    }
}
