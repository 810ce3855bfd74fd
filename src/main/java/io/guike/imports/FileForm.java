package io.guike.imports;

import io.guike.imports.CsvCutter.Cut;
import io.guike.imports.CsvCutter.Found;
import io.guike.imports.Pieces.Window;
import io.guike.platform.PlatformProblem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a file is to be read, as its beginning tells.
 *
 * @param header the cells of its first row
 * @param body where the record behind the header begins
 */
record FileForm(Charset charset, List<String> header, Place body) {

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
     * @throws io.guike.platform.Problem {@code import.unreadable}
     */
    static FileForm of(Window beginning, @Nullable String declared) {
        byte[] bytes = beginning.bytes();
        boolean marked = beginsWith(bytes, UTF_8_MARK);
        Charset charset = marked ? StandardCharsets.UTF_8 : charset(bytes, declared);
        Found found = new CsvCutter(charset).cut(bytes, marked ? UTF_8_MARK.length : 0, beginning.last(), 1);
        if (found.records().isEmpty() || found.records().get(0).broken() != null) {
            throw ImportProblem.UNREADABLE.because("第一行不是表头 / the first line is no header row");
        }
        Cut header = found.records().get(0);
        return new FileForm(charset, header.cells(), new Place(found.end(), 1L + found.lines()));
    }

    /**
     * The name of a charset as the sender declares it.
     *
     * @throws io.guike.platform.Problem {@code request.unsupported} for another one than files may have
     */
    static @Nullable String known(@Nullable String declared) {
        if (declared == null) {
            return null;
        }
        return switch (declared.toUpperCase(Locale.ROOT)) {
            case "UTF-8" -> StandardCharsets.UTF_8.name();
            case "GBK", "GB2312", "GB18030" -> CsvCutter.GB18030.name();
            default -> throw PlatformProblem.UNSUPPORTED.because("charset: UTF-8 or GB18030");
        };
    }

    private static Charset charset(byte[] bytes, @Nullable String declared) {
        if (beginsWith(bytes, ZIP)) {
            throw ImportProblem.UNREADABLE.because("这是 Excel 文件，请另存为 CSV / an Excel file: save it as CSV");
        }
        if (UTF_16_MARKS.stream().anyMatch(mark -> beginsWith(bytes, mark))) {
            throw ImportProblem.UNREADABLE.because("请用 UTF-8 或 GB18030，不要用 UTF-16 / use UTF-8 or GB18030, not UTF-16");
        }
        Charset found = declared == null ? CsvCutter.charsetOf(bytes) : Charset.forName(declared);
        if (found == null) {
            throw ImportProblem.UNREADABLE.because("编码既不是 UTF-8 也不是 GB18030 / neither UTF-8 nor GB18030");
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
