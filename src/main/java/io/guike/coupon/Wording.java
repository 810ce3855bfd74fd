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
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The words of templates, version by version. They never change once they are committed, so each is read once; what the
 * open transaction itself wrote may still be rolled back, and is not remembered.
 */
@ApplicationScoped
public class Wording {

    /** Bounds the memory; a chain has hundreds. */
    private static final int MOST_REMEMBERED = 20_000;

    @Inject
    Database database;

    @Inject
    ObjectMapper json;

    private final Map<Key, Words> remembered = new ConcurrentHashMap<>();

    /** Names the words of one version. */
    public record Key(UUID template, int version) {}

    /** What they say. */
    public record Words(String name, Terms terms, Offer offer) {

        OfferedTemplate as(Key key, OfferedTemplate.State state) {
            return new OfferedTemplate(key.template(), state, key.version(), name, terms, offer);
        }
    }

    /** Those that exist. */
    public Uni<Map<Key, Words>> of(Collection<Key> keys) {
        Map<Key, Words> known = new HashMap<>();
        keys.forEach(key -> remembered.computeIfPresent(key, (same, words) -> {
            known.put(key, words);
            return words;
        }));
        List<Key> missing =
                keys.stream().distinct().filter(key -> !known.containsKey(key)).toList();
        return missing.isEmpty()
                ? Uni.createFrom().item(known)
                : read(missing).invoke(known::putAll).replaceWith(known);
    }

    /** @param firm whether they are committed */
    private record Said(Key key, Words words, boolean firm) {}

    private Uni<Map<Key, Words>> read(List<Key> keys) {
        return database.sql("""
                        select v.template_id, v.version, t.name, v.terms, v.offer,
                          v.xmin is distinct from cast(pg_current_xact_id_if_assigned() as xid)
                        from unnest(cast(:templates as uuid[]), cast(:versions as integer[])) as asked(template, version)
                        join coupon_template_version v on v.template_id = asked.template and v.version = asked.version
                        join coupon_template t on t.id = v.template_id""")
                .with("templates", keys.stream().map(Key::template).toList())
                .with("versions", keys.stream().map(Key::version).toList())
                .list(row -> new Said(new Key(row.uuid(0), row.integer(1)), words(row), row.flag(5)))
                .invoke(this::remember)
                .map(rows -> rows.stream().collect(Collectors.toMap(Said::key, Said::words)));
    }

    private void remember(List<Said> words) {
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.clear();
        }
        words.stream().filter(Said::firm).forEach(said -> remembered.put(said.key(), said.words()));
    }

    private Words words(Row row) {
        try {
            return new Words(
                    row.text(2), json.readValue(row.text(3), Terms.class), json.readValue(row.text(4), Offer.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Words of template " + row.uuid(0) + " cannot be read", e);
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
