/** The ledger of points (积分). */
@NullMarked
package io.guike.points;

import org.jspecify.annotations.NullMarked;
