package io.guike.consent;

import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A capability that hangs on consents: writes down what ends, in the same transaction, and fails when a test asks. */
@ApplicationScoped
public class Withdrawals implements WithdrawalPart, GuardianRule {

    @Inject
    Database database;

    private final Set<UUID> failing = ConcurrentHashMap.newKeySet();
    private final Set<UUID> children = ConcurrentHashMap.newKeySet();

    void failFor(UUID person) {
        failing.add(person);
    }

    void isChild(UUID person) {
        children.add(person);
    }

    @Override
    public Uni<Boolean> needsGuardian(UUID person) {
        return Uni.createFrom().item(children.contains(person));
    }

    @Override
    public Uni<Void> withdrawn(UUID person, Purpose purpose) {
        return database.sql(
                        "insert into audit_entry (id, at, actor, actor_name, action, subject, detail)"
                                + " values (gen_random_uuid(), current_timestamp, 'test', 'test', 'test.withdrawn', :subject, '{}')")
                .with("subject", subject(person, purpose))
                .run()
                .invoke(() -> {
                    if (failing.contains(person)) {
                        throw new IllegalStateException("asked to fail");
                    }
                })
                .replaceWithVoid();
    }

    Uni<Long> count(UUID person, Purpose purpose) {
        return database.sql("select count(*) from audit_entry where action = 'test.withdrawn' and subject = :subject")
                .with("subject", subject(person, purpose))
                .one(row -> row.number(0));
    }

    private static String subject(UUID person, Purpose purpose) {
        return purpose + ":" + person;
    }
}
