package io.guike.access;

import io.guike.access.Caller.Kind;
import io.guike.platform.PlatformProblem;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Admits each request to its audience, which the path names: a path that stands in no row of the table is closed.
 * Roles and store scope come from the database on each call, so a right that was taken away ends at once.
 */
@Singleton
class AudienceGate {

    /** Claim that names the sign-in session, so that signing out ends the token as well. */
    static final String SESSION_CLAIM = "sid";

    private record Audience(
            @Nullable String method,
            String prefix,
            @Nullable Predicate<Caller> admits) {

        Audience(String prefix, @Nullable Predicate<Caller> admits) {
            this(null, prefix, admits);
        }

        boolean covers(ContainerRequestContext request) {
            return (method == null || method.equals(request.getMethod()))
                    && request.getUriInfo().getPath().startsWith(prefix);
        }
    }

    /** Shows a signature and no token. */
    private static final Predicate<Caller> SIGNED = caller -> caller.kind() == Kind.POS;

    /** First match wins. A null predicate is an open path. */
    private static final List<Audience> AUDIENCES = List.of(
            new Audience("POST", "/api/me/session", null),
            new Audience("/api/me", caller -> caller.kind() == Kind.SHOPPER),
            new Audience("DELETE", "/api/staff/session", AudienceGate::isStaff),
            new Audience("/api/staff/session", null),
            new Audience("/api/staff/", AudienceGate::isStaff),
            new Audience("/api/hq/", staff(Role.HQ)),
            new Audience("/api/store/", staff(Role.STORE_MANAGER)),
            new Audience("/api/promoter/", staff(Role.PROMOTER)),
            new Audience("/api/counter/", AudienceGate::isOfSomeStore),
            new Audience("/api/pos/", SIGNED),
            new Audience("/api/open/", null),
            new Audience("/wechat/", null),
            new Audience("/s/", null));

    private static boolean isStaff(Caller caller) {
        return caller.kind() == Kind.STAFF;
    }

    /** Whether it is the store in the path is asked where the request is carried out. */
    private static boolean isOfSomeStore(Caller caller) {
        return isStaff(caller) && (caller.is(Role.PROMOTER) || caller.is(Role.STORE_MANAGER));
    }

    private static Predicate<Caller> staff(Role role) {
        return caller -> isStaff(caller) && caller.is(role);
    }

    /** All that someone with a first password may do: change it, or sign out. */
    private static final Set<String> WITH_FIRST_PASSWORD = Set.of("/api/staff/password", "/api/staff/session");

    @Inject
    VerifiedTokens tokens;

    @Inject
    Instance<CallerDirectory> directories;

    @Inject
    SignedAudience signed;

    @Inject
    BodyBounds bodies;

    @Inject
    CurrentCaller current;

    @Inject
    Clock clock;

    @ServerRequestFilter(preMatching = true)
    Uni<Void> admit(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        Audience audience = AUDIENCES.stream()
                .filter(row -> row.covers(request))
                .findFirst()
                .orElseThrow(PlatformProblem.NOT_FOUND::problem);
        Predicate<Caller> admits = audience.admits();
        if (admits == null) {
            return bodies.gather(request);
        }
        if (admits == SIGNED) {
            return signed.admit(request);
        }
        JsonWebToken token = parse(request.getHeaderString("Authorization"));
        return identify(token)
                .invoke(caller -> {
                    if (caller.mustChangePassword() && !WITH_FIRST_PASSWORD.contains(path)) {
                        throw PlatformProblem.PASSWORD_CHANGE_REQUIRED.problem();
                    }
                    if (!admits.test(caller)) {
                        throw PlatformProblem.FORBIDDEN.problem();
                    }
                    current.admit(caller, uuid(token.getClaim(SESSION_CLAIM)));
                })
                .chain(() -> bodies.gather(request));
    }

    private Uni<Caller> identify(JsonWebToken token) {
        return directories.stream()
                .filter(directory ->
                        token.getAudience() != null && token.getAudience().contains(directory.audience()))
                .findFirst()
                .orElseThrow(PlatformProblem.UNAUTHENTICATED::problem)
                .find(uuid(token.getSubject()), uuid(token.getClaim(SESSION_CLAIM)))
                .onItem()
                .ifNull()
                .failWith(PlatformProblem.UNAUTHENTICATED::problem);
    }

    private JsonWebToken parse(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw PlatformProblem.UNAUTHENTICATED.problem();
        }
        try {
            JsonWebToken token = tokens.parse(header.substring(7).trim());
            // The parser knows the machine's clock only.
            if (token.getExpirationTime() <= clock.instant().getEpochSecond()) {
                throw PlatformProblem.UNAUTHENTICATED.problem();
            }
            return token;
        } catch (ParseException e) {
            throw PlatformProblem.UNAUTHENTICATED.problem();
        }
    }

    private static UUID uuid(@Nullable Object text) {
        try {
            return UUID.fromString(String.valueOf(text));
        } catch (IllegalArgumentException e) {
            throw PlatformProblem.UNAUTHENTICATED.problem();
        }
    }
}
