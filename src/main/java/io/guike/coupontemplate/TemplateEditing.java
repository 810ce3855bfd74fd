package io.guike.coupontemplate;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.claim.TagPart;
import io.guike.coupon.Budgets;
import io.guike.coupon.CouponProblem;
import io.guike.coupon.Offer;
import io.guike.coupon.Offer.Audience;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.coupon.Summary;
import io.guike.coupon.Terms;
import io.guike.coupon.Wording;
import io.guike.coupon.Wording.Key;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.Problem.Flaw;
import io.guike.platform.Row;
import io.guike.platform.Sql;
import io.guike.store.Stores;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Head office makes templates, words them anew, opens and ends them. */
@ApplicationScoped
public class TemplateEditing {

    private static final String SELECT = """
            select t.id, s.version, s.state, s.taken,
              s.used_fen + (select cast(coalesce(sum(fen), 0) as bigint) from coupon_spent where template_id = t.id),
              t.created_at
            from coupon_template t join coupon_stock s on s.template_id = t.id
            where\s""";

    /** From which states each state can be reached. */
    private static final Map<State, Set<State>> BEFORE = Map.of(
            State.OPEN, Set.of(State.DRAFT, State.PAUSED),
            State.PAUSED, Set.of(State.OPEN),
            State.ENDED, Set.of(State.DRAFT, State.OPEN, State.PAUSED));

    @Inject
    Database database;

    @Inject
    Budgets budgets;

    @Inject
    Wording wording;

    @Inject
    Stores stores;

    @Inject
    @All
    List<TagPart> segments;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /** One version, as the history shows it. */
    record VersionView(int version, Terms terms, Offer offer, Instant at, String by) {}

    private record Counted(UUID id, int version, State state, long taken, long usedFen, Instant createdAt) {

        static Counted of(Row row) {
            return new Counted(
                    row.uuid(0),
                    row.integer(1),
                    State.valueOf(row.text(2)),
                    row.number(3),
                    row.number(4),
                    row.instant(5));
        }

        Key key() {
            return new Key(id, version);
        }

        TemplateView as(Map<Key, Wording.Words> all) {
            Wording.Words words = Objects.requireNonNull(all.get(key()));
            return new TemplateView(
                    id,
                    words.name(),
                    state,
                    version,
                    words.terms(),
                    words.offer(),
                    Summary.of(words.terms()),
                    taken,
                    usedFen,
                    createdAt);
        }
    }

    /** @throws io.guike.platform.Problem {@code coupon.template-invalid} */
    public Uni<TemplateView> create(Caller by, String name, Terms terms, Offer offer) {
        UUID id = Ids.next();
        return mustBeSound(terms, offer)
                .chain(() -> database.tx(() -> database.sql("""
                        with template as (
                          insert into coupon_template (id, name, created_at, created_by)
                          values (:id, :name, :now, :by) returning id)
                        insert into coupon_stock (template_id, state, version, stock, taken, budget_fen, used_fen)
                        select id, 'DRAFT', 1, cast(:stock as bigint), 0, cast(:budget as bigint), 0 from template""")
                        .with("id", id)
                        .with("name", name.strip())
                        .with("now", clock.instant())
                        .with("by", by.tag())
                        .with("stock", offer.stock())
                        .with("budget", offer.budgetFen())
                        .run()
                        .chain(() -> word(by, id, 1, terms, offer))
                        .chain(() -> audit.record(by, "coupon.template", subject(id), Map.of("name", name)))
                        .chain(() -> get(id))));
    }

    private static String subject(UUID template) {
        return "coupon-template:" + template;
    }

    private Uni<Integer> word(Caller by, UUID template, int version, Terms terms, Offer offer) {
        return database.sql("""
                        insert into coupon_template_version (template_id, version, terms, offer, at, by)
                        values (:template, :version, :terms, :offer, :now, :by)""")
                .with("template", template)
                .with("version", version)
                .with("terms", wording.write(terms))
                .with("offer", wording.write(offer))
                .with("now", clock.instant())
                .with("by", by.tag())
                .run();
    }

    private Uni<Void> mustBeSound(Terms terms, Offer offer) {
        List<Flaw> flaws = new ArrayList<>(TemplateRules.flaws(terms, offer));
        Set<UUID> named = new TreeSet<>(terms.stores().only());
        named.addAll(terms.stores().except());
        return stores.names(named)
                .invoke(known -> named.stream()
                        .filter(store -> !known.containsKey(store))
                        .forEach(store -> flaws.add(Flaw.of("terms.stores", "没有这家门店 " + store))))
                .chain(() -> isForSomebody(offer.audience()))
                .invoke(forSomebody -> {
                    if (!forSomebody) {
                        flaws.add(Flaw.of("offer.audience.tag", "没有这个人群标签，或已停用"));
                    }
                    if (!flaws.isEmpty()) {
                        throw CouponProblem.TEMPLATE_INVALID.problem().with(flaws);
                    }
                })
                .replaceWithVoid();
    }

    /** Whether somebody keeps the segment, where it is for one. */
    private Uni<Boolean> isForSomebody(Audience audience) {
        String tag = audience.tag();
        if (audience.kind() != Audience.Kind.TAG || tag == null) {
            return Uni.createFrom().item(true);
        }
        List<Boolean> answers = new ArrayList<>();
        return Database.each(segments, part -> part.known(tag).invoke(answers::add))
                .map(asked -> answers.contains(true));
    }

