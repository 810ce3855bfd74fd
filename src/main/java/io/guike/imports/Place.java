package io.guike.imports;

/**
 * Where a record begins.
 *
 * @param position in bytes from the beginning of the file
 * @param line in which line, the first one being 1
 */
public record Place(long position, long line) {}
