package io.guike.support;

import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.staff.Postings;
import io.guike.staff.StaffMembers;
import io.guike.store.OpeningHours;
import io.guike.store.Regions;
import io.guike.store.StoreView;
import io.guike.store.Stores;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes regions, stores and people that are nobody else's, each with names of its own. */
@ApplicationScoped
public class Chain {

    public static final String PASSWORD = "korrekt-Pferd-29";

    /** Weak on purpose: tests sign in often. */
    private static final String CHEAP_HASH = BcryptUtil.bcryptHash(PASSWORD, 4);

    @Inject
    Regions regions;

    @Inject
    Stores stores;

    @Inject
    StaffMembers members;

    @Inject
    Postings postings;

    @Inject
    Database database;

    /** A member of staff who has signed in. */
    public record Person(UUID id, String number, String token, String refreshToken) {}

    public static <T> T await(Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(work);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    public static String code() {
        return "T" + Ids.readable(9);
    }

    public UUID region() {
        return await(() -> regions.create(Caller.SYSTEM, new Regions.RegionFacts(code(), "测试区域", null)))
                .id();
    }

    public StoreView store() {
        return storeAt(31.2304, 121.4737);
    }

    public StoreView storeAt(double latitude, double longitude) {
        UUID region = region();
        Stores.StoreFacts facts = new Stores.StoreFacts(code(), "测试店", region, "测试路1号", latitude, longitude, null);
        return await(() -> stores.create(Caller.SYSTEM, facts, OpeningHours.NEVER));
    }

    /** Somebody with a password of their own choice, and no role. */
    public Person person() {
        return signIn(hire(false));
    }

    public Person hq() {
        return signIn(hire(true));
    }

    public Person posted(UUID store, Role role) {
        String number = hire(false);
        UUID id = id(number);
        await(() -> postings.assign(Caller.SYSTEM, id, store, role, null, null));
        return signIn(number);
    }

    public UUID id(String number) {
        return await(() -> members.byNumber(number)).id();
    }

    /** @return the number of somebody who can sign in with {@link #PASSWORD} */
    public String hire(boolean hq) {
        String number = code();
        await(() -> members.hire(Caller.SYSTEM, number, "测试员工", hq)
                .chain(staff -> database.sql(
                                "update staff set password_hash = :hash, must_change_password = false where id = :id")
                        .with("hash", CHEAP_HASH)
                        .with("id", staff.id())
                        .run()));
        return number;
    }

    public Person signIn(String number) {
        var tokens = Api.anyone()
                .contentType("application/json")
                .body(Map.of("name", number, "password", PASSWORD))
                .post("/api/staff/session")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return new Person(id(number), number, tokens.getString("accessToken"), tokens.getString("refreshToken"));
    }
}
