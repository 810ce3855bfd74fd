package io.guike.phone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The numbers that an old list tells, many at a time. All calls join the caller's transaction. */
@ApplicationScoped
public class ToldNumbers {

    @Inject
    Database database;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /**
     * A number of somebody who was made for it just now, and has no other.
     *
     * @param hash by {@link io.guike.vault.Vault#hash}
     * @param sealed under {@link Phones#FIELD} and the person
     */
    public record Told(UUID person, String hash, byte[] sealed) {}

    /** Whose a number is. */
    public record HolderView(String hash, UUID person) {}

    /** The names are those of the JSON that the statement below reads. */
    private record Row(UUID person, String hash, String sealed) {}

    /** By the number's hash; numbers that nobody has are left out. */
    public Uni<Map<String, HolderView>> holders(Collection<String> hashes) {
        if (hashes.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return database.sql("select hash, person_id from member_phone where hash in (:hashes)")
                .with("hashes", List.copyOf(hashes))
                .list(row -> new HolderView(row.text(0), row.uuid(1)))
                .map(rows -> rows.stream().collect(Collectors.toMap(HolderView::hash, Function.identity())));
    }

    /** As {@link Phones#told} for many; fails where somebody has taken one of the numbers this very moment. */
    public Uni<Void> tell(List<Told> all) {
        if (all.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Row> rows = all.stream()
                .map(one -> new Row(one.person(), one.hash(), HexFormat.of().formatHex(one.sealed())))
                .toList();
        return database.sql("""
                        insert into member_phone (hash, person_id, origin_id, sealed, main, since)
                        select hash, person, person, decode(sealed, 'hex'), true, :now
                        from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(person uuid, hash text,
                          sealed text)
                        order by hash on conflict (hash) do nothing""")
                .with("now", clock.instant())
                .with("rows", write(rows))
                .run()
                .invoke(made -> {
                    if (made < all.size()) {
                        throw new IllegalStateException("a number was shown by somebody meanwhile");
                    }
                })
                .replaceWithVoid();
    }

    private String write(List<Row> rows) {
        try {
            return json.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
