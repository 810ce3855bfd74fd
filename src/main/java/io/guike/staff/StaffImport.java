package io.guike.staff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.imports.CsvTable;
import io.guike.imports.CsvTable.Column;
import io.guike.imports.CsvTable.Line;
import io.guike.imports.ImportView;
import io.guike.imports.Imports;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.platform.Row;
import io.guike.store.Stores;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Staff from a file, all of them or none. A line with a store says where the person works: who is new is assigned
 * there, who works elsewhere is moved, who holds that very role there stays. New people get no password: head office
 * issues it one by one, so that no file of passwords ever exists.
 */
@ApplicationScoped
class StaffImport {

    private static final Column NUMBER = Column.required("number", "工号");
    private static final Column NAME = Column.required("name", "姓名");
    private static final Column HQ = Column.optional("hq", "总部");
    private static final Column STORE = Column.optional("store", "门店编码");
    private static final Column ROLE = Column.optional("role", "职务");
    private static final Column SINCE = Column.optional("since", "任职日期");
    private static final List<Column> COLUMNS = List.of(NUMBER, NAME, HQ, STORE, ROLE, SINCE);

    private static final Map<String, Boolean> ANSWERS = Map.of(
            "yes", true, "true", true, "1", true, "是", true, "no", false, "false", false, "0", false, "否", false);

    private static final Map<String, Role> ROLES = Map.of(
            "PROMOTER",
            Role.PROMOTER,
            "导购",
            Role.PROMOTER,
            "STORE_MANAGER",
            Role.STORE_MANAGER,
            "店长",
            Role.STORE_MANAGER);

    @Inject
    Database database;

    @Inject
    Postings postings;

    @Inject
    AuditLog audit;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /** A file that could be read; whether its references exist, the database says later. */
    record Parsed(CsvTable table, List<StaffRow> rows) {}

    /** @param hq null where the file does not say */
    record StaffRow(
            long line,
            UUID id,
            String number,
            String name,
            @Nullable Boolean hq,
            String store,
            @Nullable Role role,
            @Nullable Instant since) {

        String key() {
            return number.toLowerCase(Locale.ROOT);
        }
    }

    /** @param held {@code <store code>/<role>} of the assignments that run */
    private record Known(UUID id, String name, boolean hq, boolean left, Set<String> held) {}

    private record Plan(List<StaffRow> created, List<StaffRow> changed, List<StaffRow> moved, long unchanged) {}

    static Parsed parse(byte[] file, @Nullable String charset) {
        CsvTable table = CsvTable.read(file, charset, COLUMNS);
        List<StaffRow> rows = new ArrayList<>();
        Map<String, Long> seen = new HashMap<>();
        for (Line line : table.lines()) {
            StaffRow row = row(line);
            Long before = seen.putIfAbsent(row.key(), row.line());
            if (before != null && !row.number().isEmpty()) {
                line.flaw(NUMBER, "与第 " + before + " 行重复 / the same as in line " + before);
            }
            rows.add(row);
        }
        return new Parsed(table, rows);
    }

    private static StaffRow row(Line line) {
        String number = line.text(NUMBER, 32);
        if (!number.isEmpty() && !number.matches(Stores.CODE)) {
            line.flaw(NUMBER, "只能用字母、数字和 . _ - / letters, digits and . _ - only");
        }
        String store = line.text(STORE);
        Role role = role(line);
        if (store.isEmpty() != line.text(ROLE).isEmpty()) {
            line.flaw(store.isEmpty() ? STORE : ROLE, "门店与职务要一起填 / store and role go together");
        }
        return new StaffRow(line.number(), Ids.next(), number, line.text(NAME, 40), hq(line), store, role, since(line));
    }

    private static @Nullable Boolean hq(Line line) {
        String text = line.text(HQ).toLowerCase(Locale.ROOT);
        if (!text.isEmpty() && !ANSWERS.containsKey(text)) {
            line.flaw(HQ, "是或否 / yes or no");
        }
        return ANSWERS.get(text);
    }

