package io.guike.roster;

import io.guike.imports.CsvCutter;
import io.guike.imports.CsvCutter.Broken;
import io.guike.imports.CsvCutter.Cut;
import io.guike.imports.CsvTable.Column;
import io.guike.imports.ImportProblem;
import io.guike.imports.Stretch;
import io.guike.platform.Problem;
import io.guike.vault.PhoneNumber;
import io.guike.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which cell of a line means what, by the header; reads lines. */
final class Layout {

    static final Column PHONE = Column.required("phone", "手机号", "手机号码", "手机");
    static final Column CARD = Column.required("card", "卡号", "会员卡号");
    static final Column NAME = Column.optional("name", "姓名");
    static final Column LEVEL = Column.optional("level", "等级", "会员等级");
    static final Column POINTS = Column.optional("points", "积分");
    static final Column STORE = Column.optional("store", "门店编码", "门店");
    static final Column PROMOTER = Column.optional("promoter", "导购工号", "导购");
    static final Column SINCE = Column.optional("since", "入会日期", "开卡日期");
    /** Comes with the download of a quarantine, and says which line a corrected one stands for. */
    static final Column LINE = Column.optional("line", "行号");
    /** Comes with the download as well, and is read over. */
    static final Column REASONS = Column.optional("reasons", "原因");

    private static final List<Column> COLUMNS =
            List.of(PHONE, CARD, NAME, LEVEL, POINTS, STORE, PROMOTER, SINCE, LINE, REASONS);

    private static final int LONGEST_NAME = 40;
    private static final long MOST_POINTS = 1_000_000_000_000L;
    private static final Pattern CARD_NUMBER = Pattern.compile("[A-Z0-9][A-Z0-9._-]{0,31}");
    /** A spreadsheet has rounded such a number: it cannot be told any more what it was. */
    private static final Pattern ROUNDED = Pattern.compile("[0-9](\\.[0-9]+)?E\\+[0-9]+");

    private static final Pattern WHOLE = Pattern.compile("([0-9]{1,13})(\\.0+)?");
    private static final Pattern DATE = Pattern.compile("([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T].*)?");
    private static final Pattern SHORT_DATE = Pattern.compile("([0-9]{4})([0-9]{2})([0-9]{2})");

    private final Map<Column, Integer> places;
    private final int width;
    private final Vault vault;
    private final LocalDate today;

    private Layout(Map<Column, Integer> places, int width, Vault vault, LocalDate today) {
        this.places = places;
        this.width = width;
        this.vault = vault;
        this.today = today;
    }

    /**
     * One line.
     *
     * @param entry null where the line does not tell a card and a phone number
     * @param corrects the line of the corrected run that this one stands for
     * @param text as it stands in the file
     */
    record Read(long line, @Nullable Entry entry, @Nullable Long corrects, List<Flaw> flaws, String text) {

        @Override
        public String toString() {
            return "Read[" + line + ", " + flaws + "]";
        }
    }

