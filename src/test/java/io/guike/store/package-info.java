/** Tests of regions, stores, opening hours and the store import. */
@NullMarked
package io.guike.store;

import org.jspecify.annotations.NullMarked;
