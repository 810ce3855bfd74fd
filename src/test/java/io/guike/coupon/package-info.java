@NullMarked
package io.guike.coupon;

import org.jspecify.annotations.NullMarked;
