/**
 * Files that people send in (导入): how they are received, read, refused and carried out. What a row means is the business
 * of the capability that takes it.
 *
 * <dl>
 *   <dt>Tables in one request</dt>
 *   <dd>{@link io.guike.imports.Imports} and {@link io.guike.imports.CsvTable}: all or nothing, a file with a flaw (错误行)
 *       changes nothing. Every flaw is told with its line and column, the first 200 of them, with their total. The same
 *       file under the same key is answered from memory; a capability sees to it that a file repeated under another key
 *       changes nothing. At most 50,000 lines.
 *   <dt>Long lists in parts (分片上传)</dt>
 *   <dd>{@link io.guike.imports.Uploads}: the file of a run, sent in numbered parts that may end anywhere, come in any
 *       order and be repeated; joined when the run is started, which refuses what is no list; then read some records at a
 *       time from a window of it ({@link io.guike.imports.Stretch}), never as a whole. The run moves the file's place in
 *       the transaction that does what the records say, so a run that is cut anywhere goes on there, on any replica. A bad
 *       line is the run's own affair and never ends it.
 *   <dt>Personal data (个人信息)</dt>
 *   <dd>What was sent in parts is sealed under a key of the file's own until the run is over, or for seven days where
 *       nobody starts it or it failed for good; then the bytes go and the key is destroyed
 *       ({@link io.guike.imports.Leftovers}, which the capability asks now and then).
 *   <dt>Files</dt>
 *   <dd>CSV with a header row (表头) in Chinese or English, in any order of columns; UTF-8, or GB18030 and its older parts
 *       GBK and GB2312, as spreadsheets of the region write it. Read on a {@link io.guike.imports.Worker}.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 * </dl>
 */
@NullMarked
package io.guike.imports;

import org.jspecify.annotations.NullMarked;
