/**
 * Showing personal data in clear (查看明文): everywhere else they are masked.
 *
 * <dl>
 *   <dt>Who may</dt>
 *   <dd>Head office, and the manager of the store whose customer the member is. Each must say why.
 *   <dt>Record (查看记录)</dt>
 *   <dd>Who saw which fields of whom, when and why, written in the transaction that reads them; never the values. Head office
 *       reads the records, and the person finds them in the export of their data. Of somebody who was erased the record
 *       stays and the reason goes.
 *   <dt>Limits</dt>
 *   <dd>Thirty reveals an hour for each member of staff. No answer may be stored on the way, here or at a repeat.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 * </dl>
 */
@NullMarked
package io.guike.reveal;

import org.jspecify.annotations.NullMarked;