    /** @throws Problem {@code import.refused} with all that is wrong with the header */
    static Layout of(List<String> header, Vault vault, LocalDate today) {
        Map<Column, Integer> places = new HashMap<>();
        List<Problem.Flaw> flaws = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i);
            Column column = named(name);
            if (column == null) {
                flaws.add(new Problem.Flaw(1L, "header", "不认识的列 / unknown column: " + name));
            } else if (places.putIfAbsent(column, i) != null) {
                flaws.add(new Problem.Flaw(1L, "header", "重复的列 / column given twice: " + name));
            }
        }
        COLUMNS.stream()
                .filter(column -> column.required() && !places.containsKey(column))
                .map(column -> "缺少列 / column missing: " + String.join(", ", column.names()))
                .forEach(missing -> flaws.add(new Problem.Flaw(1L, "header", missing)));
        if (!flaws.isEmpty()) {
            throw ImportProblem.REFUSED.problem().with(flaws, flaws.size());
        }
        return new Layout(places, header.size(), vault, today);
    }

    private static @Nullable Column named(String name) {
        return COLUMNS.stream()
                .filter(column -> column.names().stream().anyMatch(name::equalsIgnoreCase))
                .findFirst()
                .orElse(null);
    }

    /** Whether a header row has the column. */
    static boolean has(List<String> header, Column column) {
        return header.stream().anyMatch(name -> column.equals(named(name)));
    }

    /** Whether a column comes with our own download. */
    static boolean isOurs(String name) {
        Column column = named(name);
        return LINE.equals(column) || REASONS.equals(column);
    }

    /**
     * A line for the download, where our own columns stand in front: without them, and as one cell where it cannot be
     * taken apart.
     *
     * @param text null for a line of which nothing is kept
     */
    static String withoutOurs(List<String> header, @Nullable String text) {
        if (text == null) {
            return "";
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<Cut> cuts =
                new CsvCutter(StandardCharsets.UTF_8).cut(bytes, 0, true, 2).records();
        if (cuts.size() != 1 || cuts.get(0).broken() != null) {
            return CsvCutter.cell(text);
        }
        List<String> cells = cuts.get(0).cells();
        return IntStream.range(0, cells.size())
                .filter(i -> cells.size() != header.size() || !isOurs(header.get(i)))
                .mapToObj(i -> CsvCutter.cell(cells.get(i)))
                .collect(Collectors.joining(","));
    }

    Read read(Stretch.Entry record) {
        long line = record.line();
        Cut cut = record.cut();
        Broken broken = cut.broken();
        if (broken != null) {
            return new Read(line, null, null, List.of(Flaw.of(Reason.valueOf(broken.name()))), cut.text());
        }
        if (cut.cells().size() != width) {
            return new Read(line, null, null, List.of(Flaw.of(Reason.CELLS)), cut.text());
        }
        List<Flaw> flaws = new ArrayList<>();
        Entry entry = entry(cut.cells(), flaws);
        Long corrects = corrects(cut.cells(), flaws);
        return new Read(line, entry, corrects, List.copyOf(flaws), cut.text());
    }

    private @Nullable Entry entry(List<String> cells, List<Flaw> flaws) {
        PhoneNumber phone = phone(cells, flaws);
        String card = card(cells, flaws);
        String name = text(cells, NAME);
        if (name.length() > LONGEST_NAME) {
            flaws.add(Flaw.of(Reason.NAME_INVALID, NAME.name()));
        }
        Long points = points(cells, flaws);
        String store = text(cells, STORE);
        String promoter = text(cells, PROMOTER);
        if (store.isEmpty() && !promoter.isEmpty()) {
            flaws.add(Flaw.of(Reason.PROMOTER_WITHOUT_STORE, PROMOTER.name()));
        }
        LocalDate since = since(cells, flaws);
        String level = text(cells, LEVEL);
        return phone == null || card == null
                ? null
                : new Entry(phone, vault.hash(phone.e164()), card, name, level, points, store, promoter, since);
    }

    private String text(List<String> cells, Column column) {
        Integer at = places.get(column);
        return at == null ? "" : CsvCutter.told(cells.get(at));
    }

    /** Without what Chinese input methods and spreadsheets add: wide digits, spaces, the leading apostrophe. */
    private String plain(List<String> cells, Column column) {
        String text =
                Normalizer.normalize(text(cells, column), Normalizer.Form.NFKC).replaceAll("\\s", "");
        return text.startsWith("'") ? text.substring(1) : text;
    }

    private @Nullable PhoneNumber phone(List<String> cells, List<Flaw> flaws) {
        try {
            return PhoneNumber.read(text(cells, PHONE));
        } catch (Problem e) {
            flaws.add(Flaw.of(Reason.PHONE_INVALID, PHONE.name()));
            return null;
        }
    }

    private @Nullable String card(List<String> cells, List<Flaw> flaws) {
        String card = plain(cells, CARD).toUpperCase(Locale.ROOT);
        if (CARD_NUMBER.matcher(card).matches() && !ROUNDED.matcher(card).matches()) {
            return card;
        }
        flaws.add(Flaw.of(Reason.CARD_INVALID, CARD.name()));
        return null;
    }

    private @Nullable Long points(List<String> cells, List<Flaw> flaws) {
        String text = plain(cells, POINTS);
        if (text.isEmpty()) {
            return null;
        }
        Matcher whole = WHOLE.matcher(text);
        if (whole.matches() && Long.parseLong(whole.group(1)) <= MOST_POINTS) {
            return Long.valueOf(whole.group(1));
        }
        flaws.add(Flaw.of(Reason.POINTS_INVALID, POINTS.name()));
        return null;
    }

    private @Nullable LocalDate since(List<String> cells, List<Flaw> flaws) {
        String text = Normalizer.normalize(text(cells, SINCE), Normalizer.Form.NFKC);
        if (text.isEmpty()) {
            return null;
        }
        LocalDate date = date(text);
        if (date == null || date.isAfter(today) || date.getYear() < 1950) {
            flaws.add(Flaw.of(Reason.DATE_INVALID, SINCE.name()));
            return null;
        }
        return date;
    }

    private static @Nullable LocalDate date(String text) {
        Matcher parts = DATE.matcher(text);
        if (!parts.matches()) {
            parts = SHORT_DATE.matcher(text);
        }
        try {
            return parts.matches()
                    ? LocalDate.of(
                            Integer.parseInt(parts.group(1)),
                            Integer.parseInt(parts.group(2)),
                            Integer.parseInt(parts.group(3)))
                    : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private @Nullable Long corrects(List<String> cells, List<Flaw> flaws) {
        String text = plain(cells, LINE);
        if (text.isEmpty()) {
            return null;
        }
        if (text.matches("[0-9]{1,12}")) {
            return Long.valueOf(text);
        }
        flaws.add(Flaw.of(Reason.LINE_INVALID, LINE.name()));
        return null;
    }
}