    private static @Nullable Role role(Line line) {
        String text = line.text(ROLE).toUpperCase(Locale.ROOT);
        if (!text.isEmpty() && !ROLES.containsKey(text)) {
            line.flaw(ROLE, "导购或店长 / PROMOTER or STORE_MANAGER");
        }
        return ROLES.get(text);
    }

    private static @Nullable Instant since(Line line) {
        String text = line.text(SINCE);
        try {
            return text.isEmpty() ? null : Days.start(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            line.flaw(SINCE, "应如 2026-01-31 / write it like that");
            return null;
        }
    }

    /** @throws io.guike.platform.Problem {@code import.refused}; then nothing was changed */
    Uni<ImportView> run(Caller by, Parsed file) {
        return database.tx(() -> stores().chain(stores -> known(file.rows())
                        .invoke(known -> check(file, known, stores))
                        .map(known -> plan(file.rows(), known))
                        .chain(plan -> carryOut(by, plan, stores))))
                .onFailure(Database::isDuplicate)
                .transform(taken -> StaffProblem.NUMBER_TAKEN.problem());
    }

    private record Place(UUID id, boolean open) {}

    private Uni<Map<String, Place>> stores() {
        return database.sql("select code, id, state = 'OPEN' from store")
                .list(row -> Map.entry(row.text(0), new Place(row.uuid(1), row.flag(2))))
                .map(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** By number in small letters. */
    private Uni<Map<String, Known>> known(List<StaffRow> rows) {
        return Multi.createFrom()
                .iterable(Imports.inBatches(rows))
                .onItem()
                .transformToUniAndConcatenate(this::knownOf)
                .collect()
                .in(HashMap<String, Known>::new, Map::putAll)
                .map(known -> known);
    }

    private Uni<Map<String, Known>> knownOf(List<StaffRow> batch) {
        return database.sql("""
                        select lower(p.number), p.id, p.name, p.hq, p.left_at is not null,
                               coalesce((select string_agg(s.code || '/' || a.role, ',')
                                 from assignment a join store s on s.id = a.store_id
                                 where a.staff_id = p.id and (a.ends_at is null or a.ends_at > :now)), '')
                        from staff p where lower(p.number) in (:numbers) order by p.id for update of p""")
                .with("now", clock.instant())
                .with("numbers", batch.stream().map(StaffRow::key).toList())
                .list(row -> Map.entry(row.text(0), known(row)))
                .map(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static Known known(Row row) {
        String held = row.text(5);
        return new Known(
                row.uuid(1),
                row.text(2),
                row.flag(3),
                row.flag(4),
                held.isEmpty() ? Set.of() : Arrays.stream(held.split(",")).collect(Collectors.toSet()));
    }

    private void check(Parsed file, Map<String, Known> known, Map<String, Place> stores) {
        Instant now = clock.instant();
        for (StaffRow row : file.rows()) {
            Known person = known.get(row.key());
            Place store = stores.get(row.store());
            if (person != null && person.left()) {
                file.table().flaw(row.line(), NUMBER.name(), "已离职，再入职请用新工号 / has left: a re-hire is a new number");
            }
            if (person != null && person.hq() && Boolean.FALSE.equals(row.hq())) {
                file.table().flaw(row.line(), HQ.name(), "总部权限只能逐人收回 / head-office rights are taken away one by one");
            }
            if (!row.store().isEmpty() && store == null) {
                file.table().flaw(row.line(), STORE.name(), "没有这家门店 / no such store: " + row.store());
            }
            if (store != null && !store.open() && !holds(person, row)) {
                file.table().flaw(row.line(), STORE.name(), "门店已停业 / the store is closed: " + row.store());
            }
            if (row.since() != null && tooFar(row.since(), person, now)) {
                file.table().flaw(row.line(), SINCE.name(), "日期超出允许的范围 / the date is out of range");
            }
        }
        file.table().mustBeFlawless();
    }

    /** Only a new person's work can have begun long ago. */
    private static boolean tooFar(Instant since, @Nullable Known person, Instant now) {
        return !(person == null ? Dating.ASSIGNMENT : Dating.CHANGE).admits(since, now);
    }

    private static boolean holds(@Nullable Known person, StaffRow row) {
        return person != null && person.held().contains(row.store() + "/" + row.role());
    }

    private static Plan plan(List<StaffRow> rows, Map<String, Known> known) {
        List<StaffRow> created = new ArrayList<>();
        List<StaffRow> changed = new ArrayList<>();
        List<StaffRow> moved = new ArrayList<>();
        long unchanged = 0;
        for (StaffRow row : rows) {
            Known person = known.get(row.key());
            if (person == null) {
                created.add(row);
                continue;
            }
            boolean changes = !person.name().equals(row.name()) || row.hq() != null && row.hq() != person.hq();
            boolean moves = !row.store().isEmpty() && !holds(person, row);
            StaffRow same = identified(row, person);
            if (changes) {
                changed.add(same);
            }
            if (moves) {
                moved.add(same);
            }
            unchanged += changes || moves ? 0 : 1;
        }
        return new Plan(created, changed, moved, unchanged);
    }

    private static StaffRow identified(StaffRow row, Known person) {
        return new StaffRow(
                row.line(), person.id(), row.number(), row.name(), row.hq(), row.store(), row.role(), row.since());
    }

    private Uni<ImportView> carryOut(Caller by, Plan plan, Map<String, Place> stores) {
        ImportView done = new ImportView(plan.created().size(), rowsTouched(plan), plan.unchanged());
        return Database.each(Imports.inBatches(plan.created()), this::hire)
                .chain(() -> Database.each(Imports.inBatches(plan.changed()), this::change))
                .chain(() -> Database.each(plan.moved(), row -> move(by, row, stores)))
                .chain(() -> audit.record(by, "staff.import", "staff", Map.of("result", done)))
                .replaceWith(done);
    }

    private static long rowsTouched(Plan plan) {
        Set<UUID> touched = plan.changed().stream().map(StaffRow::id).collect(Collectors.toSet());
        plan.moved().forEach(row -> touched.add(row.id()));
        return touched.size();
    }

    private Uni<Integer> hire(List<StaffRow> batch) {
        List<FirstPosting> posted = batch.stream()
                .filter(row -> !row.store().isEmpty())
                .map(FirstPosting::of)
                .toList();
        return database.sql("""
                        with file as (
                          select * from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as row (id uuid, number text, name text,
                            hq boolean)),
                        hired as (
                          insert into staff (id, number, name, hq, must_change_password, hired_at, version)
                          select id, number, name, coalesce(hq, false), true, :now, 0 from file)
                        insert into assignment (id, staff_id, store_id, role, starts_at)
                        select posted.id, posted.staff, store.id, posted.role, coalesce(posted.since, :now)
                        from jsonb_to_recordset(cast(cast(:posted as text) as jsonb)) as posted (id uuid, staff uuid, store text,
                          role text, since timestamptz) join store on store.code = posted.store""")
                .with("rows", write(batch))
                .with("now", clock.instant())
                .with("posted", write(posted))
                .run();
    }

    private record FirstPosting(
            UUID id,
            UUID staff,
            String store,
            @Nullable Role role,
            @Nullable Instant since) {

        static FirstPosting of(StaffRow row) {
            return new FirstPosting(Ids.next(), row.id(), row.store(), row.role(), row.since());
        }
    }

    private Uni<Integer> change(List<StaffRow> batch) {
        return database.sql("""
                        update staff set name = file.name, hq = coalesce(file.hq, staff.hq), version = version + 1
                        from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as file (id uuid, name text, hq boolean)
                        where staff.id = file.id""").with("rows", write(batch)).run();
    }

    private Uni<?> move(Caller by, StaffRow row, Map<String, Place> stores) {
        return postings.move(
                by,
                row.id(),
                null,
                Objects.requireNonNull(stores.get(row.store())).id(),
                Objects.requireNonNull(row.role()),
                row.since());
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
