/** Points for goods or coupons. */
@NullMarked
package io.guike.reward;

import org.jspecify.annotations.NullMarked;
