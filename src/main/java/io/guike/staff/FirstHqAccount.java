package io.guike.staff;

import io.guike.platform.Database;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Lets the first person in. The account comes from the configuration; with the embedded parts one is made and its
 * password printed, this once. Either password is good for choosing another one only.
 */
@ApplicationScoped
class FirstHqAccount {

    private static final Logger LOG = Logger.getLogger(FirstHqAccount.class);

    private static final String EMBEDDED_NUMBER = "hq";
    private static final String PERSON = "总部管理员";

    @Inject
    StaffMembers members;

    @Inject
    Passwords passwords;

    @ConfigProperty(name = "guike.hq.name")
    Optional<String> number = Optional.empty();

    @ConfigProperty(name = "guike.hq.password")
    Optional<String> password = Optional.empty();

    @Inject
    Database database;

    void start(@Observes @Priority(1000) StartupEvent event) throws Throwable {
        VertxContextSupport.subscribeAndAwait(
                () -> members.hasHq().chain(some -> some ? Uni.createFrom().voidItem() : letIn()));
    }

    private Uni<Void> letIn() {
        if (number.isPresent() && password.isPresent()) {
            return make(number.get(), password.get())
                    .invoke(made -> {
                        if (made) {
                            LOG.infof("已创建总部账号 / made the head office account: %s", number.get());
                        }
                    })
                    .replaceWithVoid();
        }
        if (!database.isEmbedded()) {
            LOG.warn("还没有总部账号 / nobody can manage the chain yet:"
                    + " set GUIKE_HQ_NAME and GUIKE_HQ_PASSWORD and start again");
            return Uni.createFrom().voidItem();
        }
        String random = Passwords.random();
        return make(number.orElse(EMBEDDED_NUMBER), random)
                .invoke(made -> {
                    if (made) {
                        LOG.infof(
                                "总部账号（仅显示一次，首次登录须修改密码） / head office account, shown this once,"
                                        + " to be changed on first use: %s  %s",
                                number.orElse(EMBEDDED_NUMBER), random);
                    }
                })
                .replaceWithVoid();
    }

    /** @return whether it was made; not where head office has somebody already */
    Uni<Boolean> make(String name, String firstPassword) {
        return passwords.hash(firstPassword).chain(hash -> members.hireFirst(name, PERSON, hash));
    }
}
