package io.guike.platform;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready is: PostgreSQL answers and has the schema. Redis is told as a flag and does not count: without it the service
 * works more slowly, and one blip must not take all replicas out.
 */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements AsyncHealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Inject
    Database database;

    @Inject
    Redis redis;

    @Override
    public Uni<HealthCheckResponse> call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("postgresql");
        return schemaVersion()
                .invoke(version -> answer.up().withData("schema", version))
                .onFailure()
                .recoverWithItem(failure -> {
                    answer.down().withData("error", String.valueOf(failure.getMessage()));
                    return "";
                })
                .chain(this::redisState)
                .map(state -> answer.withData("redis", state).build());
    }

    private Uni<String> schemaVersion() {
        return database.apart(() -> database.sql("select max(version) from flyway_schema_history where success")
                        .one(row -> row.text(0)))
                .ifNoItem()
                .after(PATIENCE)
                .failWith(() -> new IllegalStateException("no answer within " + PATIENCE.toSeconds() + " s"));
    }

    private Uni<String> redisState() {
        return redis.ping().replaceWith("up").onFailure().recoverWithItem("away");
    }
}
