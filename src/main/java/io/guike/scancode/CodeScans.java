package io.guike.scancode;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.staff.Postings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All that a scan needs to be recorded and answered, in one query. */
@ApplicationScoped
public class CodeScans {

    @Inject
    Database database;

    @Inject
    Scenes scenes;

    /**
     * A scanned code and whom the scan counts for: a promoter's code follows the promoter, and is the store's while
     * the promoter has no post.
     *
     * @param storeId and {@code storeName}: of the promoter's post at that moment, else the code's own
     * @param staffId and {@code staffName}: null where it counts for the store alone
     * @param byStaff whether a member of staff scanned with the account that they linked
     */
    public record CodeScan(
            ScannedCode code,
            UUID storeId,
            String storeName,
            @Nullable UUID staffId,
            @Nullable String staffName,
            boolean byStaff) {

        /** The same scan, by somebody who turned out to be of the staff. */
        public CodeScan ofStaff() {
            return new CodeScan(code, storeId, storeName, staffId, staffName, true);
        }
    }

    /** Null for a scene that is not ours; a retired code is found and says so. */
    public Uni<@Nullable CodeScan> find(String scene, String appid, String openid, Instant at) {
        Long key = scenes.key(scene);
        if (key == null) {
            return Uni.createFrom().nullItem();
        }
        return database.sql("""
                        select c.id, c.kind, c.name, c.store_id, c.staff_id, c.retired_at, g.text,
                               home.name, post.id, post.name, p.name,
                               exists (select 1 from staff_wechat w where w.appid = :appid and w.openid = :openid)
                        from (select id from scan_code where scene_key = :key
                              union all select code_id from qr_slot where scene_key = :key) found
                        join scan_code c on c.id = found.id join greeting g on g.kind = c.kind
                        join store home on home.id = c.store_id
                        left join staff p on p.id = c.staff_id
                        """ + Postings.HELD + "left join store post on post.id = held.store_id")
                .with("key", key)
                .with("appid", appid)
                .with("openid", openid)
                .with("at", at)
                .first(CodeScans::scan);
    }

    private static CodeScan scan(Row row) {
        ScannedCode code = ScanCodes.scanned(row);
        boolean byStaff = row.flag(11);
        return row.isNull(8)
                ? new CodeScan(code, code.storeId(), row.text(7), null, null, byStaff)
                : new CodeScan(code, row.uuid(8), row.text(9), code.staffId(), row.text(10), byStaff);
    }
}
