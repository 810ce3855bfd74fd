package io.guike.imports;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Problem;
import io.guike.platform.Problem.Flaw;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file with a header row, and the list of all that is wrong with it. Reading goes on after a flaw, so that people
 * see everything at once.
 */
public final class CsvTable {

    static final int MOST_LINES = 50_000;
    static final int MOST_FLAWS_TOLD = 200;

    /** What spreadsheets of the region write. */
    private static final Set<String> CHARSETS = Set.of("UTF-8", "GBK", "GB2312", "GB18030");

    /** @param names how the header may call it; the first one is used in reports */
    public record Column(boolean required, List<String> names) {

        public static Column required(String... names) {
            return new Column(true, List.of(names));
        }

        public static Column optional(String... names) {
            return new Column(false, List.of(names));
        }

        public String name() {
            return names.get(0);
        }
    }

    /** One row. */
    public final class Line {

        private final long number;
        private final CsvRecord row;

        Line(CsvRecord row) {
            this.number = row.getStartingLineNumber();
            this.row = row;
        }

        /** The line in the file where the row starts, the header being line 1. */
        public long number() {
            return number;
        }

        /** Empty where the cell is empty or the column missing. */
        public String text(Column column) {
            Integer at = places.get(column);
            return at == null || at >= row.getFieldCount()
                    ? ""
                    : row.getField(at).strip();
        }

        /** As {@link #text}; an empty or too long cell is a flaw. */
        public String text(Column column, int longest) {
            String text = text(column);
            if (text.isEmpty()) {
                flaw(column, "不能为空 / must not be empty");
            } else if (text.length() > longest) {
                flaw(column, "最多 " + longest + " 个字 / at most " + longest + " characters");
            }
            return text;
        }

        public void flaw(Column column, String message) {
            CsvTable.this.flaw(number, column.name(), message);
        }
    }

    private final List<Column> columns;
    private final Map<Column, Integer> places = new HashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private final List<Flaw> flaws = new ArrayList<>();
    private int flawCount;
    private int width;

    private CsvTable(List<Column> columns) {
        this.columns = columns;
    }

    /**
     * @param charset as declared by the sender; null: UTF-8
     * @throws Problem {@code import.refused} where there is no table to speak of
     */
    public static CsvTable read(byte[] file, @Nullable String charset, List<Column> columns) {
        CsvTable table = new CsvTable(columns);
        String text = decode(file, charset);
        try (CsvReader<CsvRecord> rows = CsvReader.builder()
                .skipEmptyLines(true)
                .ignoreDifferentFieldCount(true)
                .ofCsvRecord(text.startsWith("\uFEFF") ? text.substring(1) : text)) {
            rows.forEach(table::take);
        } catch (CsvParseException e) {
            table.flaw(1, "file", "无法解析 / cannot be read: " + e.getMessage());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        if (table.places.isEmpty()) {
            table.flaw(1, "header", "没有表头 / there is no header row");
        }
        return table;
    }

    private void take(CsvRecord row) {
        if (places.isEmpty()) {
            header(row);
        } else if (row.getFieldCount() != width) {
            flaw(row.getStartingLineNumber(), "line", "应有 " + width + " 列 / " + width + " cells expected");
        } else if (lines.size() == MOST_LINES) {
            throw PlatformProblem.REQUEST_TOO_LARGE.because("at most " + MOST_LINES + " lines");
        } else if (row.getFields().stream().anyMatch(cell -> !cell.isBlank())) {
            lines.add(new Line(row));
        }
    }

    private void header(CsvRecord row) {
        width = row.getFieldCount();
        for (int i = 0; i < width; i++) {
            String name = row.getField(i).strip();
            Column column = named(name);
            if (column == null) {
                flaw(1, "header", "不认识的列 / unknown column: " + name);
            } else if (places.putIfAbsent(column, i) != null) {
                flaw(1, "header", "重复的列 / column given twice: " + name);
            }
        }
        columns.stream()
                .filter(column -> column.required() && !places.containsKey(column))
                .forEach(column -> flaw(1, "header", "缺少列 / column missing: " + String.join(", ", column.names())));
    }

    private @Nullable Column named(String name) {
        return columns.stream()
                .filter(column -> column.names().stream().anyMatch(name::equalsIgnoreCase))
                .findFirst()
                .orElse(null);
    }

    public List<Line> lines() {
        return lines;
    }

    public void flaw(long line, String field, String message) {
        flawCount++;
        if (flaws.size() < MOST_FLAWS_TOLD) {
            flaws.add(new Flaw(line, field, message));
        }
    }

    /** @throws Problem {@code import.refused} with the first flaws and their total, unless there is none */
    public void mustBeFlawless() {
        if (flawCount > 0) {
            throw ImportProblem.REFUSED.problem().with(flaws, flawCount);
        }
    }

    private static String decode(byte[] file, @Nullable String charset) {
        String name = Objects.requireNonNullElse(charset, "UTF-8").toUpperCase(Locale.ROOT);
        if (!CHARSETS.contains(name)) {
            throw PlatformProblem.UNSUPPORTED.because("charset: UTF-8 or GBK");
        }
        // GB18030 holds everything that the older two can say.
        Charset decoder = name.equals("UTF-8") ? StandardCharsets.UTF_8 : Charset.forName("GB18030");
        try {
            return decoder.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ImportProblem.REFUSED
                    .problem()
                    .with(List.of(new Flaw(1L, "file", "不是 " + name + " 编码 / is not " + name)), 1);
        }
    }
}
