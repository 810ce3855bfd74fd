package io.guike.scancode;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes new codes, many at once, each with a short code of its own and what it wants in WeChat. */
@ApplicationScoped
class CodeRows {

    private static final int SHORT_CODE_LENGTH = 8;

    @Inject
    Database database;

    @Inject
    BulkRows bulk;

    @Inject
    SlotPool slots;

    @Inject
    QrMaking making;

    @Inject
    Clock clock;

    /** A code that is not in the table yet. */
    record NewCode(
            UUID id,
            CodeKind kind,
            String name,
            UUID storeId,
            @Nullable UUID staffId,
            String shortCode,
            long sceneKey) {}

    static NewCode code(CodeKind kind, String name, UUID storeId, @Nullable UUID staffId) {
        return new NewCode(Ids.next(), kind, name, storeId, staffId, Ids.readable(SHORT_CODE_LENGTH), Scenes.newKey());
    }

    /**
     * In the caller's transaction, which has checked who may have them; what WeChat must make is only written down.
     *
     * @throws io.guike.platform.Problem {@code scancode.permanent-exhausted}
     */
    Uni<List<UUID>> add(List<NewCode> codes, List<Medium> media, boolean permanent) {
        List<UUID> ids = codes.stream().map(NewCode::id).toList();
        if (codes.isEmpty()) {
            return Uni.createFrom().item(ids);
        }
        return withFreeShortCodes(codes)
                .chain(free -> bulk.run("""
                        insert into scan_code (id, kind, name, store_id, staff_id, short_code, scene_key, media, state,
                          created_at)
                        select r.id, r.kind, r.name, r.store_id, r.staff_id, r.short_code, r.scene_key, :media, 'ACTIVE',
                          cast(:now as timestamptz)
                        from json_to_recordset(cast(cast(:rows as text) as json)) as r(id uuid, kind text, name text, store_id uuid,
                          staff_id uuid, short_code text, scene_key bigint)""", free, Map.of("media", Medium.text(media), "now", clock.instant())))
                .chain(() -> media.contains(Medium.SERVICE)
                        ? want(codes, permanent)
                        : Uni.createFrom().voidItem())
                .replaceWith(ids);
    }

    private Uni<Void> want(List<NewCode> codes, boolean permanent) {
        if (permanent) {
            return slots.take(codes.stream().map(NewCode::id).toList()).chain(making::wantPermanent);
        }
        Map<UUID, Long> sceneKeys = new LinkedHashMap<>();
        codes.forEach(code -> sceneKeys.put(code.id(), code.sceneKey()));
        return making.wantTemporary(sceneKeys);
    }

    /** Another short code for each that is taken; what slips through meets the unique key. */
    private Uni<List<NewCode>> withFreeShortCodes(List<NewCode> codes) {
        String all = codes.stream().map(NewCode::shortCode).collect(Collectors.joining(","));
        return database.sql("select short_code from scan_code where short_code = any(string_to_array(:all, ','))")
                .with("all", all)
                .list(row -> row.text(0))
                .map(HashSet::new)
                .map(taken -> codes.stream()
                        .map(code -> taken.add(code.shortCode()) ? code : withNewShortCode(code))
                        .toList());
    }

    private static NewCode withNewShortCode(NewCode code) {
        return new NewCode(
                code.id(),
                code.kind(),
                code.name(),
                code.storeId(),
                code.staffId(),
                Ids.readable(SHORT_CODE_LENGTH),
                code.sceneKey());
    }
}
