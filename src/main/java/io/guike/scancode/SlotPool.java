package io.guike.scancode;

import io.guike.platform.Database;
import io.guike.wechat.WeChat;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The permanent codes that the service account may ever have. A slot whose code was retired rests, so that its paper
 * can be taken down, and then serves another code.
 */
@ApplicationScoped
class SlotPool {

    @Inject
    Database database;

    @Inject
    BulkRows bulk;

    @Inject
    Clock clock;

    @Inject
    @ConfigProperty(name = "guike.scancode.slot-rest", defaultValue = "P180D")
    Duration rest;

    /** Below WeChat's own bound where other systems make permanent codes of the same account. */
    @Inject
    @ConfigProperty(name = "guike.scancode.most-permanent", defaultValue = "100000")
    int limit;

    /** @param ticket null, like {@code url}, until WeChat made the slot's code */
    record Slot(
            long sceneKey,
            UUID codeId,
            @Nullable String ticket,
            @Nullable String url) {}

    private record Rested(
            long sceneKey,
            @Nullable String ticket,
            @Nullable String url) {}

    int limit() {
        return Math.min(limit, WeChat.MOST_PERMANENT);
    }

    /**
     * One slot for each code, in the caller's transaction: rested ones first, longest free first.
     *
     * @throws io.guike.platform.Problem {@code scancode.permanent-exhausted} unless there is one for every code
     */
    Uni<List<Slot>> take(List<UUID> codes) {
        return rested(codes.size()).chain(free -> {
            List<Slot> again = IntStream.range(0, free.size())
                    .mapToObj(i -> new Slot(
                            free.get(i).sceneKey(),
                            codes.get(i),
                            free.get(i).ticket(),
                            free.get(i).url()))
                    .toList();
            List<Slot> fresh = codes.subList(free.size(), codes.size()).stream()
                    .map(code -> new Slot(Scenes.newKey(), code, null, null))
                    .toList();
            return handOver(again).chain(() -> add(fresh)).map(ignored -> joined(again, fresh));
        });
    }

    private Uni<List<Rested>> rested(int most) {
        return database.sql("""
                        select scene_key, ticket, url from qr_slot where freed_at <= :before
                        order by freed_at, scene_key limit :most for update skip locked""")
                .with("before", clock.instant().minus(rest))
                .with("most", most)
                .list(row -> new Rested(row.number(0), row.textOrNull(1), row.textOrNull(2)));
    }

    private Uni<Void> handOver(List<Slot> slots) {
        return bulk.run("""
                update qr_slot slot set code_id = r.code_id, freed_at = null
                from json_to_recordset(cast(cast(:rows as text) as json)) as r(scene_key bigint, code_id uuid)
                where slot.scene_key = r.scene_key""", slots);
    }

    /** Counted last, so that the one row everybody waits for is held shortest. */
    private Uni<Void> add(List<Slot> slots) {
        if (slots.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return bulk.run("""
                        insert into qr_slot (scene_key, code_id)
                        select r.scene_key, r.code_id
                        from json_to_recordset(cast(cast(:rows as text) as json)) as r(scene_key bigint, code_id uuid)""", slots)
                .chain(() -> database.sql("update qr_pool set made = made + :more where made + :more <= :limit")
                        .with("more", slots.size())
                        .with("limit", limit())
                        .run())
                .invoke(counted -> {
                    if (counted == 0) {
                        throw ScanCodeProblem.PERMANENT_EXHAUSTED.problem();
                    }
                })
                .replaceWithVoid();
    }

    private static List<Slot> joined(List<Slot> first, List<Slot> second) {
        List<Slot> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** In the transaction that retires the code; nothing happens to a code that has no slot. */
    Uni<Void> free(UUID code) {
        return database.sql("update qr_slot set freed_at = :now where code_id = :code and freed_at is null")
                .with("now", clock.instant())
                .with("code", code)
                .run()
                .replaceWithVoid();
    }

    /** What WeChat made for a slot stays with it, whoever has it by now. */
    Uni<Void> keep(long sceneKey, String ticket, String url) {
        return database.sql("update qr_slot set ticket = :ticket, url = :url where scene_key = :key")
                .with("ticket", ticket)
                .with("url", url)
                .with("key", sceneKey)
                .run()
                .replaceWithVoid();
    }
}
