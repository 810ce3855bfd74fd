/**
 * Where the chain sells: regions (区域) and stores (门店) with opening hours (营业时间).
 *
 * <dl>
 *   <dt>Regions and stores</dt>
 *   <dd>Regions form a forest without cycles. A store has a unique code, lies in one region, and has coordinates in
 *       GCJ-02. Changes carry the version that was read and are refused when it is no longer the stored one. A store is
 *       never deleted: it is closed for good (停业) and takes on nobody then.
 *   <dt>Opening hours</dt>
 *   <dd>{@link io.guike.store.OpeningHours}: several intervals a day, possibly past midnight, with dated exceptions.
 *   <dt>Nearest stores (附近门店)</dt>
 *   <dd>For everybody: the stores in business, nearest first, with today's hours.
 *   <dt>Import (导入)</dt>
 *   <dd>A store that is there takes over what the file says. Repeating a file changes nothing.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 *   <dt>Doors</dt>
 *   <dd>{@link io.guike.store.Stores}, {@link io.guike.store.Regions}.
 * </dl>
 */
@NullMarked
package io.guike.store;

import org.jspecify.annotations.NullMarked;
