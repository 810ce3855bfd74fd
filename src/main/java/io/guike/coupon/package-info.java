/**
 * Coupons (优惠券): templates in versions, and the coupons people hold.
 */
@NullMarked
package io.guike.coupon;

import org.jspecify.annotations.NullMarked;
