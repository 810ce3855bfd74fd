package io.guike.roster;

import io.guike.imports.CsvCutter;
import io.guike.imports.CsvCutter.Cut;
import io.guike.imports.CsvCutter.Found;
import io.guike.roster.Uploads.Window;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a file is to be read, as its beginning tells.
 *
 * @param header the cells of its first row
 * @param bodyAt where the record behind the header begins, in bytes
 * @param bodyLine in which line
 */
record FileForm(Charset charset, List<String> header, long bodyAt, long bodyLine) {

    private static final byte[] UTF_8_MARK = bytes(0xEF, 0xBB, 0xBF);
    private static final List<byte[]> UTF_16_MARKS = List.of(bytes(0xFF, 0xFE), bytes(0xFE, 0xFF));
    private static final byte[] ZIP = bytes('P', 'K', 3, 4);

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /**
     * @param declared charset; null where the file is to tell
     * @throws io.guike.platform.Problem {@code roster.unreadable}
     */
    static FileForm of(Window beginning, @Nullable String declared) {
        byte[] bytes = beginning.bytes();
        boolean marked = beginsWith(bytes, UTF_8_MARK);
        Charset charset = marked ? StandardCharsets.UTF_8 : charset(bytes, declared);
        Found found = new CsvCutter(charset).cut(bytes, marked ? UTF_8_MARK.length : 0, beginning.last(), 1);
        if (found.records().isEmpty() || found.records().get(0).broken() != null) {
            throw RosterProblem.UNREADABLE.because("第一行不是表头 / the first line is no header row");
        }
        Cut header = found.records().get(0);
        return new FileForm(charset, header.cells(), found.end(), 1L + found.lines());
    }

    private static Charset charset(byte[] bytes, @Nullable String declared) {
        if (beginsWith(bytes, ZIP)) {
            throw RosterProblem.UNREADABLE.because("这是 Excel 文件，请另存为 CSV / an Excel file: save it as CSV");
        }
        if (UTF_16_MARKS.stream().anyMatch(mark -> beginsWith(bytes, mark))) {
            throw RosterProblem.UNREADABLE.because("请用 UTF-8 或 GB18030，不要用 UTF-16 / use UTF-8 or GB18030, not UTF-16");
        }
        Charset found = declared == null ? CsvCutter.charsetOf(bytes) : Charset.forName(declared);
        if (found == null) {
            throw RosterProblem.UNREADABLE.because("编码既不是 UTF-8 也不是 GB18030 / neither UTF-8 nor GB18030");
        }
        return found;
    }

    private static boolean beginsWith(byte[] bytes, byte[] mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if (bytes[i] != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
