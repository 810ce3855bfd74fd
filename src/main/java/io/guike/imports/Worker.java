package io.guike.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Callable;

/** Where large files are read and hashed: on the event loop they would hold up everybody else. */
@ApplicationScoped
public class Worker {

    @Inject
    Vertx vertx;

    public <T> Uni<T> run(Callable<T> work) {
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(work, false).toCompletionStage());
    }

    /** In hex. */
    public Uni<String> sha256(byte[] bytes) {
        return run(() -> HexFormat.of().formatHex(digest(bytes)));
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
