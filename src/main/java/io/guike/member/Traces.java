package io.guike.member;

import io.guike.platform.Overtaken;
import io.guike.wechat.StoredCallbacks;
import io.guike.wechat.StoredCallbacks.Sender;
import io.guike.work.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What the queues hold of a person. Whoever works on such a row locks it first and the person afterwards, so who takes a
 * person away does the same: looks, locks what was found, holds the person, and looks again.
 */
@ApplicationScoped
class Traces {

    @Inject
    Members members;

    @Inject
    People people;

    @Inject
    Unions unions;

    @Inject
    StoredCallbacks callbacks;

    @Inject
    Outbox outbox;

    /**
     * @param callbacks rows of the inbox
     * @param events rows of the outbox: about the person or one of the callbacks
     */
    record Found(
            UUID person,
            Set<UUID> origins,
            Set<Sender> accounts,
            Set<String> unionids,
            Set<UUID> callbacks,
            Set<UUID> events) {}

    /**
     * Holds a person and all that is on its way.
     *
     * @throws Overtaken where somebody works on one of the rows at this moment, or more came
     * @throws io.guike.platform.Problem {@code member.unknown}, {@code member.erased}
     */
    Uni<Found> hold(UUID asked) {
        return find(asked)
                .call(this::lock)
                .chain(found -> people.hold(List.of(asked))
                        .chain(() -> find(asked))
                        .invoke(again -> {
                            if (!again.equals(found)) {
                                throw new Overtaken();
                            }
                        }));
    }

    private Uni<Found> find(UUID asked) {
        return people.living(asked)
                .chain(person -> people.origins(person)
                        .chain(origins -> members.identities(person)
                                .map(Traces::senders)
                                .chain(accounts -> find(person, origins, accounts))));
    }

    private static Set<Sender> senders(List<Members.Identity> accounts) {
        return accounts.stream()
                .map(account -> new Sender(account.appid(), account.openid()))
                .collect(Collectors.toSet());
    }

    private Uni<Found> find(UUID person, Set<UUID> origins, Set<Sender> accounts) {
        return unions.of(origins)
                .chain(unionids -> callbacks.of(accounts).chain(stored -> {
                    Set<UUID> subjects = new HashSet<>(origins);
                    subjects.addAll(stored);
                    return outbox.about(subjects)
                            .map(events -> new Found(person, origins, accounts, unionids, stored, events));
                }));
    }

    private Uni<Void> lock(Found found) {
        return callbacks
                .lock(found.callbacks())
                .chain(() -> outbox.lock(found.events()))
                .chain(() -> unions.lock(found.unionids()));
    }

    Uni<Void> forget(Found found) {
        return outbox.forget(found.events()).chain(() -> callbacks.forget(found.callbacks()));
    }
}
