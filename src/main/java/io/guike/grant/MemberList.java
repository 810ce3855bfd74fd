package io.guike.grant;

import io.guike.imports.CsvCutter;
import io.guike.imports.CsvCutter.Cut;
import io.guike.platform.Problem;
import io.guike.platform.Problem.Flaw;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A list of members as head office sends it: a CSV with a header row, of which one column tells who it is. */
final class MemberList {

    static final int MOST_LINES = 200_000;

    /** How the column may be called: the number of a person, or of a card. */
    private static final Set<String> NAMES = Set.of("会员号", "顾客编号", "卡号", "会员卡号", "number", "member", "card");

    private static final int LONGEST_NUMBER = 40;
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private MemberList() {}

    /**
     * One line.
     *
     * @param line in the file, from 1
     * @param number empty where the line does not tell one
     */
    record Line(int line, String number) {}

    /** @throws io.guike.platform.Problem {@code grant.list-invalid} where there is no list to speak of */
    static List<Line> read(byte[] file) {
        Charset charset = CsvCutter.charsetOf(file);
        if (charset == null) {
            throw invalid(1, "file", "不是 UTF-8 或 GB18030 编码 / neither UTF-8 nor GB18030");
        }
        boolean isMarked = charset.equals(StandardCharsets.UTF_8) && beginsWithMark(file);
        List<Cut> records = new CsvCutter(charset)
                .cut(file, isMarked ? MARK.length : 0, true, MOST_LINES + 2)
                .records();
        if (records.isEmpty()) {
            throw invalid(1, "header", "没有表头 / there is no header row");
        }
        if (records.size() > MOST_LINES + 1) {
            throw invalid(MOST_LINES + 2, "file", "最多 " + MOST_LINES + " 行 / at most so many lines");
        }
        int column = column(records.get(0));
        List<Line> lines = new ArrayList<>(records.size());
        records.stream()
                .skip(1)
                .filter(record -> !record.isBlank())
                .forEach(record -> lines.add(new Line(record.line() + 1, number(record, column))));
        if (lines.isEmpty()) {
            throw invalid(1, "file", "名单是空的 / the list is empty");
        }
        return lines;
    }

    private static boolean beginsWithMark(byte[] file) {
        return file.length >= MARK.length && file[0] == MARK[0] && file[1] == MARK[1] && file[2] == MARK[2];
    }

    private static int column(Cut header) {
        List<String> cells = header.cells();
        for (int i = 0; i < cells.size(); i++) {
            if (NAMES.contains(cells.get(i).strip().toLowerCase(Locale.ROOT))) {
                return i;
            }
        }
        throw invalid(1, "header", "缺少列：会员号 或 卡号 / a column 会员号 or 卡号 is missing");
    }

    private static String number(Cut record, int column) {
        String cell = record.broken() != null || column >= record.cells().size()
                ? ""
                : CsvCutter.told(record.cells().get(column).strip());
        return cell.length() > LONGEST_NUMBER || cell.indexOf('\0') >= 0 ? "" : cell;
    }

    private static Problem invalid(long line, String field, String message) {
        return GrantProblem.LIST_INVALID.problem().with(List.of(new Flaw(line, field, message)));
    }
}
