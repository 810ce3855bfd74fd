package io.guike.imports;

import io.guike.imports.CsvCutter.Cut;
import java.util.ArrayList;
import java.util.List;

/**
 * Some records of a file that follow each other.
 *
 * @param begins where they begin
 * @param entries without blank lines
 * @param end where the record behind them begins
 * @param last whether the file ends there
 */
public record Stretch(Place begins, List<Entry> entries, Place end, boolean last) {

    /**
     * One record.
     *
     * @param line its first one in the file, which begins with line 1
     * @param next where the record behind it begins
     */
    public record Entry(long line, Cut cut, Place next) {}

    /** Where to go on once the first of the entries were dealt with. */
    public Place after(int entries) {
        return entries == this.entries.size()
                ? end
                : this.entries.get(entries - 1).next();
    }

    /** The same in smaller ones. */
    public List<Stretch> inSlices(int most) {
        List<Stretch> slices = new ArrayList<>();
        Place from = begins;
        for (int i = 0; i == 0 || i < entries.size(); i += most) {
            int to = Math.min(entries.size(), i + most);
            Place until = after(to);
            slices.add(new Stretch(from, entries.subList(i, to), until, last && to == entries.size()));
            from = until;
        }
        return slices;
    }
}
