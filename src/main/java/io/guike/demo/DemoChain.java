package io.guike.demo;

import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.demo.DemoPlan.DemoCity;
import io.guike.demo.DemoPlan.DemoStore;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Page;
import io.guike.scancode.CodeKind;
import io.guike.scancode.Medium;
import io.guike.scancode.ScanCodes;
import io.guike.staff.Postings;
import io.guike.staff.StaffMembers;
import io.guike.store.OpeningHours;
import io.guike.store.OpeningHours.ExceptionalDay;
import io.guike.store.OpeningHours.Interval;
import io.guike.store.OpeningHours.Opening;
import io.guike.store.Regions;
import io.guike.store.StoreView;
import io.guike.store.Stores;
import io.guike.wechat.WeChat;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Lays the demo chain, once, and says at every start how to get in. */
@ApplicationScoped
class DemoChain {

    private static final Logger LOG = Logger.getLogger(DemoChain.class);

    /** Of two replicas that start together one lays the chain; the other does not wait for it. */
    private static final String LOCK = "demo.chain";

    @Inject
    Database database;

    @Inject
    Regions regions;

    @Inject
    Stores stores;

    @Inject
    StaffMembers members;

    @Inject
    Postings postings;

    @Inject
    ScanCodes codes;

    @Inject
    DemoGifts gifts;

    @Inject
    WeChat wechat;

    @Inject
    Clock clock;

    @ConfigProperty(name = "guike.demo", defaultValue = "true")
    boolean wanted;

    @ConfigProperty(name = "guike.public.url")
    String publicUrl;

    @ConfigProperty(name = "guike.scancode.mini-page", defaultValue = "pages/index/index")
    String miniPage;

    void start(@Observes @Priority(2000) StartupEvent event) throws Throwable {
        if (wanted && database.isEmbedded()) {
            VertxContextSupport.subscribeAndAwait(() -> layWhere(stores::none)
                    .call(laid -> laid
                            ? gifts.lay().chain(this::publishMenu)
                            : Uni.createFrom().voidItem())
                    .chain(this::openDoors)
                    .chain(this::sayHowToGetIn));
        }
    }

    /** @return whether it was laid now, all of it in one transaction */
    Uni<Boolean> layWhere(Supplier<Uni<Boolean>> free) {
        return database.tx(() -> database.tryLock(LOCK)
                .chain(mine -> mine ? free.get() : Uni.createFrom().item(false))
                .chain(lay -> lay ? lay().replaceWith(true) : Uni.createFrom().item(false)));
    }

    /** Stores and people first, then what hangs on them. */
    private Uni<Void> lay() {
        return regions.create(Caller.SYSTEM, new Regions.RegionFacts(DemoPlan.COUNTRY_CODE, DemoPlan.COUNTRY, null))
                .chain(country -> Database.each(DemoPlan.CITIES, city -> lay(city, country.id())))
                .chain(() -> members.hire(Caller.SYSTEM, DemoPlan.HQ_NUMBER, DemoPlan.HQ_NAME, true))
                .chain(this::layCodes);
    }

    /** A permanent code for each store and each promoter; WeChat makes the pictures afterwards. */
    private Uni<Void> layCodes() {
        return stores.list(null, null, null, Page.MOST)
                .map(page -> page.items())
                .call(all -> Database.each(all, this::layCode))
                .map(all -> all.stream().map(StoreView::id).toList())
                .chain(all -> codes.issueForPromoters(
                        Caller.SYSTEM, new ScanCodes.PromoterOrder(all, List.of(Medium.values()), true, false)))
                .replaceWithVoid();
    }

    private Uni<?> layCode(StoreView store) {
        return codes.issue(
                Caller.SYSTEM,
                new ScanCodes.CodeOrder(CodeKind.STORE, store.id(), null, "门口海报", List.of(Medium.values()), true));
    }

    private Uni<Void> lay(DemoCity city, UUID country) {
        return regions.create(Caller.SYSTEM, new Regions.RegionFacts(city.code(), city.name(), country))
                .chain(region -> Database.each(city.stores(), store -> lay(store, region.id())));
    }

    private Uni<Void> lay(DemoStore plan, UUID region) {
        Stores.StoreFacts facts = new Stores.StoreFacts(
                plan.code(), plan.name(), region, plan.address(), plan.latitude(), plan.longitude(), plan.phone());
        return stores.create(Caller.SYSTEM, facts, hours(plan.hours()))
                .chain(store -> Database.each(
                        IntStream.range(0, plan.staff().size()).boxed().toList(),
                        position -> hire(plan, position, store.id())));
    }

    private Uni<?> hire(DemoStore plan, int position, UUID store) {
        Role role = position == 0 ? Role.STORE_MANAGER : Role.PROMOTER;
        return members.hire(Caller.SYSTEM, plan.number(position), plan.staff().get(position), false)
                .chain(person -> postings.assign(Caller.SYSTEM, person.id(), store, role, null, null));
    }

    /** @param plan two intervals: Monday to Thursday, Friday to Sunday */
    private OpeningHours hours(String plan) {
        String[] intervals = plan.split(" ");
        List<Opening> weekly = Stream.of(DayOfWeek.values())
                .map(day -> opening(day, intervals[day.compareTo(DayOfWeek.FRIDAY) < 0 ? 0 : 1]))
                .toList();
        LocalDate newYear = Days.today(clock).plusYears(1).withDayOfYear(1);
        Interval short10to18 = new Interval(LocalTime.of(10, 0), LocalTime.of(18, 0));
        return new OpeningHours(weekly, List.of(new ExceptionalDay(newYear, List.of(short10to18), "元旦")));
    }

    private static Opening opening(DayOfWeek day, String interval) {
        String[] ends = interval.split("-");
        return new Opening(day, LocalTime.parse(ends[0]), LocalTime.parse(ends[1]));
    }

    /** A menu that WeChat does not take is only a demo with less in it. */
    private Uni<Void> publishMenu() {
        return wechat.publishMenu(DemoPlan.menu(miniPage, publicUrl + "/card/"))
                .onFailure()
                .invoke(failure -> LOG.warnf("The demo has no menu: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    /** Outside the transaction that lays the chain: hashing takes its time. Made up for where a start was cut short. */
    private Uni<Void> openDoors() {
        return members.byNumber(DemoPlan.HQ_NUMBER)
                .chain(demo -> demo == null || demo.canSignIn()
                        ? Uni.createFrom().voidItem()
                        : members.idsOf(DemoPlan.numbers())
                                .chain(ids -> members.shareDemoPassword(ids.values(), DemoPlan.PASSWORD)));
    }

    private Uni<Void> sayHowToGetIn() {
        return members.byNumber(DemoPlan.HQ_NUMBER)
                .invoke(demo -> {
                    if (demo != null) {
                        LOG.infof(
                                "演示连锁 / demo chain: 3 城市 cities, 12 门店 stores, 40 员工 staff%n"
                                        + "    总部 head office    %s%n"
                                        + "    店长 store manager  SH001-1  HZ001-1  CD001-1  …%n"
                                        + "    导购 promoter       SH001-2  HZ001-2  CD001-2  …%n"
                                        + "    密码 password       %s%n"
                                        + "    顾客 a shopper      在手机上扫导购码、关注，点菜单「会员卡」一键开卡"
                                        + " scan a promoter's code on the phone, follow, tap 会员卡",
                                DemoPlan.HQ_NUMBER, DemoPlan.PASSWORD);
                    }
                })
                .replaceWithVoid();
    }
}
