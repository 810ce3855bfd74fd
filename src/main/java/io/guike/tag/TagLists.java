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
import io.guike.tag.Carriers.Labelling;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
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

    private record Found(String number, @Nullable UUID origin) {}

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
        return origins(file)
                .chain(lines -> Multi.createFrom()
                        .iterable(Imports.inBatches(List.copyOf(lines.keySet())))
                        .onItem()
                        .transformToUniAndConcatenate(batch -> grants.hold(Set.copyOf(batch))
                                .invoke(living -> mustBeThere(file, lines, batch, living))
                                .chain(work::apply))
                        .collect()
                        .in(() -> new ImportView[] {new ImportView(0, 0, 0)}, (sum, part) -> sum[0] = sum[0].plus(part))
                        .map(sum -> sum[0]));
    }

    /** Through whom each line leads to somebody, with the line; ordered, because people are held in order. */
    private Uni<TreeMap<UUID, Long>> origins(Parsed file) {
        return Multi.createFrom()
                .iterable(Imports.inBatches(List.copyOf(file.numbers().keySet())))
                .onItem()
                .transformToUniAndConcatenate(this::find)
                .collect()
                .in(TreeMap<UUID, Long>::new, (lines, found) -> found.forEach(one -> note(file, lines, one)))
                .invoke(() -> file.table().mustBeFlawless());
    }

    private static void note(Parsed file, TreeMap<UUID, Long> lines, Found found) {
        long line = file.numbers().getOrDefault(found.number(), 1L);
        UUID origin = found.origin();
        if (origin != null) {
            lines.putIfAbsent(origin, line);
        } else {
            file.unknown(line);
        }
    }

    private Uni<List<Found>> find(List<String> numbers) {
        return database.sql("""
                        select told.number, coalesce(p.id, m.origin_id)
                        from unnest(cast(:numbers as text[])) with ordinality as told(number, place)
                        left join person p on p.number = told.number
                        left join membership m on m.card_number = told.number order by told.place""").with("numbers", numbers).list(row -> new Found(row.text(0), row.uuidOrNull(1)));
    }

    /** A number leads also to somebody who was erased. */
    private static void mustBeThere(
            Parsed file, Map<UUID, Long> lines, Collection<UUID> batch, Map<UUID, UUID> living) {
        batch.stream()
                .filter(origin -> !living.containsKey(origin))
                .forEach(origin -> file.unknown(lines.getOrDefault(origin, 1L)));
        file.table().mustBeFlawless();
    }
}
