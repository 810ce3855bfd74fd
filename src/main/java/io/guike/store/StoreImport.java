package io.guike.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.imports.CsvTable;
import io.guike.imports.CsvTable.Column;
import io.guike.imports.CsvTable.Line;
import io.guike.imports.ImportView;
import io.guike.imports.Imports;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stores from a file, all of them or none. A store that is there already takes over what the file says; an empty cell
 * of an optional column leaves what is there.
 */
@ApplicationScoped
class StoreImport {

    private static final Column CODE = Column.required("code", "门店编码");
    private static final Column NAME = Column.required("name", "门店名称");
    private static final Column REGION = Column.required("region", "区域编码");
    private static final Column ADDRESS = Column.required("address", "地址");
    private static final Column LATITUDE = Column.required("latitude", "纬度");
    private static final Column LONGITUDE = Column.required("longitude", "经度");
    private static final Column PHONE = Column.optional("phone", "电话");
    private static final Column HOURS = Column.optional("hours", "营业时间");
    private static final Column STATE = Column.optional("state", "状态");
    private static final List<Column> COLUMNS =
            List.of(CODE, NAME, REGION, ADDRESS, LATITUDE, LONGITUDE, PHONE, HOURS, STATE);

    private static final Map<String, StoreView.State> STATES = Map.of(
            "OPEN", StoreView.State.OPEN,
            "营业", StoreView.State.OPEN,
            "CLOSED", StoreView.State.CLOSED,
            "停业", StoreView.State.CLOSED);

    @Inject
    Database database;

    @Inject
    Regions regions;

    @Inject
    AuditLog audit;

    @Inject
    ObjectMapper json;

    /** A file that could be read; whether its references exist, the database says later. */
    record Parsed(CsvTable table, List<StoreRow> rows) {}

    /** One line. The name of each part is the column in the statement below. */
    record StoreRow(
            long line,
            UUID id,
            String code,
            String name,
            String region,
            String address,
            double latitude,
            double longitude,
            @Nullable String phone,
            @Nullable String hours,
            StoreView.@Nullable State state) {}

    static Parsed parse(byte[] file, @Nullable String charset) {
        CsvTable table = CsvTable.read(file, charset, COLUMNS);
        List<StoreRow> rows = new ArrayList<>();
        Map<String, Long> seen = new HashMap<>();
        for (Line line : table.lines()) {
            StoreRow row = row(line);
            Long before = seen.putIfAbsent(row.code(), row.line());
            if (before != null && !row.code().isEmpty()) {
                line.flaw(CODE, "与第 " + before + " 行重复 / the same as in line " + before);
            }
            rows.add(row);
        }
        return new Parsed(table, rows);
    }

    private static StoreRow row(Line line) {
        String code = line.text(CODE, 32);
        if (!code.isEmpty() && !code.matches(Stores.CODE)) {
            line.flaw(CODE, "只能用字母、数字和 . _ - / letters, digits and . _ - only");
        }
        return new StoreRow(
                line.number(),
                Ids.next(),
                code,
                line.text(NAME, 60),
                line.text(REGION, 32),
                line.text(ADDRESS, 200),
                degrees(line, LATITUDE, 90),
                degrees(line, LONGITUDE, 180),
                phone(line),
                hours(line),
                state(line));
    }

    private static double degrees(Line line, Column column, double most) {
        try {
            double degrees = Double.parseDouble(line.text(column));
            if (Math.abs(degrees) <= most) {
                return degrees;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        line.flaw(column, "应为 ±" + (int) most + " 以内的度数 / degrees within ±" + (int) most);
        return 0;
    }

    private static @Nullable String phone(Line line) {
        return line.text(PHONE).isEmpty() ? null : line.text(PHONE, 32);
    }

    private static @Nullable String hours(Line line) {
        String text = line.text(HOURS);
        try {
            return text.isEmpty() ? null : Store.HoursColumn.write(OpeningHours.parse(text));
        } catch (IllegalArgumentException e) {
            line.flaw(HOURS, "应如 1-5 10:00-21:30; 6-7 10:00-22:00 / write it like that");
            return null;
        }
    }

    private static StoreView.@Nullable State state(Line line) {
        String text = line.text(STATE).toUpperCase(Locale.ROOT);
        if (!text.isEmpty() && !STATES.containsKey(text)) {
            line.flaw(STATE, "营业或停业 / OPEN or CLOSED");
        }
        return STATES.get(text);
    }

    /** @throws io.guike.platform.Problem {@code import.refused}; then nothing was changed */
    Uni<ImportView> run(Caller by, Parsed file) {
        return database.tx(() -> regions.idsByCode()
                .invoke(known -> {
                    file.rows().stream()
                            .filter(row -> !row.region().isEmpty() && !known.containsKey(row.region()))
                            .forEach(row -> file.table()
                                    .flaw(row.line(), REGION.name(), "没有这个区域 / no such region: " + row.region()));
                    file.table().mustBeFlawless();
                })
                .chain(() -> batches(file.rows()))
                .call(done -> audit.record(by, "store.import", "stores", Map.of("result", done))));
    }

    private Uni<ImportView> batches(List<StoreRow> rows) {
        return Multi.createFrom()
                .iterable(Imports.inBatches(rows))
                .onItem()
                .transformToUniAndConcatenate(this::write)
                .collect()
                .in(() -> new ImportView[] {new ImportView(0, 0, 0)}, (sum, part) -> sum[0] = sum[0].plus(part))
                .map(sum -> sum[0]);
    }

    private Uni<ImportView> write(List<StoreRow> batch) {
        return database.sql("""
                        with file as (
                          select * from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as row (id uuid, code text, name text,
                            region text, address text, latitude float8, longitude float8, phone text, hours text,
                            state text)),
                        written as (
                          insert into store (id, code, name, region_id, address, latitude, longitude, phone, hours,
                            state, version)
                          select file.id, file.code, file.name, region.id, file.address, file.latitude, file.longitude,
                            coalesce(file.phone, old.phone), coalesce(file.hours, old.hours, :never),
                            coalesce(file.state, old.state, 'OPEN'), 0
                          from file join region on region.code = file.region
                          left join store old on old.code = file.code
                          order by file.code
                          on conflict (code) do update
                          set name = excluded.name, region_id = excluded.region_id, address = excluded.address,
                            latitude = excluded.latitude, longitude = excluded.longitude, phone = excluded.phone,
                            hours = excluded.hours, state = excluded.state, version = store.version + 1
                          where (store.name, store.region_id, store.address, store.latitude, store.longitude,
                              store.phone, store.hours, store.state)
                            is distinct from (excluded.name, excluded.region_id, excluded.address, excluded.latitude,
                              excluded.longitude, excluded.phone, excluded.hours, excluded.state)
                          returning xmax = 0 as created)
                        select count(*) filter (where created), count(*) filter (where not created) from written""")
                .with("rows", write((Object) batch))
                .with("never", Store.HoursColumn.write(OpeningHours.NEVER))
                .one(row -> new ImportView(row.number(0), row.number(1), batch.size() - row.number(0) - row.number(1)));
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
