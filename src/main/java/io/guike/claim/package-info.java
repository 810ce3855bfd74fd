/** Ways of getting a coupon (领券). */
@NullMarked
package io.guike.claim;

import org.jspecify.annotations.NullMarked;
