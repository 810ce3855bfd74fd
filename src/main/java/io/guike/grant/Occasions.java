package io.guike.grant;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.claim.Grants;
import io.guike.claim.Verdict;
import io.guike.claim.Wish;
import io.guike.coupon.OfferedTemplate;
import io.guike.coupon.Templates;
import io.guike.coupon.Way;
import io.guike.membership.WelcomePart;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * What new members get (入会礼) and what everybody gets on their birthday (生日礼). A coupon that cannot be had stops
 * nobody from becoming a member.
 */
@ApplicationScoped
public class Occasions implements WelcomePart {

    private static final Logger LOG = Logger.getLogger(Occasions.class);

    @Inject
    Database database;

    @Inject
    Templates templates;

    @Inject
    Grants grants;

    @Inject
    AuditLog audit;

    enum Occasion {
        WELCOME,
        BIRTHDAY
    }

    public record GiftView(UUID templateId, String name, OfferedTemplate.State state) {}

    public record OccasionsView(List<GiftView> welcome, List<GiftView> birthday) {}

    Uni<OccasionsView> view() {
        return views(Occasion.WELCOME)
                .chain(welcome -> views(Occasion.BIRTHDAY).map(birthday -> new OccasionsView(welcome, birthday)));
    }

    private Uni<List<GiftView>> views(Occasion occasion) {
        return templates(occasion)
                .chain(ids -> templates
                        .offered(ids)
                        .map(offered -> ids.stream()
                                .filter(offered::containsKey)
                                .map(id -> Objects.requireNonNull(offered.get(id)))
                                .map(one -> new GiftView(one.template(), one.name(), one.state()))
                                .toList()));
    }

    Uni<List<UUID>> templates(Occasion occasion) {
        return database.sql("select template_id from grant_occasion where occasion = :occasion order by place")
                .with("occasion", occasion.name())
                .list(row -> row.uuid(0));
    }

    /** @throws io.guike.platform.Problem {@code coupon.template-unknown} */
    public Uni<OccasionsView> replace(Caller by, List<UUID> welcome, List<UUID> birthday) {
        List<UUID> all = new ArrayList<>(welcome);
        all.addAll(birthday);
        return database.tx(() -> Database.each(all, templates::offered)
                .chain(() -> database.lock("grant.occasions"))
                .chain(() -> database.sql("delete from grant_occasion").run())
                .chain(() -> insert(Occasion.WELCOME, welcome))
                .chain(() -> insert(Occasion.BIRTHDAY, birthday))
                .chain(() -> audit.record(
                        by, "grant.occasions", "occasions", Map.of("welcome", welcome, "birthday", birthday)))
                .chain(this::view));
    }

    private Uni<Integer> insert(Occasion occasion, List<UUID> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().item(0)
                : database.sql("""
                                insert into grant_occasion (occasion, template_id, place)
                                select :occasion, id, min(place)
                                from unnest(cast(:ids as uuid[])) with ordinality as one(id, place) group by id""")
                        .with("occasion", occasion.name())
                        .with("ids", ids)
                        .run();
    }

    /** The stock of a welcome coupon is one row for all who become members at this moment, and locked to the commit. */
    @Override
    public int order() {
        return 100;
    }

    @Override
    public Uni<Void> welcome(Welcome welcome) {
        return templates(Occasion.WELCOME)
                .map(ids -> ids.stream().map(id -> wish(welcome, id)).toList())
                .chain(grants::grant)
                .invoke(verdicts -> verdicts.forEach(verdict -> told(welcome, verdict)))
                .replaceWithVoid();
    }

    private static Wish wish(Welcome welcome, UUID template) {
        UUID origin = welcome.membershipId();
        return Wish.of(template, origin, Way.WELCOME, origin + ":" + template, Caller.SYSTEM.tag())
                .through(welcome.storeId(), welcome.staffId());
    }

    private void told(Welcome welcome, Verdict verdict) {
        grants.counted(Way.WELCOME, verdict.outcome());
        if (verdict.outcome().isRefusal()) {
            LOG.warnf("No welcome coupon for membership %s: %s", welcome.membershipId(), verdict.outcome());
        }
    }
}
