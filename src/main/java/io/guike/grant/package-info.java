/** Coupons that are given (发券). */
@NullMarked
package io.guike.grant;

import org.jspecify.annotations.NullMarked;
