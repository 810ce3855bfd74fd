package io.guike.grant;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.attribution.Owners;
import io.guike.attribution.Owners.OwnerView;
import io.guike.claim.Grants;
import io.guike.claim.Outcome;
import io.guike.claim.Verdict;
import io.guike.claim.Wish;
import io.guike.coupon.OfferedTemplate;
import io.guike.coupon.Templates;
import io.guike.coupon.Way;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Page;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What promoters may give to their own customers (导购发券), so many a month. */
@ApplicationScoped
class Quotas {

    @Inject
    Database database;

    @Inject
    Templates templates;

    @Inject
    Grants grants;

    @Inject
    Owners owners;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /** Where one promoter has another number. */
    record ExceptionView(UUID staffId, int monthly) {}

    /** @param monthly of each promoter without an exception */
    record QuotaView(UUID templateId, String name, int monthly, List<ExceptionView> exceptions) {}

    record LeftView(UUID templateId, String name, int monthly, int used) {}

    private record Quota(UUID template, int monthly, int used) {}

    private record Special(UUID template, ExceptionView exception) {}

    private record Placed(Quota quota, Cursor place) {}

    /** Changed last first. */
    Uni<Page<QuotaView>> all(@Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql("""
                        select template_id, monthly, changed_at from grant_quota
                        where (changed_at, template_id) < (:at, :id)
                        order by changed_at desc, template_id desc limit :size""")
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(row ->
                        new Placed(new Quota(row.uuid(0), row.integer(1), 0), Cursor.at(row.instant(2), row.uuid(0))))
                .map(rows -> Page.of(rows, size, Placed::place).map(Placed::quota))
                .chain(page -> views(page.items()).map(views -> new Page<>(views, page.next())));
    }

    private Uni<List<QuotaView>> views(List<Quota> quotas) {
        return exceptions(quotas)
                .chain(exceptions -> names(quotas)
                        .map(names -> quotas.stream()
                                .map(quota -> view(quota, names, exceptions.getOrDefault(quota.template(), List.of())))
                                .toList()));
    }

    private static QuotaView view(Quota quota, Map<UUID, OfferedTemplate> names, List<ExceptionView> exceptions) {
        OfferedTemplate named = names.get(quota.template());
        return new QuotaView(quota.template(), named == null ? "" : named.name(), quota.monthly(), exceptions);
    }

    private Uni<Map<UUID, List<ExceptionView>>> exceptions(List<Quota> quotas) {
        return database.sql("""
                        select template_id, staff_id, monthly from grant_quota_exception
                        where template_id in (:templates) order by staff_id""")
                .with("templates", quotas.stream().map(Quota::template).toList())
                .list(row -> new Special(row.uuid(0), new ExceptionView(row.uuid(1), row.integer(2))))
                .map(rows -> rows.stream()
                        .collect(Collectors.groupingBy(
                                Special::template, Collectors.mapping(Special::exception, Collectors.toList()))));
    }

    private Uni<Map<UUID, OfferedTemplate>> names(List<Quota> quotas) {
        return templates.offered(quotas.stream().map(Quota::template).toList());
    }

    /**
     * Replaces the quota of a template; 0 takes it away. What was given this month stays counted.
     *
     * @throws io.guike.platform.Problem {@code coupon.template-unknown}
     */
    Uni<QuotaView> put(Caller by, UUID template, int monthly, List<ExceptionView> exceptions) {
        return database.tx(() -> templates
                .offered(template)
                .call(() -> write(by, template, monthly))
                .call(() -> database.sql("delete from grant_quota_exception where template_id = :template")
                        .with("template", template)
                        .run())
                .call(() -> write(template, exceptions))
                .call(() -> audit.record(
                        by,
                        "grant.quota",
                        "coupon-template:" + template,
                        Map.of("monthly", monthly, "exceptions", exceptions.size())))
                .map(offered -> new QuotaView(template, offered.name(), monthly, exceptions)));
    }

    private Uni<Integer> write(Caller by, UUID template, int monthly) {
        return database.sql("""
                        insert into grant_quota (template_id, monthly, changed_at, changed_by)
                        values (:template, :monthly, :now, :by)
                        on conflict (template_id) do update
                        set monthly = excluded.monthly, changed_at = excluded.changed_at, changed_by = excluded.changed_by""")
                .with("template", template)
                .with("monthly", monthly)
                .with("now", clock.instant())
                .with("by", by.tag())
                .run();
    }

    /** Of several for one promoter the last counts. */
    private Uni<Integer> write(UUID template, List<ExceptionView> exceptions) {
        return database.sql("""
                        insert into grant_quota_exception (template_id, staff_id, monthly)
                        select distinct on (staff) :template, staff, monthly
                        from unnest(cast(:staff as uuid[]), cast(:monthly as integer[])) with ordinality
                          as said(staff, monthly, place)
                        order by staff, place desc""")
                .with("template", template)
                .with("staff", exceptions.stream().map(ExceptionView::staffId).toList())
                .with("monthly", exceptions.stream().map(ExceptionView::monthly).toList())
                .run();
    }

