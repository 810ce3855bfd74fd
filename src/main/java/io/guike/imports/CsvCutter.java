package io.guike.imports;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a CSV file of any length into records, some at a time, out of whatever part of the file is in memory. A record
 * that is broken does not take those after it along: it ends with its first line.
 *
 * <p>Quotes, commas and line breaks are found in the bytes: neither UTF-8 nor GB18030 uses these bytes within a
 * character.
 */
public final class CsvCutter {

    /** What a record may take, so that one missing quote does not swallow the file. */
    static final int MOST_BYTES = 8 * 1024;

    /** Holds everything that GB2312 and GBK can say. */
    public static final Charset GB18030 = Charset.forName("GB18030");

    private final Charset charset;

    public CsvCutter(Charset charset) {
        this.charset = charset;
    }

    /** Why a record cannot be read. */
    public enum Broken {
        /** A quote that is not closed, or text behind one. */
        QUOTES,
        /** Bytes that are no characters of the file's charset. */
        ENCODING,
        TOO_LONG
    }

    /**
     * One record.
     *
     * @param line its first line, the first line of this cut being 0
     * @param text as it stands in the file, without its line break
     * @param broken null for a good one
     * @param end where the next record begins
     * @param nextLine in which line
     */
    public record Cut(
            int line,
            String text,
            List<String> cells,
            @Nullable Broken broken,
            int end,
            int nextLine) {

        public boolean isBlank() {
            return broken == null && cells.stream().allMatch(String::isBlank);
        }
    }

    /**
     * What was found.
     *
     * @param end where the next record begins
     * @param lines how many lines were passed
     */
    public record Found(List<Cut> records, int end, int lines) {}

    private record End(int at, int lines, @Nullable Broken broken) {}

    private enum State {
        CELL_BEGINS,
        PLAIN,
        QUOTED,
        QUOTE_IN_QUOTED,
        WRONG;

        State after(int sign) {
            return switch (this) {
                case CELL_BEGINS -> sign == '"' ? QUOTED : sign == ',' ? CELL_BEGINS : PLAIN;
                case PLAIN -> sign == ',' ? CELL_BEGINS : PLAIN;
                case QUOTED -> sign == '"' ? QUOTE_IN_QUOTED : QUOTED;
                case QUOTE_IN_QUOTED ->
                    switch (sign) {
                        case '"' -> QUOTED;
                        case ',' -> CELL_BEGINS;
                        case '\r' -> QUOTE_IN_QUOTED;
                        default -> WRONG;
                    };
                case WRONG -> WRONG;
            };
        }
    }

    /**
     * The first records from a place on, where a record begins.
     *
     * @param last whether the file ends with these bytes; if not, a record that they do not hold whole waits for more
     * @param most so many at most
     */
    public Found cut(byte[] bytes, int from, boolean last, int most) {
        List<Cut> records = new ArrayList<>();
        int at = from;
        int lines = 0;
        while (records.size() < most && at < bytes.length) {
            End end = end(bytes, at, last);
            if (end == null) {
                break;
            }
            records.add(record(bytes, at, end, lines));
            at = end.at();
            lines += end.lines();
        }
        return new Found(records, at, lines);
    }

    private static @Nullable End end(byte[] bytes, int from, boolean last) {
        int limit = Math.min(bytes.length, from + MOST_BYTES);
        State state = State.CELL_BEGINS;
        int lines = 1;
        for (int i = from; i < limit; i++) {
            if (bytes[i] == '\n') {
                if (state != State.QUOTED) {
                    return new End(i + 1, lines, null);
                }
                lines++;
            }
            state = state.after(bytes[i]);
            if (state == State.WRONG) {
                return firstLine(bytes, from, last, Broken.QUOTES);
            }
        }
        if (limit == from + MOST_BYTES) {
            return firstLine(bytes, from, last, state == State.QUOTED ? Broken.QUOTES : Broken.TOO_LONG);
        }
        if (!last) {
            return null;
        }
        return state == State.QUOTED ? firstLine(bytes, from, true, Broken.QUOTES) : new End(bytes.length, lines, null);
    }

    private static @Nullable End firstLine(byte[] bytes, int from, boolean last, Broken broken) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return new End(i + 1, 1, broken);
            }
        }
        return last || bytes.length - from > MOST_BYTES ? new End(bytes.length, 1, broken) : null;
    }

    private Cut record(byte[] bytes, int from, End end, int line) {
        int to = end.at();
        while (to > from && (bytes[to - 1] == '\n' || bytes[to - 1] == '\r')) {
            to--;
        }
        ByteBuffer whole = ByteBuffer.wrap(bytes, from, Math.min(to - from, MOST_BYTES));
        String text = strictly(charset, whole.duplicate());
        if (text == null) {
            return new Cut(
                    line, charset.decode(whole).toString(), List.of(), Broken.ENCODING, end.at(), line + end.lines());
        }
        List<String> cells = end.broken() == null ? cells(text) : List.of();
        return new Cut(line, text, cells, end.broken(), end.at(), line + end.lines());
    }

    private static @Nullable String strictly(Charset charset, ByteBuffer bytes) {
        try {
            String text = strict(charset).decode(bytes).toString();
            return text.indexOf('\0') < 0 ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static CharsetDecoder strict(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private static List<String> cells(String text) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        State state = State.CELL_BEGINS;
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            State next = state.after(sign);
            if (next == State.CELL_BEGINS) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else if (isText(state, next, sign)) {
                cell.append(sign);
            }
            state = next;
        }
        cells.add(cell.toString().strip());
        return List.copyOf(cells);
    }

    /** All but the quotes around a cell and the first one of two within. */
    private static boolean isText(State state, State next, char sign) {
        return sign != '"' || state == State.PLAIN || (state == State.QUOTE_IN_QUOTED && next == State.QUOTED);
    }

    /**
     * A cell as it must be written: quoted where it has to be. What a spreadsheet would take for a formula gets an
     * apostrophe in front, as the spreadsheet itself writes it; {@link #told} takes it off.
     */
    public static String cell(String clear) {
        String text = isFormula(clear) ? "'" + clear : clear;
        return text.chars().anyMatch(sign -> sign == '"' || sign == ',' || sign == '\n' || sign == '\r')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }

    /** What a cell says, without the apostrophe that keeps a spreadsheet from calculating it. */
    public static String told(String cell) {
        return cell.startsWith("'") && isFormula(cell.substring(1)) ? cell.substring(1) : cell;
    }

    private static boolean isFormula(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    }

    /**
     * The charset of a file that does not tell: UTF-8 where that can be, else GB18030, which spreadsheets of the region
     * write.
     *
     * @param beginning its first bytes, which may end within a character
     * @return null for what is neither
     */
    public static @Nullable Charset charsetOf(byte[] beginning) {
        if (canBe(StandardCharsets.UTF_8, beginning)) {
            return StandardCharsets.UTF_8;
        }
        return canBe(GB18030, beginning) ? GB18030 : null;
    }

    private static boolean canBe(Charset charset, byte[] beginning) {
        CharBuffer text = CharBuffer.allocate(beginning.length);
        return !strict(charset).decode(ByteBuffer.wrap(beginning), text, false).isError();
    }
}
