/**
 * A small believable chain for the first look: three cities, twelve stores, forty people, a tasting for new members and a
 * coupon to claim. It is laid at start into an
 * empty embedded database, through the same front doors that head office uses, and never into a configured one.
 * {@code guike.demo=false} keeps it away.
 */
@NullMarked
package io.guike.demo;

import org.jspecify.annotations.NullMarked;
