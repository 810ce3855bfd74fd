package io.guike.coupon;

import io.guike.coupon.OfferedTemplate.State;
import io.guike.coupon.Wording.Key;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Templates as those need them who give coupons out. */
@ApplicationScoped
public class Templates {

    @Inject
    Database database;

    @Inject
    Wording wording;

    /**
     * The version that is offered now; not locked.
     *
     * @throws io.guike.platform.Problem {@code coupon.template-unknown}
     */
    public Uni<OfferedTemplate> offered(UUID template) {
        return offered(List.of(template)).map(found -> {
            OfferedTemplate one = found.get(template);
            if (one == null) {
                throw CouponProblem.TEMPLATE_UNKNOWN.problem();
            }
            return one;
        });
    }

    /** As {@link #offered(UUID)} for several, by template; those that are unknown or cannot be read are left out. */
    public Uni<Map<UUID, OfferedTemplate>> offered(Collection<UUID> templates) {
        return database.sql("select template_id, version, state from coupon_stock where template_id in (:templates)")
                .with("templates", List.copyOf(templates))
                .list(row -> Map.entry(new Key(row.uuid(0), row.integer(1)), State.valueOf(row.text(2))))
                .map(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
                .chain(this::worded);
    }

    private Uni<Map<UUID, OfferedTemplate>> worded(Map<Key, State> states) {
        return wording.readable(states.keySet()).map(words -> {
            Map<UUID, OfferedTemplate> offered = new HashMap<>();
            words.forEach((key, said) -> {
                State state = states.get(key);
                if (state != null) {
                    offered.put(key.template(), said.as(key, state));
                }
            });
            return offered;
        });
    }

    /** As {@link #version}, of several; those that cannot be read are left out. */
    public Uni<Map<UUID, OfferedTemplate>> readable(Map<Key, State> versions) {
        return worded(versions);
    }

    /**
     * A version whose number and state the caller has read from {@code coupon_stock} itself; from memory, as a rule.
     *
     * @throws io.guike.platform.Problem {@code coupon.template-unknown}
     */
    public Uni<OfferedTemplate> version(UUID template, int version, State state) {
        Key key = new Key(template, version);
        return wording.of(List.of(key)).map(words -> {
            Wording.Words found = words.get(key);
            if (found == null) {
                throw CouponProblem.TEMPLATE_UNKNOWN.problem();
            }
            return found.as(key, state);
        });
    }
}
