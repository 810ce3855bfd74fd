package io.guike.grant;

import io.guike.imports.CsvCutter;
import io.guike.imports.CsvCutter.Cut;
import io.guike.imports.ImportProblem;
import io.guike.imports.SentFile;
import io.guike.imports.Stretch;
import io.guike.platform.Problem;
import io.guike.platform.Problem.Flaw;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A list of members as head office sends it.
 *
 * @param column which cell of a line tells who it is
 */
record MemberList(int column) {

    /** How the column may be called: the number of a person, or of a card. */
    private static final Set<String> NAMES = Set.of("会员号", "顾客编号", "卡号", "会员卡号", "number", "member", "card");

    private static final int LONGEST_NUMBER = 40;

    /**
     * One line.
     *
     * @param line in the file, the header being line 1
     * @param number empty where the line does not tell one
     */
    record Line(int line, String number) {}

    /** @throws Problem {@code import.refused} where there is no list to speak of */
    static MemberList of(SentFile file) {
        List<String> header = file.columns();
        List<Integer> found = IntStream.range(0, header.size())
                .filter(i -> NAMES.contains(header.get(i).toLowerCase(Locale.ROOT)))
                .boxed()
                .toList();
        if (found.isEmpty()) {
            throw refused("header", "缺少列：会员号 或 卡号 / a column 会员号 or 卡号 is missing");
        }
        if (file.isEmpty()) {
            throw refused("file", "名单是空的 / the list is empty");
        }
        return new MemberList(found.get(0));
    }

    private static Problem refused(String field, String message) {
        return ImportProblem.REFUSED.problem().with(List.of(new Flaw(1L, field, message)), 1);
    }

    Line read(Stretch.Entry record) {
        return new Line(Math.toIntExact(record.line()), number(record.cut()));
    }

    private String number(Cut record) {
        if (record.broken() != null || column >= record.cells().size()) {
            return "";
        }
        String cell = CsvCutter.told(record.cells().get(column));
        return cell.length() > LONGEST_NUMBER ? "" : cell;
    }
}
