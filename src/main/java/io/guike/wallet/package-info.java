/**
 * The wallet (券包): what people hold and what became of it, for themselves and for head office, which takes back what was
 * given by mistake.
 *
 * <dl>
 *   <dt>Reads</dt>
 *   <dd>By person and time through an index, page by page; the words of templates come from memory. A coupon of somebody
 *       else is as unknown as none. Among others a coupon tells the first few of the stores and products it is for, and how
 *       many there are; by itself it tells all. A screen that waits for its coupon asks for the state alone.
 *   <dt>History</dt>
 *   <dd>With causes in words; who did it, and details, are told to head office alone.
 *   <dt>Revocation (作废)</dt>
 *   <dd>Only of what nobody uses: a reserved coupon is released first, unless its reservation is over.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 * </dl>
 */
@NullMarked
package io.guike.wallet;

import org.jspecify.annotations.NullMarked;
