/**
 * Files that people send in (导入): how they are read, refused and carried out. What a row means is the business of the
 * capability that takes it.
 *
 * <dl>
 *   <dt>Invariants</dt>
 *   <dd>All or nothing: a file with a flaw (错误行) changes nothing. Every flaw is told with its line and column, the first
 *       200 of them, with their total. The same file under the same key is answered from memory; a capability sees to it
 *       that a file repeated under another key changes nothing.
 *   <dt>Files</dt>
 *   <dd>CSV with a header row (表头) in Chinese or English, in any order of columns; UTF-8, or GBK where the sender says so,
 *       as spreadsheets of the region write it. At most 50,000 lines. Read on a worker thread.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 *   <dt>Doors</dt>
 *   <dd>{@link io.guike.imports.Imports}, {@link io.guike.imports.CsvTable}.
 * </dl>
 */
@NullMarked
package io.guike.imports;

import org.jspecify.annotations.NullMarked;
