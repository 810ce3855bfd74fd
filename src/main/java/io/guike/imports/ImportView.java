package io.guike.imports;

/** What an import did; {@code unchanged} rows were already as the file says. */
public record ImportView(long created, long updated, long unchanged) {

    public ImportView plus(ImportView other) {
        return new ImportView(created + other.created, updated + other.updated, unchanged + other.unchanged);
    }
}