    /**
     * Words a template anew. Coupons already held keep the words they were got with.
     *
     * @param version what the caller has seen
     * @throws io.guike.platform.Problem {@code coupon.template-unknown}, {@code coupon.template-invalid}, {@code
     *     coupon.template-changed}, {@code coupon.template-state}, {@code coupon.stock-taken}
     */
    Uni<TemplateView> change(Caller by, UUID template, int version, Terms terms, Offer offer) {
        return mustBeSound(terms, offer)
                .chain(() -> database.tx(() -> budgets.alone(template)
                        .chain(() -> locked(template))
                        .invoke(now -> mustBeCurrent(now, version, offer))
                        .chain(now -> word(by, template, version + 1, terms, offer))
                        .chain(() -> database.sql("""
                                with spent as (
                                  delete from coupon_spent where template_id = :template returning fen)
                                update coupon_stock set version = :version, stock = cast(:stock as bigint),
                                  budget_fen = cast(:budget as bigint),
                                  used_fen = used_fen + (select coalesce(sum(fen), 0) from spent)
                                where template_id = :template""")
                                .with("version", version + 1)
                                .with("stock", offer.stock())
                                .with("budget", offer.budgetFen())
                                .with("template", template)
                                .run())
                        .chain(() -> audit.record(
                                by, "coupon.template-version", subject(template), Map.of("version", version + 1)))
                        .chain(() -> get(template))));
    }

    private Uni<Counted> locked(UUID template) {
        return database.sql(SELECT + "t.id = :template for update of s")
                .with("template", template)
                .first(Counted::of)
                .onItem()
                .ifNull()
                .failWith(CouponProblem.TEMPLATE_UNKNOWN::problem);
    }

    private static void mustBeCurrent(Counted now, int version, Offer offer) {
        if (now.state() == State.ENDED) {
            throw CouponProblem.TEMPLATE_STATE.because(now.state().name());
        }
        if (now.version() != version) {
            throw CouponProblem.TEMPLATE_CHANGED.because("version is " + now.version());
        }
        boolean enough = (offer.stock() == null || offer.stock() >= now.taken())
                && (offer.budgetFen() == null || offer.budgetFen() >= now.usedFen());
        if (!enough) {
            throw CouponProblem.STOCK_TAKEN.because("taken " + now.taken() + ", used " + now.usedFen() + " fen");
        }
    }

    /**
     * Opens, pauses or ends a template. What it already is it may become again.
     *
     * @throws io.guike.platform.Problem {@code coupon.template-unknown}, {@code coupon.template-state}
     */
    public Uni<TemplateView> turn(Caller by, UUID template, State state) {
        return database.tx(() -> locked(template)
                .chain(now -> now.state() == state
                        ? Uni.createFrom().voidItem()
                        : mayTurn(now, state)
                                .chain(() -> database.sql(
                                                "update coupon_stock set state = :state where template_id = :template")
                                        .with("state", state.name())
                                        .with("template", template)
                                        .run())
                                .chain(() -> audit.record(
                                        by, "coupon.template-state", subject(template), Map.of("state", state))))
                .chain(() -> get(template)));
    }

    private Uni<Void> mayTurn(Counted now, State state) {
        if (!BEFORE.getOrDefault(state, Set.of()).contains(now.state())) {
            throw CouponProblem.TEMPLATE_STATE.because(now.state().name());
        }
        return wording.of(List.of(now.key()))
                .map(now::as)
                .invoke(view -> {
                    Instant until = view.terms().validity().until();
                    if (state == State.OPEN && until != null && !until.isAfter(clock.instant())) {
                        throw CouponProblem.TEMPLATE_STATE.because("有效期已过");
                    }
                })
                .replaceWithVoid();
    }

    /** @throws io.guike.platform.Problem {@code coupon.template-unknown} */
    Uni<TemplateView> get(UUID template) {
        return database.sql(SELECT + "t.id = :template")
                .with("template", template)
                .first(Counted::of)
                .onItem()
                .ifNull()
                .failWith(CouponProblem.TEMPLATE_UNKNOWN::problem)
                .chain(row -> wording.of(List.of(row.key())).map(row::as));
    }

    /** From new to old. */
    Uni<Page<TemplateView>> list(@Nullable State state, @Nullable String text, @Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        Sql sql = database.sql(SELECT + """
                        (t.created_at, t.id) < (:at, :id) and (:state = '' or s.state = :state)
                        and t.name ilike :text order by t.created_at desc, t.id desc limit :size""")
                .with("at", from.time())
                .with("id", from.id())
                .with("state", state == null ? "" : state.name())
                .with("text", Sql.containing(text == null ? "" : text))
                .with("size", size + 1);
        return sql.list(Counted::of)
                .chain(rows -> wording.of(rows.stream().map(Counted::key).collect(Collectors.toSet()))
                        .map(words -> rows.stream().map(row -> row.as(words)).toList()))
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.createdAt(), row.id())));
    }

    /** From new to old. */
    Uni<List<VersionView>> versions(UUID template) {
        return database.sql("""
                        select version, at, by from coupon_template_version where template_id = :template
                        order by version desc limit 200""").with("template", template).list(row -> row).chain(rows -> {
            if (rows.isEmpty()) {
                throw CouponProblem.TEMPLATE_UNKNOWN.problem();
            }
            return wording.of(rows.stream()
                            .map(row -> new Key(template, row.integer(0)))
                            .toList())
                    .map(words -> rows.stream()
                            .map(row -> version(template, row, words))
                            .toList());
        });
    }

    private static VersionView version(UUID template, Row row, Map<Key, Wording.Words> all) {
        Wording.Words words = Objects.requireNonNull(all.get(new Key(template, row.integer(0))));
        return new VersionView(row.integer(0), words.terms(), words.offer(), row.instant(1), row.text(2));
    }
}
