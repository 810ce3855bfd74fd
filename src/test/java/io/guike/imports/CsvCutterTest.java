package io.guike.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.guike.imports.CsvCutter.Broken;
import io.guike.imports.CsvCutter.Cut;
import io.guike.imports.CsvCutter.Found;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsvCutterTest {

    private static final CsvCutter CUTTER = new CsvCutter(UTF_8);

    private static List<Cut> all(String file) {
        return CUTTER.cut(file.getBytes(UTF_8), 0, true, Integer.MAX_VALUE).records();
    }

    private static List<List<String>> cells(String file) {
        return all(file).stream().map(Cut::cells).toList();
    }

    @Test
    void cellsAreCutAtCommasAndRecordsAtLineBreaks() {
        assertEquals(List.of(List.of("a", "b", ""), List.of("c", "d", "e")), cells("a, b ,\r\nc,d,e"));
    }

    @Test
    void quotedCellsHoldCommasLineBreaksAndQuotes() {
        assertEquals(
                List.of(List.of("a,b", "c\nd", "say \"hi\""), List.of("x")),
                cells("\"a,b\",\"c\nd\",\"say \"\"hi\"\"\"\nx\n"));
        assertEquals(List.of(0, 2), all("\"a\nb\"\nc\n").stream().map(Cut::line).toList());
    }

    @Test
    void aQuoteWithinAPlainCellIsText() {
        assertEquals(List.of(List.of("5\" screen", "b")), cells("5\" screen,b\n"));
    }

    @Test
    void aBrokenRecordEndsWithItsFirstLine() {
        for (String broken : List.of("\"a\"b,c\n", "\"never closed\n", "\"opened,\n\"next\"x\n")) {
            List<Cut> records = all(broken + "good,line\n");
            assertEquals(Broken.QUOTES, records.get(0).broken(), broken);
            assertEquals(0, records.get(0).line());
            assertEquals(
                    List.of("good", "line"), records.get(records.size() - 1).cells(), broken);
        }
    }

    @Test
    void oneMissingQuoteDoesNotSwallowTheFile() {
        String file = "\"open\n" + "good,line\n".repeat(5_000);
        List<Cut> records = all(file);
        assertEquals(5_001, records.size());
        assertEquals(5_000, records.stream().filter(cut -> cut.broken() == null).count());
    }

    @Test
    void whatIsNoTextOfTheCharsetSpoilsItsOwnRecordOnly() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("a,b\n".getBytes(UTF_8));
        file.writeBytes("张三,b\n".getBytes(CsvCutter.GB18030));
        file.writeBytes("李四,b\n".getBytes(UTF_8));
        List<Cut> records = CUTTER.cut(file.toByteArray(), 0, true, 10).records();
        assertEquals(Broken.ENCODING, records.get(1).broken());
        assertEquals(List.of("李四", "b"), records.get(2).cells());
    }

    @Test
    void aRecordWithoutEndIsTooLongAndTheNextOneIsFound() {
        List<Cut> records = all("x".repeat(3 * CsvCutter.MOST_BYTES) + "\ngood\n");
        assertEquals(Broken.TOO_LONG, records.get(0).broken());
        assertEquals(List.of("good"), records.get(1).cells());
        assertEquals(2, records.size());
    }

    @Test
    void aRecordThatIsNotThereWholeWaitsForMore() {
        Found found = CUTTER.cut("a,b\nc,".getBytes(UTF_8), 0, false, 10);
        assertEquals(1, found.records().size());
        assertEquals(4, found.end());
        assertEquals(
                0, CUTTER.cut("\"a\n".getBytes(UTF_8), 0, false, 10).records().size());
    }

    /** Whatever part of the file is in memory, and however many are taken at a time. */
    @Test
    void cuttingInPiecesGivesWhatCuttingAtOnceGives() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] file = garbled(random);
        List<Cut> whole = CUTTER.cut(file, 0, true, Integer.MAX_VALUE).records();
        List<String> texts = new ArrayList<>();
        int at = 0;
        int line = 0;
        while (at < file.length) {
            int to = Math.min(file.length, at + 3 * CsvCutter.MOST_BYTES);
            Found found = CUTTER.cut(Arrays.copyOfRange(file, at, to), 0, to == file.length, 1 + random.nextInt(50));
            int first = line;
            found.records().forEach(cut -> texts.add(first + cut.line() + ":" + cut.broken() + ":" + cut.cells()));
            at += found.end();
            line += found.lines();
        }
        assertEquals(
                whole.stream()
                        .map(cut -> cut.line() + ":" + cut.broken() + ":" + cut.cells())
                        .toList(),
                texts,
                "seed " + seed);
    }

    private static byte[] garbled(Random random) {
        String signs = "ab张,,,\n\n\"\r ";
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            file.append(signs.charAt(random.nextInt(random.nextInt(400) == 0 ? signs.length() : 8)));
        }
        byte[] bytes = file.toString().getBytes(UTF_8);
        for (int i = 0; i < 20; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    @Test
    void theCharsetIsFoundOut() {
        assertEquals(UTF_8, CsvCutter.charsetOf("手机号,卡号".getBytes(UTF_8)));
        assertEquals(UTF_8, CsvCutter.charsetOf(Arrays.copyOf("手机号".getBytes(UTF_8), 8)), "cut within a character");
        assertEquals(CsvCutter.GB18030, CsvCutter.charsetOf("手机号,卡号,姓名".getBytes(CsvCutter.GB18030)));
        assertNull(CsvCutter.charsetOf(new byte[] {(byte) 0xFF, (byte) 0xFF, 0, 1}));
    }

    @Test
    void cellsAreQuotedWhereTheyMustBe() {
        assertEquals("a", CsvCutter.cell("a"));
        assertEquals("\"a,\"\"b\"\"\"", CsvCutter.cell("a,\"b\""));
        assertEquals(List.of(List.of("a,\"b\"\nc")), cells(CsvCutter.cell("a,\"b\"\nc") + "\n"));
    }
}
