package io.guike.coupon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The words of templates, version by version. They never change once they are committed, so each is read once; what the
 * open transaction itself wrote may still be rolled back, and is not remembered.
 */
@ApplicationScoped
public class Wording {

    private static final Logger LOG = Logger.getLogger(Wording.class);

    /** Bounds the memory; a chain has hundreds. */
    private static final int MOST_REMEMBERED = 20_000;

    @Inject
    Database database;

    @Inject
    ObjectMapper json;

    private final Map<Key, Words> remembered = new ConcurrentHashMap<>();

    /** Those that were complained of. */
    private final Set<Key> unreadable = ConcurrentHashMap.newKeySet();

    /** Names the words of one version. */
    public record Key(UUID template, int version) {}

    /** What they say. */
    public record Words(String name, Terms terms, Offer offer) {

        OfferedTemplate as(Key key, OfferedTemplate.State state) {
            return new OfferedTemplate(key.template(), state, key.version(), name, terms, offer);
        }
    }

    /**
     * Those that exist.
     *
     * @return fails where one of them cannot be read: it was written by a later version of this service
     */
    public Uni<Map<Key, Words>> of(Collection<Key> keys) {
        return found(keys)
                .invoke(found -> {
                    if (found.unreadable()) {
                        throw new IllegalStateException("Words among " + keys + " cannot be read");
                    }
                })
                .map(Found::words);
    }

    /** As {@link #of}, without those that cannot be read: of what others are shown beside. */
    public Uni<Map<Key, Words>> readable(Collection<Key> keys) {
        return found(keys).map(Found::words);
    }

    /** @param unreadable whether there were such */
    private record Found(Map<Key, Words> words, boolean unreadable) {}

    private Uni<Found> found(Collection<Key> keys) {
        Map<Key, Words> known = new HashMap<>();
        keys.forEach(key -> remembered.computeIfPresent(key, (same, words) -> {
            known.put(key, words);
            return words;
        }));
        List<Key> missing =
                keys.stream().distinct().filter(key -> !known.containsKey(key)).toList();
        return missing.isEmpty()
                ? Uni.createFrom().item(new Found(known, false))
                : read(missing).map(said -> {
                    said.forEach(one -> one.putInto(known));
                    return new Found(known, said.stream().anyMatch(one -> one.words() == null));
                });
    }

    /**
     * @param words null where they cannot be read
     * @param firm whether they are committed
     */
    private record Said(Key key, @Nullable Words words, boolean firm) {

        void putInto(Map<Key, Words> known) {
            if (words != null) {
                known.put(key, words);
            }
        }
    }

    private Uni<List<Said>> read(List<Key> keys) {
        return database.sql("""
                        select v.template_id, v.version, t.name, v.terms, v.offer,
                          v.xmin is distinct from cast(pg_current_xact_id_if_assigned() as xid)
                        from unnest(cast(:templates as uuid[]), cast(:versions as integer[])) as asked(template, version)
                        join coupon_template_version v on v.template_id = asked.template and v.version = asked.version
                        join coupon_template t on t.id = v.template_id""")
                .with("templates", keys.stream().map(Key::template).toList())
                .with("versions", keys.stream().map(Key::version).toList())
                .list(row -> new Said(new Key(row.uuid(0), row.integer(1)), words(row), row.flag(5)))
                .invoke(this::remember);
    }

    private void remember(List<Said> words) {
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.clear();
        }
        words.stream().filter(Said::firm).forEach(said -> said.putInto(remembered));
    }

    /** Null where a later version of this service wrote what this one does not know, as while one replaces the other. */
    private @Nullable Words words(Row row) {
        try {
            return new Words(
                    row.text(2), json.readValue(row.text(3), Terms.class), json.readValue(row.text(4), Offer.class));
        } catch (JsonProcessingException e) {
            complain(new Key(row.uuid(0), row.integer(1)), e);
            return null;
        }
    }

    /** Once for each: whoever looks at offers comes across them. */
    private void complain(Key key, JsonProcessingException failure) {
        if (unreadable.size() < MOST_REMEMBERED && unreadable.add(key)) {
            LOG.errorf(failure, "Words of template %s, version %d, cannot be read", key.template(), key.version());
        }
    }

    /** As the versions keep them. */
    public String write(Object words) {
        try {
            return json.writeValueAsString(words);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
