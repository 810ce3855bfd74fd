package io.guike;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Entity;
import jakarta.ws.rs.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The house plan as code: who may use whom, what things are called, and which doors are the only ones. */
class ArchitectureTest {

    /** The DAG: a capability and all it may use. Keep it small; announce up instead of calling up. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry("platform", Set.of()),
            entry("simulator", Set.of()),
            entry("embedded", Set.of("simulator")),
            entry("access", Set.of("platform")),
            entry("work", Set.of("platform", "access")),
            entry("vault", Set.of("platform", "access", "work")),
            entry("cardcode", Set.of("platform", "access", "work", "vault")),
            entry("imports", Set.of("platform", "work", "vault")),
            entry("session", Set.of("platform", "access", "work")),
            entry("wechat", Set.of("platform", "access", "work")),
            entry("store", Set.of("platform", "access", "work", "imports")),
            entry("pos", Set.of("platform", "access", "work", "store", "vault")),
            entry("staff", Set.of("platform", "access", "work", "imports", "wechat", "store", "session")),
            entry("scancode", Set.of("platform", "access", "work", "wechat", "store", "staff")),
            entry("member", Set.of("platform", "access", "work", "vault", "wechat", "store", "staff")),
            entry("selves", Set.of("platform", "vault", "member")),
            entry("consent", Set.of("platform", "access", "work", "vault", "member")),
            entry(
                    "attribution",
                    Set.of("platform", "access", "work", "wechat", "store", "staff", "scancode", "member")),
            entry(
                    "signin",
                    Set.of(
                            "platform",
                            "access",
                            "work",
                            "session",
                            "wechat",
                            "store",
                            "staff",
                            "scancode",
                            "member",
                            "attribution")),
            entry("phone", Set.of("platform", "access", "work", "vault", "wechat", "member", "attribution")),
            entry(
                    "membership",
                    Set.of(
                            "platform",
                            "access",
                            "work",
                            "vault",
                            "wechat",
                            "member",
                            "attribution",
                            "consent",
                            "cardcode",
                            "phone",
                            "selves")),
            entry("coupon", Set.of("platform", "access", "work", "member", "membership")),
            entry("coupontemplate", Set.of("platform", "access", "work", "store", "coupon", "claim")),
            entry("notice", Set.of("platform", "access", "work", "wechat", "member")),
            entry("couponnotice", Set.of("platform", "access", "work", "member", "coupon", "notice")),
            entry("wallet", Set.of("platform", "access", "work", "store", "member", "coupon", "redemption")),
            entry("redemption", Set.of("platform", "access", "work", "cardcode", "pos", "member", "coupon")),
            entry(
                    "counter",
                    Set.of("platform", "access", "work", "vault", "membership", "coupon", "wallet", "redemption")),
            entry("claim", Set.of("platform", "access", "work", "vault", "member", "selves", "coupon", "redemption")),
            entry("tag", Set.of("platform", "access", "work", "imports", "member", "claim")),
            entry(
                    "grant",
                    Set.of(
                            "platform",
                            "access",
                            "work",
                            "vault",
                            "imports",
                            "member",
                            "attribution",
                            "consent",
                            "membership",
                            "coupon",
                            "claim")),
            entry(
                    "roster",
                    Set.of(
                            "platform",
                            "access",
                            "work",
                            "imports",
                            "vault",
                            "store",
                            "staff",
                            "member",
                            "attribution",
                            "phone",
                            "membership")),
            entry(
                    "lookup",
                    Set.of(
                            "platform",
                            "access",
                            "work",
                            "vault",
                            "member",
                            "attribution",
                            "cardcode",
                            "pos",
                            "phone",
                            "membership")),
            entry(
                    "reveal",
                    Set.of("platform", "access", "work", "vault", "member", "attribution", "phone", "membership")),
            entry("points", Set.of("platform", "access", "work", "member", "membership", "roster")),
            entry("pointsaudit", Set.of("platform", "access", "work", "points")),
            entry("adjustment", Set.of("platform", "access", "work", "member", "points")),
            entry("tillpoints", Set.of("platform", "access", "work", "store", "cardcode", "pos", "points")),
            entry("lapsenotice", Set.of("platform", "access", "work", "member", "points", "notice")),
            entry("earnrule", Set.of("platform", "access", "work", "store", "membership", "points")),
            entry(
                    "earning",
                    Set.of(
                            "platform",
                            "access",
                            "work",
                            "member",
                            "selves",
                            "consent",
                            "membership",
                            "points",
                            "earnrule")),
            entry(
                    "reward",
                    Set.of(
                            "platform",
                            "access",
                            "work",
                            "vault",
                            "store",
                            "member",
                            "selves",
                            "points",
                            "coupon",
                            "claim")),
            entry(
                    "demo",
                    Set.of(
                            "platform",
                            "access",
                            "wechat",
                            "store",
                            "staff",
                            "scancode",
                            "coupon",
                            "coupontemplate",
                            "grant")));

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.guike");

    @Test
    void capabilitiesUseOnlyWhatTheTableAllows() {
        Map<String, Set<String>> forbidden = new TreeMap<>();
        CODE.forEach(type -> type.getDirectDependenciesFromSelf().forEach(dependency -> {
            String from = capability(type);
            String to = capability(dependency.getTargetClass());
            if (!to.isEmpty()
                    && !to.equals(from)
                    && !MAY_USE.getOrDefault(from, Set.of()).contains(to)) {
                forbidden.computeIfAbsent(from, key -> new TreeSet<>()).add(dependency.getDescription());
            }
        }));
        assertEquals(Map.of(), forbidden);
    }

    @Test
    void everyPackageStandsInTheTable() {
        Set<String> found = new TreeSet<>();
        CODE.forEach(type -> found.add(capability(type)));
        found.remove("");
        assertEquals(new TreeSet<>(MAY_USE.keySet()), found);
    }

    private static String capability(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith("io.guike.") ? name.split("\\.", -1)[2] : "";
    }

    @Test
    void onlyTheWxJavaRoomImportsWxJava() {
        noClasses()
                .that(resideOutsideOfPackages("io.guike.wechat.wxjava"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("me.chanjar..", "cn.binarywang.."))
                .because("its ThreadLocals, sleeps and missing checks must stay behind our own words")
                .check(CODE);
    }

    @Test
    void onlyTheRedisDoorHoldsALettuceConnection() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.guike.platform.Redis")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.lettuce.."))
                .because("a completion on Lettuce's thread breaks and leaks database sessions")
                .check(CODE);
    }

    @Test
    void timeComesFromTheOneClock() {
        noClasses()
                .that(resideOutsideOfPackages("io.guike.embedded", "io.guike.simulator"))
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(java.time.LocalDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("tests move the injected clock")
                .check(CODE);
    }

    @Test
    void idsComeFromOnePlace() {
        noClasses()
                .that(resideOutsideOfPackages("io.guike.simulator"))
                .should()
                .callMethod(java.util.UUID.class, "randomUUID")
                .because("Ids.next() makes ids that grow with time")
                .check(CODE);
    }

    @Test
    void resourcesAndEntitiesAreNobodyElsesBusiness() {
        classes()
                .that()
                .areAnnotatedWith(Path.class)
                .or()
                .areAnnotatedWith(Entity.class)
                .should()
                .bePackagePrivate()
                .check(CODE);
        classes()
                .that()
                .areAnnotatedWith(Path.class)
                .should()
                .haveSimpleNameEndingWith("Resource")
                .check(CODE);
    }

    @Test
    void everyOperationForTillsSaysWhatItNeeds() {
        Set<String> silent = new TreeSet<>();
        CODE.stream()
                .filter(type -> type.isAnnotatedWith(Path.class)
                        && type.getAnnotationOfType(Path.class).value().startsWith("/api/pos"))
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(method -> method.getMethodCallsFromSelf().stream()
                        .noneMatch(call -> call.getTargetOwner().getSimpleName().equals("CurrentPos")
                                && call.getName().equals("must")))
                .forEach(method -> silent.add(method.getFullName()));
        assertEquals(Set.of("io.guike.pos.PosClientResource.me()"), silent);
    }

    @Test
    void namesExplain() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|VO|DTO|BO|DO|PO|Manager|Helper|Utils?)")
                .because("they name a layer, not a thing")
                .check(CODE);
    }

    @Test
    void onlyPlatformOpensTransactions() {
        noClasses()
                .that(resideOutsideOfPackages("io.guike.platform"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.hibernate.reactive.mutiny.Mutiny$SessionFactory")
                .because("Database.tx joins, repeats and bounds")
                .check(CODE);
    }

    @Test
    void nothingWaitsOnTheEventLoop() {
        noClasses()
                .that(resideOutsideOfPackages("io.guike.platform"))
                .should()
                .callMethod(io.smallrye.mutiny.Uni.class, "await")
                .because("only the Redis door waits, for WxJava's blocking token store")
                .check(CODE);
    }
}
