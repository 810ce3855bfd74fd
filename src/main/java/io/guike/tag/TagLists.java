package io.guike.tag;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.claim.Grants;
import io.guike.imports.CsvTable;
import io.guike.imports.CsvTable.Column;
import io.guike.imports.CsvTable.Line;
import io.guike.imports.ImportView;
import io.guike.imports.Imports;
import io.guike.platform.Database;
import io.guike.platform.Overtaken;
import io.guike.tag.Carriers.Labelling;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A tag for a list of people, or no longer: all of them or none. */
@ApplicationScoped
class TagLists {

    private static final Column NUMBER = Column.required("number", "会员号", "顾客编号", "卡号", "会员卡号", "member", "card");

    private static final int LONGEST_NUMBER = 40;
    private static final String UNKNOWN = "没有这个会员号或卡号 / nobody has this number, nor a card with it";

    @Inject
    Database database;

    @Inject
    Tags tags;

    @Inject
    Carriers carriers;

    @Inject
    Grants grants;

    @Inject
    AuditLog audit;

    /**
     * A file that could be read; whether there is anybody with its numbers, the database says later.
     *
     * @param numbers of people or of their cards, each with the first line where it stands
     */
    record Parsed(CsvTable table, Map<String, Long> numbers) {

        private void unknown(long line) {
            table.flaw(line, NUMBER.name(), UNKNOWN);
        }
    }

    /** Through whom a number leads to somebody, and who they are by now; null where it leads to nobody. */
    private record Found(
            String number, @Nullable UUID origin, @Nullable UUID living) {}

    /** Somebody a line tells of. */
    private record Told(long line, UUID origin, UUID living) {}

    static Parsed parse(byte[] file, @Nullable String charset) {
        CsvTable table = CsvTable.read(file, charset, List.of(NUMBER));
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (Line line : table.lines()) {
            String number = line.text(NUMBER, LONGEST_NUMBER);
            if (!number.isEmpty() && number.length() <= LONGEST_NUMBER) {
                numbers.putIfAbsent(number, line.number());
            }
        }
        if (table.lines().isEmpty()) {
            table.flaw(1, "file", "名单是空的 / the list is empty");
        }
        return new Parsed(table, numbers);
    }

    /**
     * @return who was given it, whose day or reason changed, who had it just so
     * @throws io.guike.platform.Problem {@code import.refused}, {@code tag.unknown}, {@code tag.retired}, {@code
     *     request.invalid} for a day that is over; then nothing was changed
     */
    Uni<ImportView> put(Caller by, String code, Labelling labelling, Parsed file) {
        carriers.mustBeAhead(labelling);
        return database.tx(() -> tags.holdForUse(code)
                .chain(() -> inBatches(file, people -> carriers.write(by, code, people, labelling)))
                .call(done -> audit.record(by, "tag.list", Tags.subject(code), Map.of("result", done))));
    }

    /**
     * @return as {@code updated} from how many people it was taken, as {@code unchanged} the rest of the list
     * @throws io.guike.platform.Problem {@code import.refused}, {@code tag.unknown}; then nothing was changed
     */
    Uni<ImportView> take(Caller by, String code, Parsed file) {
        return database.tx(() -> tags.hold(code)
                .chain(() -> inBatches(
                        file,
                        people -> carriers.remove(code, people.values())
                                .map(taken -> new ImportView(0, taken, people.size() - taken))))
                .call(done -> audit.record(by, "tag.list-removal", Tags.subject(code), Map.of("result", done))));
    }

    private Uni<ImportView> inBatches(Parsed file, Function<Map<UUID, UUID>, Uni<ImportView>> work) {
        return told(file)
                .chain(told -> Multi.createFrom()
                        .iterable(Imports.inBatches(told))
                        .onItem()
                        .transformToUniAndConcatenate(batch -> hold(file, batch).chain(work::apply))
                        .collect()
                        .in(() -> new ImportView[] {new ImportView(0, 0, 0)}, (sum, part) -> sum[0] = sum[0].plus(part))
                        .map(sum -> sum[0]));
    }

    /** Each once, in the order in which people are held: too many for one statement, so the batches keep it too. */
    private Uni<List<Told>> told(Parsed file) {
        return Multi.createFrom()
                .iterable(Imports.inBatches(List.copyOf(file.numbers().keySet())))
                .onItem()
                .transformToUniAndConcatenate(this::find)
                .collect()
                .in(LinkedHashMap<UUID, Told>::new, (told, found) -> found.forEach(one -> note(file, told, one)))
                .invoke(() -> file.table().mustBeFlawless())
                .map(told -> told.values().stream()
                        .sorted(Comparator.comparing(one -> one.living().toString()))
                        .toList());
    }

    private static void note(Parsed file, Map<UUID, Told> told, Found found) {
        long line = file.numbers().getOrDefault(found.number(), 1L);
        UUID origin = found.origin();
        UUID living = found.living();
        if (origin != null && living != null) {
            told.putIfAbsent(origin, new Told(line, origin, living));
        } else {
            file.unknown(line);
        }
    }

    private Uni<List<Found>> find(List<String> numbers) {
        return database.sql("""
                        with recursive told as (
                          select t.number, t.place, coalesce(p.id, m.origin_id) as origin
                          from unnest(cast(:numbers as text[])) with ordinality as t(number, place)
                          left join person p on p.number = t.number
                          left join membership m on m.card_number = t.number),
                        up as (
                          select told.origin, p.id, p.merged_into from told join person p on p.id = told.origin
                          union
                          select up.origin, p.id, p.merged_into from up join person p on p.id = up.merged_into)
                        select told.number, told.origin, up.id
                        from told left join up on up.origin = told.origin and up.merged_into is null
                        order by told.place""")
                .with("numbers", numbers)
                .list(row -> new Found(row.text(0), row.uuidOrNull(1), row.uuidOrNull(2)));
    }

    /**
     * @return the living person of each origin
     * @throws Overtaken where somebody became part of another meanwhile: then the batches are not in order
     */
    private Uni<Map<UUID, UUID>> hold(Parsed file, List<Told> batch) {
        return grants.hold(batch.stream().map(Told::origin).collect(Collectors.toSet()))
                .invoke(living -> {
                    mustBeThere(file, batch, living);
                    if (batch.stream().anyMatch(one -> !one.living().equals(living.get(one.origin())))) {
                        throw new Overtaken();
                    }
                });
    }

    /** A number leads also to somebody who was erased. */
    private static void mustBeThere(Parsed file, List<Told> batch, Map<UUID, UUID> living) {
        batch.stream().filter(one -> !living.containsKey(one.origin())).forEach(one -> file.unknown(one.line()));
        file.table().mustBeFlawless();
    }
}