    /** Of templates that are open and of which the promoter has a quota. */
    Uni<List<LeftView>> of(UUID promoter) {
        return database.sql("""
                        select q.template_id, coalesce(e.monthly, q.monthly), coalesce(u.used, 0) from grant_quota q
                        left join grant_quota_exception e on e.template_id = q.template_id and e.staff_id = :staff
                        left join grant_quota_use u
                          on u.staff_id = :staff and u.template_id = q.template_id and u.month = :month
                        where coalesce(e.monthly, q.monthly) > 0 order by q.changed_at desc, q.template_id limit 200""")
                .with("staff", promoter)
                .with("month", month())
                .list(row -> new Quota(row.uuid(0), row.integer(1), row.integer(2)))
                .chain(quotas -> names(quotas).map(names -> left(quotas, names)));
    }

    private static List<LeftView> left(List<Quota> quotas, Map<UUID, OfferedTemplate> names) {
        return quotas.stream()
                .filter(quota -> {
                    OfferedTemplate offered = names.get(quota.template());
                    return offered != null && offered.state() == OfferedTemplate.State.OPEN;
                })
                .map(quota -> new LeftView(
                        quota.template(),
                        Objects.requireNonNull(names.get(quota.template())).name(),
                        quota.monthly(),
                        quota.used()))
                .toList();
    }

    private LocalDate month() {
        return Days.today(clock).withDayOfMonth(1);
    }

    /**
     * Gives a coupon to a customer of the promoter's own, in the caller's transaction. Nothing is used up where the
     * coupon is refused.
     *
     * @param number of the person
     * @param key of the request
     * @throws io.guike.platform.Problem {@code grant.customer-unknown}, {@code grant.no-quota}, {@code grant.quota-used},
     *     and whatever refuses a coupon
     */
    Uni<Verdict> give(Caller promoter, String number, UUID template, String key) {
        return customer(number)
                .chain(customer -> grants.hold(customer)
                        .chain(person -> owners.of(person)
                                .invoke(owner -> mustOwn(promoter, owner))
                                .chain(owner -> {
                                    Wish wish = Wish.of(
                                            template,
                                            customer,
                                            Way.PROMOTER,
                                            promoter.id() + ":" + key,
                                            promoter.tag());
                                    return use(promoter.id(), template)
                                            .chain(() -> grants.one(wish.through(owner.storeId(), promoter.id())));
                                })
                                .call(verdict -> given(promoter, person, template, verdict))));
    }

    private static void mustOwn(Caller promoter, OwnerView owner) {
        if (!promoter.id().equals(owner.staffId())) {
            throw GrantProblem.CUSTOMER_UNKNOWN.problem();
        }
    }

    private Uni<?> given(Caller promoter, UUID person, UUID template, Verdict verdict) {
        return verdict.outcome() == Outcome.HAD
                ? unuse(promoter.id(), template)
                : audit.record(promoter, "grant.give", "person:" + person, Map.of("template", template));
    }

    /** The same request again, after its answer was forgotten: what it gave was counted then. */
    private Uni<Integer> unuse(UUID staff, UUID template) {
        return database.sql("""
                        update grant_quota_use set used = used - 1
                        where staff_id = :staff and template_id = :template and month = :month""")
                .with("staff", staff)
                .with("template", template)
                .with("month", month())
                .run();
    }

    private Uni<UUID> customer(String number) {
        return database.sql("select id from person where number = :number and erased_at is null")
                .with("number", number)
                .first(row -> row.uuid(0))
                .onItem()
                .ifNull()
                .failWith(GrantProblem.CUSTOMER_UNKNOWN::problem);
    }

    private Uni<Void> use(UUID staff, UUID template) {
        LocalDate month = month();
        return database.sql("""
                        insert into grant_quota_use (staff_id, template_id, month, used) values (:staff, :template, :month, 0)
                        on conflict (staff_id, template_id, month) do nothing""")
                .with("staff", staff)
                .with("template", template)
                .with("month", month)
                .run()
                .chain(() -> monthly(staff, template))
                .chain(monthly -> {
                    if (monthly == null || monthly == 0) {
                        throw GrantProblem.NO_QUOTA.problem();
                    }
                    return use(staff, template, month, monthly);
                });
    }

    private Uni<@Nullable Integer> monthly(UUID staff, UUID template) {
        return database.sql("""
                        select coalesce(e.monthly, q.monthly) from grant_quota q
                        left join grant_quota_exception e on e.template_id = q.template_id and e.staff_id = :staff
                        where q.template_id = :template""").with("staff", staff).with("template", template).first(row -> row.integer(0));
    }

    private Uni<Void> use(UUID staff, UUID template, LocalDate month, int monthly) {
        return database.sql("""
                        update grant_quota_use set used = used + 1
                        where staff_id = :staff and template_id = :template and month = :month and used < :monthly""")
                .with("staff", staff)
                .with("template", template)
                .with("month", month)
                .with("monthly", monthly)
                .run()
                .invoke(used -> {
                    if (used == 0) {
                        throw GrantProblem.QUOTA_USED.problem();
                    }
                })
                .replaceWithVoid();
    }
}
